#!/usr/bin/env bash
# Ends what tests/engine/up.sh started for STATE, and nothing else:
#
#   tests/engine/down.sh STATE
set -euo pipefail

state=$1
for file in "$state"/registry.pid "$state"/auth-registry.pid "$state"/dockerd.pid; do
  [ -f "$file" ] || continue
  name=$(basename "$file" .pid)
  pid=$(cat "$file")
  # A process id is used again after a restart of the machine: only the program that was started is ended.
  if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q -e docker-registry -e dockerd; then
    echo "stopping $name" >&2
    kill "$pid" 2>/dev/null || sudo kill "$pid"
    for _ in $(seq 100); do
      [ -d "/proc/$pid" ] || break
      sleep 0.1
    done
  fi
  rm -f "$file"
done
