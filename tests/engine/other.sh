#!/usr/bin/env bash
# An engine beside the machine's own, from a newer Debian in a folder, to see that what holds on one engine holds on
# another:
#
#   tests/engine/other.sh STATE prepare        only makes the newer Debian that all of them need, for an `up` that is
#                                              quick
#   tests/engine/other.sh STATE up ENGINE      prints the DOCKER_HOST of an empty engine
#   tests/engine/other.sh STATE down ENGINE    ends it and removes all that it had
#
# docker              Docker with its older image store
# docker-containerd   the same with containerd's image store, the default of newer versions
# podman              Podman's service, which speaks Docker's API
#
# It wants root or sudo, no systemd, and leaves every other engine of the machine alone. The newer Debian stays in
# STATE/debian-newer (1 GB).
set -euo pipefail

state=$(mkdir -p "$1" && cd "$1" && pwd)
command=${2:-} engine=${3:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/common.sh"

debian=$state/debian-newer
home=$state/$engine
socket=$home/engine.sock

# Of each its own bridge and network; cgroups below one that it makes, Podman below its usual one.
case $engine in
  '') [ "$command" = prepare ] || fail "no engine named (docker, docker-containerd, podman)"; number=0 cgroups= ;;
  docker) number=1 cgroups=dockerize1 ;;
  docker-containerd) number=2 cgroups=dockerize2 ;;
  podman) number=3 cgroups=libpod_parent ;;
  *) fail "no such engine: '$engine' (docker, docker-containerd, podman)" ;;
esac
bridge=dockerize$number
network=10.213.$number

newer_debian() {
  # The file is written last.
  [ ! -f "$debian/complete" ] || return 0
  local suite
  for suite in sid testing; do
    say "making a Debian $suite with Docker and Podman in $debian (a minute, once)"
    if debian "$suite" "$debian" ca-certificates,docker.io,iptables,nftables,podman,runc,tini; then
      as_root touch "$debian/complete"
      return 0
    fi
    tail -3 "$state/debootstrap-$suite.log" >&2
  done
  fail "no newer Debian can be made here; the output is in $state/debootstrap-$suite.log"
}

# start_inside COMMAND…: in that Debian, with mounts and processes of its own, which end with the command whatever
# became of it. The folders that tests mount into containers are where they are outside. A container's first process
# finds its files in the root of its mounts, so that this Debian has to be that root: chroot is not enough for
# `docker exec`. The process is to be ended by its number outside.
start_inside() {
  local dotnet
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  # The authorities of registries, which tests/engine/up.sh adds later; Podman looks here too.
  as_root mkdir -p /etc/docker/certs.d
  start "$engine" unshare --mount --pid --fork --kill-child sh -ec '
    debian=$1 home=$2 pid=$3 shared=$4; shift 4
    read -r self rest </proc/self/stat
    echo "$self" >"$pid"
    mount --bind "$debian" "$debian"
    for folder in /dev /sys; do mount --rbind "$folder" "$debian$folder"; done
    mount -t proc proc "$debian/proc"
    mount -t tmpfs tmpfs "$debian/run"
    mkdir "$home/tmp"
    mount --bind "$home/tmp" "$debian/var/tmp"
    for file in /etc/hosts /etc/resolv.conf; do touch "$debian$file"; mount --bind "$file" "$debian$file"; done
    IFS=:
    for folder in $shared; do mkdir -p "$debian$folder"; mount --rbind "$folder" "$debian$folder"; done
    mkdir -p "$debian/outside"
    cd "$debian"
    pivot_root . outside
    exec chroot . sh -ec '\''umount -l /outside; exec tini-static -- "$@"'\'' - "$@"' \
    - "$debian" "$home" "$state/$engine.pid" "/tmp:/etc/docker/certs.d:$dotnet:$(cd "$here/../.." && pwd):$state" "$@"
}

start_docker() {
  # Rules of the firewall are one table for all engines: this one makes none, and gets those that it needs.
  as_root ip link add "$bridge" type bridge
  as_root ip addr add "$network.1/24" dev "$bridge"
  as_root ip link set "$bridge" up
  start_inside dockerd --bridge="$bridge" --cgroup-parent="$cgroups" --iptables=false --ip6tables=false "$@" \
    --data-root "$home/data" --exec-root "$home/exec" --pidfile "$home/dockerd.engine.pid" --host "unix://$socket"
}

# Podman's rules of the firewall, one table for all Podmans of a machine.
podman_rules() { as_root chroot "$debian" nft "$1" table inet netavark; }

start_podman() {
  podman_rules list >/dev/null 2>&1 || touch "$home/own-rules"
  cat >"$home/containers.conf" <<CONF
[containers]
# No more than this shell has: to raise them is not permitted everywhere.
default_ulimits = ["nofile=$(ulimit -Hn):$(ulimit -Hn)", "nproc=$(ulimit -Hu):$(ulimit -Hu)"]
[network]
network_backend = "netavark"
firewall_driver = "nftables"
default_subnet = "$network.0/24"
network_config_dir = "$home/networks"
CONF
  cat >"$home/registries.conf" <<CONF
[[registry]]
location = "localhost"
insecure = true
CONF
  start_inside env CONTAINERS_CONF="$home/containers.conf" CONTAINERS_REGISTRIES_CONF="$home/registries.conf" \
    podman --root "$home/data" --runroot "$home/exec" --cgroup-manager=cgroupfs --runtime=runc system service --time=0 "unix://$socket"
}

rules() {
  as_root iptables -t nat "$1" POSTROUTING -s "$network.0/24" ! -o "$bridge" -j MASQUERADE
  as_root iptables "$2" FORWARD -s "$network.0/24" -j ACCEPT
  as_root iptables "$2" FORWARD -d "$network.0/24" -j ACCEPT
}

up() {
  install docker docker-cli
  install iptables iptables
  down
  newer_debian
  mkdir -p "$home"
  case $engine in
    docker) start_docker ;;
    docker-containerd) start_docker --feature containerd-snapshotter=true ;;
    podman) start_podman ;;
  esac
  rules -A -I
  export DOCKER_HOST=unix://$socket
  wait_for 60 engine_answers || { tail -5 "$state/$engine.log" >&2; down; fail "$engine did not come up; its output is in $state/$engine.log"; }
  as_root chown "$(id -u)" "$socket"
  echo "DOCKER_HOST=$DOCKER_HOST"
}

down() {
  stop "$engine"
  while rules -D -D 2>/dev/null; do :; done
  as_root ip link delete "$bridge" 2>/dev/null || true
  [ ! -f "$home/own-rules" ] || podman_rules delete 2>/dev/null || true
  as_root rmdir -p --ignore-fail-on-non-empty /etc/docker/certs.d 2>/dev/null || true
  # Those that are not empty are another's.
  as_root find /sys/fs/cgroup -depth -type d \( -path "*/$cgroups" -o -path "*/$cgroups/*" \) -exec rmdir {} + 2>/dev/null || true
  as_root rm -rf "$home"
}

case $command in
  prepare) newer_debian ;;
  up) up ;;
  down) down ;;
  *) fail "no such command: '$command' (prepare, up, down)" ;;
esac
