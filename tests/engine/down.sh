#!/usr/bin/env bash
# Stops the processes that tests/engine/up.sh started for STATE, and the emulation. Other processes are not affected.
#
#   tests/engine/down.sh STATE
set -euo pipefail

state=$1
here=$(dirname "${BASH_SOURCE[0]}")
. "$here/common.sh"

for name in registry auth-registry tls-registry token-registry token-server dockerd; do
  stop "$name"
done
"$here/emulation.sh" "$state" down

if [ -f "$state/tls-registry.address" ]; then
  as_root rm -rf "/etc/docker/certs.d/$(cat "$state/tls-registry.address")"
  as_root rmdir -p --ignore-fail-on-non-empty /etc/docker/certs.d
  rm "$state/tls-registry.address"
  # All TLS registries on this machine share the host name, so it is removed with the last one.
  compgen -G "/etc/docker/certs.d/$tls_registry_name:*" >/dev/null ||
    as_root sh -c 'hosts=$(grep -vF "$1" /etc/hosts); echo "$hosts" >/etc/hosts' - "$tls_registry_name"
fi
