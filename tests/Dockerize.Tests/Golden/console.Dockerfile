# Written by Dockerize.Build for Mailer at every publish: change the project, not this file.
# Base image: Mailer targets .NET 10.0 and needs the .NET runtime.
# User: the project names it.

FROM registry.example.com:5000/mirror/dotnet/runtime:10.0-alpine

ENV TZ="Europe/Vienna" \
    GREETING="say \"hi\" for \$5"
EXPOSE 25 8000-8010 5353/udp
ENTRYPOINT ["dotnet","/srv/my mailer/Mailer.dll"]

COPY packages/ /
COPY app/ /
WORKDIR "/srv/my mailer"

USER 1000:1000
LABEL a="x" \
    b="2" \
    org.opencontainers.image.base.name="registry.example.com:5000/mirror/dotnet/runtime:10.0-alpine"
