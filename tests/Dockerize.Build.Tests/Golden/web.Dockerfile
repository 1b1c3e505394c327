# Written by Dockerize.Build for Shop at every publish: change the project, not this file.
# Base image: Shop targets .NET 10.0 and needs the ASP.NET Core runtime.
# User: the base image's own, which is not root.

FROM mcr.microsoft.com/dotnet/aspnet:10.0

EXPOSE 8080
ENTRYPOINT ["dotnet","/app/Shop.dll"]

COPY packages/ /
COPY assets/ /
COPY projects/ /
COPY app/ /
WORKDIR /app

USER $APP_UID
LABEL org.opencontainers.image.authors="Contoso" \
    org.opencontainers.image.base.name="mcr.microsoft.com/dotnet/aspnet:10.0" \
    org.opencontainers.image.version="1.2.0"
