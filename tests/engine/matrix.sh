#!/usr/bin/env bash
# Runs the tests that depend on the engine against other engines than the machine's own, one after the other, and ends with a line for each:
# ENGINE VERSION: N passed, N failed.
#
#   tests/engine/matrix.sh [ENGINE…]      tests/engine/other.sh says which there are; all of them where none is named
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
state=$root/artifacts/tests/machine
results=$root/artifacts/tests/results
mkdir -p "$state" "$results"

engines=("$@")
[ $# -gt 0 ] || engines=(docker docker-containerd podman)

engine=
down() { [ -z "$engine" ] || "$here/other.sh" "$state" down "$engine"; }
trap down EXIT

lines=() failed=0
for engine in "${engines[@]}"; do
  log=$results/$engine.log
  if host=$("$here/other.sh" "$state" up "$engine"); then
    export "${host?}"
    version=$(docker version --format '{{.Server.Version}}')
    printf '\n== %s %s\n' "$engine" "$version"
    "$root/tests/run.sh" engine 2>&1 | tee "$log" || failed=1
    lines+=("$engine $version: $(tail -1 "$log")")
  else
    failed=1
    lines+=("$engine: did not come up")
  fi
  down
done
engine=

printf '%s\n' '' "${lines[@]}"
exit $failed
