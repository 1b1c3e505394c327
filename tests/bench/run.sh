#!/usr/bin/env bash
# Prints figures, and asserts nothing.
#
#   tests/bench/run.sh [memory] [unchanged] [changed] [solution] [walk]      all of them, or those that are named
#
# memory      peak memory of `dotnet publish` that sends a context of 4 GB, against 0.1 GB (the engine needs 4 GB of
#             disk for a minute)
# unchanged   `dotnet publish` of samples/HelloWeb with nothing changed: plain, with the image, with PublishContainer
# changed     the same after a line has changed
# solution    eight apps that have changed: one `dotnet publish` each, and one of their solution, without and with
#             images
# walk        the files of a folder of 100,000 with 50 patterns: found and hashed
#
# What is missing (an engine, a registry, base images) is brought up and taken down again; an engine that already
# answers is used as it is.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
state=$root/artifacts/bench
mkdir -p "$state"

# One process for a publish, and no server that outlives it.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export REGISTRY_PORT=${REGISTRY_PORT:-5050}
down() { "$root/tests/engine/down.sh" "$state"; }
trap down EXIT
"$root/tests/engine/up.sh" "$state" engine registry bases
. "$state/env"

export DOCKERIZE_BENCH_ROOT=$root DOCKERIZE_BENCH_FEED=$state/feed NUGET_PACKAGES=$state/packages
rm -rf "$DOCKERIZE_BENCH_FEED" "$NUGET_PACKAGES/dockerize.build"
dotnet pack "$root/src/Dockerize.Build.Tasks" --output "$DOCKERIZE_BENCH_FEED" --nologo -v quiet
dotnet run --project "$root/tests/bench" -c Release -- "$@"
