#!/usr/bin/env bash
# Runs package tests with other engines than the one of the machine, one engine after another. The output ends with a
# line for each engine: ENGINE VERSION: N passed, N failed.
#
#   tests/engine/matrix.sh [--short] [--no-build] [ENGINE…]      default: all engines of tests/engine/other.sh
#
# --short      runs only the tests that can fail only with another engine ([TestCategory("Matrix")]); without it, all
#              tests that depend on the engine are run, for a nightly build
# --no-build   uses the binaries and packages of an earlier run of tests/run.sh; without it, they are built once for all
#              engines
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
state=$root/artifacts/tests/machine
results=$root/artifacts/tests/results
mkdir -p "$state" "$results"

part=engine options=()
while [[ ${1:-} == --* ]]; do
  case $1 in
    --short) part=matrix ;;
    --no-build) options=(--no-build) ;;
    *) echo "error: unknown option '$1' (--short, --no-build)" >&2; exit 1 ;;
  esac
  shift
done
engines=("$@")
[ $# -gt 0 ] || engines=(docker docker-containerd podman)

engine=
down() { [ -z "$engine" ] || "$here/other.sh" "$state" down "$engine"; }
trap down EXIT

lines=() failed=0
for engine in "${engines[@]}"; do
  log=$results/$engine.log
  started=$SECONDS
  if host=$("$here/other.sh" "$state" up "$engine"); then
    export "${host?}"
    version=$(docker version --format '{{.Server.Version}}')
    printf '\n== %s %s\n' "$engine" "$version"
    "$root/tests/run.sh" "${options[@]}" "$part" 2>&1 | tee "$log" || failed=1
    # The next engine uses the same binaries.
    options=(--no-build)
    lines+=("$engine $version: $(tail -1 "$log")")
    printf '%s with %s: %s s\n' "$part" "$engine" $((SECONDS - started))
  else
    failed=1
    lines+=("$engine: 0 passed, 1 failed: the engine did not start")
  fi
  down
done
engine=

printf '%s\n' '' "${lines[@]}"
exit $failed
