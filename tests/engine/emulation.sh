#!/usr/bin/env bash
# Makes the kernel run programs for arm64 in QEMU, also in the containers of all engines of this machine. Requires root
# or sudo, and a kernel with binfmt_misc.
#
#   tests/engine/emulation.sh STATE up       registers QEMU, unless the kernel already runs arm64 programs
#   tests/engine/emulation.sh STATE down     removes what `up` registered for STATE
set -euo pipefail

state=$1
command=${2:-}
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

formats=/proc/sys/fs/binfmt_misc
format=$formats/qemu-aarch64
# The package contains this line for systemd. The flag F in it opens QEMU once, for all containers.
line=/usr/lib/binfmt.d/qemu-aarch64.conf

up() {
  [ ! -f "$format" ] || return 0
  install qemu-aarch64-static qemu-user-static
  if [ ! -f "$formats/register" ]; then
    as_root mount -t binfmt_misc binfmt_misc "$formats" || fail "binfmt_misc could not be mounted; see above"
    touch "$state/emulation.mounted"
  fi
  # On machines with systemd, the installation of the package has registered QEMU.
  if [ ! -f "$format" ]; then
    as_root cp "$line" "$formats/register" || { down; fail "QEMU could not be registered in binfmt_misc; see above"; }
    touch "$state/emulation.registered"
  fi
}

down() {
  [ ! -f "$state/emulation.registered" ] || as_root sh -c '[ ! -f "$1" ] || echo -1 >"$1"' - "$format"
  [ ! -f "$state/emulation.mounted" ] || as_root umount "$formats"
  rm -f "$state"/emulation.{registered,mounted}
}

case $command in
  up) up ;;
  down) down ;;
  *) fail "unknown command '$command' (up, down)" ;;
esac
