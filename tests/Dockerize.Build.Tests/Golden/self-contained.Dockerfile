# Written by Dockerize.Build for Shop at every publish: change the project, not this file.
# Base image: Shop targets .NET 10.0 and brings its own runtime and needs what that depends on.
# User: the base image's own, which is not root.

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0

EXPOSE 8080
ENTRYPOINT ["/app/Shop"]

COPY runtime/ /
COPY app/ /
WORKDIR /app

USER $APP_UID
LABEL org.opencontainers.image.base.name="mcr.microsoft.com/dotnet/runtime-deps:10.0"
