#!/usr/bin/env bash
# Shows the complete workflow. The script packs Dockerize.Build, publishes samples/HelloWeb with it and pushes the
# image. Then it removes the local image, pulls it from the registry by digest, runs it and sends an HTTP request.
# Finally, a C# script composes, builds, runs and pushes another image with the library.
#
# Requires the .NET SDK. A running engine and registry are used. If they are missing, or the base images cannot be
# pulled, replacements are installed from Debian packages.
#
#   samples/run.sh          runs the workflow; started processes keep running, so that the next run is faster
#   samples/run.sh --down   stops the started processes
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
state=$root/artifacts/samples
port=${REGISTRY_PORT:-5000}
registry=localhost:$port

step() { printf '\n== %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

if [ "${1:-}" = --down ]; then
  "$root/tests/engine/down.sh" "$state"
  exit 0
fi
[ $# -eq 0 ] || fail "unknown argument '$1'; the only option is --down"
command -v dotnet >/dev/null || fail ".NET SDK not found; install version 10"
mkdir -p "$state"

step "Start an engine and a registry"
"$root/tests/engine/up.sh" "$state" engine registry || fail "the engine or the registry did not start"
arguments=(-p:DockerPush=true -p:DockerRegistry="$registry")
if curl -sf -m 10 -o /dev/null https://mcr.microsoft.com/v2/; then
  echo "base images: mcr.microsoft.com"
else
  echo "base images: built on this machine, because mcr.microsoft.com is not reachable"
  "$root/tests/engine/up.sh" "$state" bases || fail "the base images could not be built"
  arguments+=(-p:DockerBaseRegistry="$registry")
fi
echo "engine: Docker $(docker version --format '{{.Server.Version}}'), registry: $registry"

step "Pack Dockerize.Build and Dockerize"
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false DOTNET_NOLOGO=1
rm -rf "$state"/packages/{dockerize.build,dockerize} "$root"/artifacts/packages/Dockerize.*.nupkg
for project in Dockerize.Build.Tasks Dockerize; do
  dotnet pack "$root/src/$project" --output "$root/artifacts/packages" --nologo -v quiet || fail "$project could not be packed"
done
# A separate package folder, because the user's folder may contain another package of the same version. It is set after
# packing, because another folder would cause a rebuild of the projects.
export NUGET_PACKAGES=$state/packages

project=$root/samples/HelloWeb/Web
step "dotnet publish samples/HelloWeb/Web ${arguments[*]}"
dotnet publish "$project" "${arguments[@]}" --nologo || fail "the publish failed; see the error above"

step "Remove the local image, and run the image from the registry"
image=$registry/helloweb
# The digest is read from the registry, because the digests that an engine lists can differ from what it pushed.
digest=$(curl --silent --fail --head --header 'Accept: application/vnd.docker.distribution.manifest.v2+json' --header 'Accept: application/vnd.oci.image.manifest.v1+json' \
  --header 'Accept: application/vnd.oci.image.index.v1+json' "http://$registry/v2/helloweb/manifests/latest" | tr -d '\r' | awk 'tolower($1) == "docker-content-digest:" { print $2 }' || true)
[ -n "$digest" ] || fail "the image was not pushed: the registry does not have it"
digest=$image@$digest
docker image rm --force "$image:latest" >/dev/null
docker pull --quiet "$digest" >/dev/null || fail "the image could not be pulled from the registry"
container=$(docker run --detach --publish 127.0.0.1::8080 "$digest") || fail "the image could not be run"
trap 'docker rm --force "$container" >/dev/null' EXIT
address=$(docker port "$container" 8080/tcp | head -1) || { docker logs "$container" >&2; fail "the container exited; see its output above"; }
answer=$(curl --silent --show-error --fail --retry 60 --retry-delay 1 --retry-all-errors --max-time 5 "http://$address/hello/world" 2>"$state/curl.log") ||
  { docker logs "$container" >&2; fail "the app did not respond: $(tail -1 "$state/curl.log")"; }

printf '%s\nGET /hello/world: %s\n' "$digest" "$answer"

base=mcr.microsoft.com/dotnet/runtime-deps:10.0
[[ " ${arguments[*]} " != *" -p:DockerBaseRegistry="* ]] || base=$registry/dotnet/runtime-deps:10.0
step "dotnet run samples/BuildScript/build.cs $base $registry"
dotnet run "$root/samples/BuildScript/build.cs" "$base" "$registry" || fail "the build script failed; see the error above"
