#!/usr/bin/env bash
# Ends what tests/engine/up.sh started for STATE, and nothing else:
#
#   tests/engine/down.sh STATE
set -euo pipefail

state=$1
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

for name in registry auth-registry dockerd; do
  stop "$name"
done
