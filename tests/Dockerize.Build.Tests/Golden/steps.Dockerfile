# Written by Dockerize.Build for Shop at every publish: change the project, not this file.
# Base image: Shop targets .NET 10.0 and needs the ASP.NET Core runtime.
# User: the base image's own, which is not root.

FROM mcr.microsoft.com/dotnet/aspnet:10.0

ARG PROXY
RUN apt-get update && apt-get install -y --no-install-recommends hello=2.10-3 tini && rm -rf /var/lib/apt/lists/*
RUN useradd --system worker

EXPOSE 8080
ENTRYPOINT ["dotnet","/app/Shop.dll"]

COPY --chown=$APP_UID writable/ /
COPY packages/ /
COPY assets/ /
COPY projects/ /
COPY app/ /
WORKDIR /app

USER worker
RUN ./warm-up --once
USER root
RUN ["/bin/sh","-c","echo 1\necho 2"]

USER $APP_UID
LABEL org.opencontainers.image.base.name="mcr.microsoft.com/dotnet/aspnet:10.0"
