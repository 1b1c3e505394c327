# Written by Dockerize.Build for Mailer at every publish: change the project, not this file.
# Base image: Mailer targets .NET 10.0 and needs the .NET runtime.
# User: the project names it.

FROM registry.example.com:5000/mirror/dotnet/runtime:10.0-alpine-extra
SHELL ["/bin/sh","-eu","-c"]

ENV TZ="Europe/Vienna" \
    GREETING="say \"hi\" for \$5"
EXPOSE 25 8000-8010 5353/udp
HEALTHCHECK --interval=30s --timeout=5s --start-period=1m --retries=3 CMD wget -q -O- http://localhost:8080/health || exit 1
STOPSIGNAL SIGINT
ENTRYPOINT ["dotnet","/srv/my mailer/Mailer.dll"]
CMD ["--verbose"]

COPY packages/ /
COPY app/ /
WORKDIR "/srv/my mailer"

VOLUME ["/var/lib/mailer"]

USER 1000:1000
LABEL a="x" \
    b="2" \
    org.opencontainers.image.base.name="registry.example.com:5000/mirror/dotnet/runtime:10.0-alpine-extra"
