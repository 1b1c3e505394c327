#!/usr/bin/env bash
# Builds replacements for Microsoft's base images, for machines that cannot pull them: Debian from the archive of the
# distribution, .NET from the SDK of this machine, with the environment and the user of the real images. They are also
# pushed to REGISTRY, so that a push of an app finds their layers there, and other engines can pull them.
#
#   tests/engine/bases.sh STATE REGISTRY
set -euo pipefail

state=$1
registry=$2
suite=bookworm

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
# The .NET version that the samples and the tests target.
tag=10.0
newest() { ls "$dotnet/shared/$1" 2>/dev/null | grep "^$tag\." | sort -V | tail -1 || true; }
aspnet=$(newest Microsoft.AspNetCore.App)
version=$(newest Microsoft.NETCore.App)
[ -n "$aspnet" ] && [ -n "$version" ] || fail "the .NET $tag runtimes not found in $dotnet; install the .NET SDK $tag"

# The local name does not contain the registry, so the images are built only once per engine.
local_name() { echo "dockerize-bases/$1:$tag"; }
made() { docker image inspect "$(local_name "$1")" >/dev/null 2>&1; }
pulled() { served "$1" && docker pull -q "$registry/dotnet/$1:$tag" >/dev/null && docker tag "$registry/dotnet/$1:$tag" "$(local_name "$1")"; }
push() { docker push -q "$registry/dotnet/$1:$tag" >/dev/null || fail "$registry rejected the base image dotnet/$1:$tag"; }
served() { curl -sfI -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' -H 'Accept: application/vnd.oci.image.manifest.v1+json' \
  -o /dev/null "http://$registry/v2/dotnet/$1/manifests/$tag"; }

# layer NAME DOCKERFILE FOLDER…: builds an image. FOLDERs of the SDK are in the build context.
layer() {
  local name=$1 dockerfile=$2; shift 2
  local context
  context=$(mktemp -d)
  printf '%s\n' "$dockerfile" >"$context/Dockerfile"
  tar -c -C "$context" Dockerfile -C "$dotnet" --owner=0 --group=0 "$@" |
    DOCKER_BUILDKIT=0 docker build -q -t "$(local_name "$name")" - >"$state/bases.log" 2>&1 ||
    { cat "$state/bases.log" >&2; fail "the base image $name could not be built"; }
  rm -r "$context"
}

if ! { made runtime-deps || pulled runtime-deps; }; then
  say "making base images dotnet/{runtime-deps,runtime,aspnet}:$tag from Debian $suite and .NET $version (about a minute, only the first time)"
  root=$state/debian
  debian "$suite" "$root" ca-certificates,libicu72,libssl3,libstdc++6,tzdata ||
    { tail -3 "$state/debootstrap-$suite.log" >&2; fail "debootstrap failed; the output is in $state/debootstrap-$suite.log"; }
  as_root chroot "$root" useradd --uid 1654 --user-group --create-home --shell /bin/sh app
  as_root rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/usr/share/doc "$root"/usr/share/man "$root"/var/log/*
  # Each ENV has only one variable, because Podman parses further variables as part of the first value.
  as_root tar -C "$root" --one-file-system -c . |
    docker import -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' -c 'ENV APP_UID=1654' -c 'ENV ASPNETCORE_HTTP_PORTS=8080' \
      -c 'ENV DOTNET_RUNNING_IN_CONTAINER=true' -c 'CMD ["/bin/bash"]' - "$(local_name runtime-deps)" >/dev/null
  as_root rm -rf "$root"
fi

made runtime || pulled runtime || layer runtime "FROM $(local_name runtime-deps)
ENV DOTNET_VERSION=$version
COPY dotnet LICENSE.txt ThirdPartyNotices.txt /usr/share/dotnet/
COPY host /usr/share/dotnet/host
COPY shared /usr/share/dotnet/shared
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet" dotnet LICENSE.txt ThirdPartyNotices.txt host "shared/Microsoft.NETCore.App/$version"

made aspnet || pulled aspnet || layer aspnet "FROM $(local_name runtime)
ENV ASPNET_VERSION=$aspnet
COPY shared /usr/share/dotnet/shared" "shared/Microsoft.AspNetCore.App/$aspnet"

for name in runtime-deps runtime aspnet; do
  docker tag "$(local_name $name)" "$registry/dotnet/$name:$tag"
  served "$name" || push "$name"
done
