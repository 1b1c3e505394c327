#!/usr/bin/env bash
# Runs the benchmarks and prints their results. Nothing is asserted.
#
#   tests/bench/run.sh [all] [figures] [page] [memory] [unchanged] [changed] [platforms] [session] [solution] [walk]      default: all
#
# figures     the image of an app with ten packages, on both image stores, compared with PublishContainer and
#             `docker build`: writes docs/figures.md and docs/images/figures.svg
# page        writes these two files again, from artifacts/bench/figures.json of the last run
# memory      peak memory of `dotnet publish` that sends a build context of 4 GB, compared with 0.1 GB. The engine
#             temporarily requires 4 GB of disk space
# unchanged   `dotnet publish` of samples/HelloWeb without changes: plain, with the image, with PublishContainer
# changed     the same after a change of one line
# platforms   the first build and an unchanged publish of HelloWeb, small and with 75 MB of files, for linux/amd64 and
#             linux/arm64: for one platform, for both, and with PublishContainer for both
# session     builds with a BuildKit session, with BuildKit without a session, and with the classic builder: time and
#             bytes of the first build, without changes, and after a change of one file
# solution    eight changed apps: one `dotnet publish` for each app, and one for their solution, without and with images
# walk        time to find and to hash the files in a folder with 100,000 files and 50 ignore patterns
#
# DOCKERIZE_BENCH_ROUNDS limits the rounds of `figures`, for a quick trial.
#
# A running engine is used. A missing engine, registry or base image is started or created, and stopped at the end.
# `figures`, `platforms` and `session` also start an engine with containerd's image store. `figures` and `platforms` remove its build cache.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
state=$root/artifacts/bench
# The tests on other engines also use this folder, so that the newer Debian is created only once.
other=$root/artifacts/tests/machine
mkdir -p "$state"
selected=("$@")
case ${1:-all} in all) selected=(figures memory unchanged changed platforms session solution walk) ;; esac

# Disables build servers, so that each publish runs in one process and no server keeps running.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export REGISTRY_PORT=${REGISTRY_PORT:-5050}
newer=false
for name in "${selected[@]}"; do case $name in figures | platforms | session) newer=true ;; esac; done
down() {
  ! $newer || "$root/tests/engine/other.sh" "$other" down docker-containerd
  "$root/tests/engine/down.sh" "$state"
}
trap down EXIT
parts=(engine registry bases)
if $newer; then
  parts+=(arm64-bases)
  host=$("$root/tests/engine/other.sh" "$other" up docker-containerd)
  export DOCKERIZE_BENCH_INDEX_ENGINE=${host#DOCKER_HOST=}
fi
"$root/tests/engine/up.sh" "$state" "${parts[@]}"
. "$state/env"

# Versions of the docker CLI before 23 use BuildKit without a plug-in.
for docker in /usr/bin/docker "$(command -v docker)"; do
  case $("$docker" --version 2>/dev/null) in *' 20.'*) break ;; esac
done
export DOCKERIZE_BENCH_DOCKER=$docker

export DOCKERIZE_BENCH_ROOT=$root DOCKERIZE_BENCH_FEED=$state/feed NUGET_PACKAGES=$state/packages
rm -rf "$DOCKERIZE_BENCH_FEED" "$NUGET_PACKAGES/dockerize.build"
dotnet pack "$root/src/Dockerize.Build.Tasks" --output "$DOCKERIZE_BENCH_FEED" --nologo -v quiet
dotnet run --project "$root/tests/bench" -c Release -- "${selected[@]}"
