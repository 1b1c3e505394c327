#!/usr/bin/env bash
# Runs all tests, and ends with one line: N passed, N failed.
#
#   tests/run.sh            all: brings up an engine, registries and base images where they are missing, and takes them down again
#   tests/run.sh domain     the domain alone, on .NET: seconds, no engine
#   tests/run.sh engine     what depends on the engine; tests/engine/matrix.sh runs it against several
#
# An engine that already answers is used as it is; DOCKER_HOST names another.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
state=$root/artifacts/tests/machine
results=$root/artifacts/tests/results
mkdir -p "$state" "$results"
. "$root/tests/engine/common.sh"
# Tests compare with what it says of a repository.
install git git

# The build servers of the compiler and of MSBuild would outlive the run.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

part=${1:-all}
options=()
# PROJECT/FRAMEWORK. MSBuild of Visual Studio runs on .NET Framework, for which Mono stands here.
case $part in
  all)
    runs=(Dockerize.Tests/net10.0 Dockerize.Build.Tests/net10.0 Dockerize.Tests/net472 Dockerize.Build.Tests/net472 Dockerize.Package.Tests/net10.0)
    install mono mono-devel
    # Its linker is that of apps that are compiled ahead of time.
    command -v clang >/dev/null || install gcc build-essential
    ;;
  domain) runs=(Dockerize.Tests/net10.0 Dockerize.Build.Tests/net10.0) ;;
  engine) runs=(Dockerize.Package.Tests/net10.0) options=(--filter 'TestCategory!=AnyEngine') ;;
  *) echo "error: no such part '$part' (all, domain, engine)" >&2; exit 1 ;;
esac
if [ "$part" != domain ]; then
  # What a page says to do with image.json is run.
  install jq jq
  # Ports of their own, so that a registry of samples/run.sh or of the user's is left alone.
  export REGISTRY_PORT=${REGISTRY_PORT:-5050} AUTH_REGISTRY_PORT=${AUTH_REGISTRY_PORT:-5051} TLS_REGISTRY_PORT=${TLS_REGISTRY_PORT:-5054}
  down() { "$root/tests/engine/down.sh" "$state"; }
  trap down EXIT
  "$root/tests/engine/up.sh" "$state" engine registry auth-registry tls-registry bases
  . "$state/env"
  # Podman removes with an image, where that is forced, the containers of builds that have come to the same step. With containerd's image store
  # the classic builder was seen to meet the removals of other tests, and builds again then.
  case $(docker version)$(docker info --format '{{.DriverStatus}}') in
    *Podman* | *io.containerd.snapshotter*) options+=(--settings "$root/tests/engine/one-at-a-time.runsettings") ;;
  esac
fi

passed=0 failed=0
for run in "${runs[@]}"; do
  project=${run%/*} framework=${run#*/}
  log=$results/$project.$framework.log
  if ! dotnet build "$root/tests/$project" --framework "$framework" --nologo -v quiet >"$log" 2>&1; then
    cat "$log"
    echo "error: $project does not build for $framework"
    failed=$((failed + 1))
    continue
  fi

  program=$root/tests/$project/bin/Debug/$framework/$project
  case $framework in
    net472) command=(mono "$program.exe") ;;
    *) command=(dotnet "$program.dll") ;;
  esac
  "${command[@]}" --progress off --ansi off "${options[@]}" 2>&1 | tee "$log" || true
  count() { sed -n "s/^ *$1: *\([0-9]*\)$/\1/p" "$log" | tail -1; }
  if [ -z "$(count total)" ] || [ "$(count total)" -eq 0 ]; then
    echo "error: $project ran no test on $framework"
    failed=$((failed + 1))
    continue
  fi
  passed=$((passed + $(count succeeded)))
  failed=$((failed + $(count failed)))
done

# What was started is ended before the last line.
if declare -F down >/dev/null; then
  trap - EXIT
  down
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
