#!/usr/bin/env bash
# Runs package tests with other engines than the one of the machine, with all engines at the same time. The output ends
# with a line for each engine: ENGINE VERSION: N passed, N failed.
#
#   tests/engine/matrix.sh [--short] [--no-build] [ENGINE…]      default: all engines of tests/engine/other.sh
#
# --short      runs only the tests that can fail only with another engine ([TestCategory("Matrix")]); without it, all
#              tests that depend on the engine are run, for a nightly build
# --no-build   uses the binaries and packages of an earlier run of tests/run.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
state=$root/artifacts/tests/machine
results=$root/artifacts/tests/results
mkdir -p "$state" "$results"
. "$here/common.sh"

part=engine build=true
while [[ ${1:-} == --* ]]; do
  case $1 in
    --short) part=matrix ;;
    --no-build) build=false ;;
    *) fail "unknown option '$1' (--short, --no-build)" ;;
  esac
  shift
done
engines=("$@")
[ $# -gt 0 ] || engines=(docker docker-containerd podman)
! $build || "$root/tests/run.sh" build

export REGISTRY_PORT=${REGISTRY_PORT:-5050} AUTH_REGISTRY_PORT=${AUTH_REGISTRY_PORT:-5051} TLS_REGISTRY_PORT=${TLS_REGISTRY_PORT:-5054}
export TOKEN_REGISTRY_PORT=${TOKEN_REGISTRY_PORT:-5055} TOKEN_SERVER_PORT=${TOKEN_SERVER_PORT:-5056}
declare -A processes=() lines=()
started=()
down() {
  local engine
  # Each run is a process group.
  for engine in "${!processes[@]}"; do kill -- "-${processes[$engine]}" 2>/dev/null || true; done
  wait
  for engine in "${started[@]}"; do "$here/other.sh" "$state" down "$engine"; done
  "$here/down.sh" "$state"
}
trap down EXIT

# run ENGINE: starts the tests with an engine in the background.
run() {
  local engine=$1 host
  started+=("$engine")
  host=$("$here/other.sh" "$state" up "$engine") || return 1
  # The engine pulls the base images, which are created with the first engine.
  env "$host" "$here/up.sh" "$state" engine registry auth-registry tls-registry token-registry arm64-bases || return 1
  lines[$engine]="$engine $(env "$host" docker version --format '{{.Server.Version}}')"
  . "$state/env"
  set -m
  env "$host" DOCKERIZE_TEST_RESULTS="$results/$engine" "$root/tests/run.sh" --no-build --started "$part" >"$results/$engine.log" 2>&1 &
  processes[$engine]=$!
  set +m
}

for engine in "${engines[@]}"; do
  run "$engine" || lines[$engine]="$engine: 0 passed, 1 failed: the engine did not start"
done

failed=0
for engine in "${engines[@]}"; do
  if [ -z "${processes[$engine]:-}" ]; then
    failed=1
    continue
  fi
  wait "${processes[$engine]}" || failed=1
  unset "processes[$engine]"
  printf '\n== %s\n' "${lines[$engine]}"
  cat "$results/$engine.log"
  lines[$engine]+=": $(tail -1 "$results/$engine.log")"
done
trap - EXIT
down

echo
for engine in "${engines[@]}"; do echo "${lines[$engine]}"; done
exit $failed
