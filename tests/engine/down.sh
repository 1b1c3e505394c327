#!/usr/bin/env bash
# Ends what tests/engine/up.sh started for STATE, and nothing else:
#
#   tests/engine/down.sh STATE
set -euo pipefail

state=$1
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

for name in registry auth-registry tls-registry dockerd; do
  stop "$name"
done

if [ -f "$state/tls-registry.address" ]; then
  as_root rm -rf "/etc/docker/certs.d/$(cat "$state/tls-registry.address")"
  as_root rmdir -p --ignore-fail-on-non-empty /etc/docker/certs.d
  rm "$state/tls-registry.address"
  # The name is that of every such registry of this machine: with the last one it goes.
  compgen -G "/etc/docker/certs.d/$tls_registry_name:*" >/dev/null ||
    as_root sh -c 'hosts=$(grep -vF "$1" /etc/hosts); echo "$hosts" >/etc/hosts' - "$tls_registry_name"
fi
