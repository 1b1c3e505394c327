#!/usr/bin/env bash
# Starts another engine for the tests, in addition to the engine of the machine. It runs in a newer Debian in a folder:
#
#   tests/engine/other.sh STATE prepare        only installs the newer Debian that all engines require, so that a later
#                                              `up` is fast
#   tests/engine/other.sh STATE up ENGINE      starts an empty engine and prints its DOCKER_HOST
#   tests/engine/other.sh STATE down ENGINE    stops the engine and removes its data
#
# docker              Docker with its older image store
# docker-containerd   Docker with containerd's image store, the default of newer versions
# podman              Podman's service, which implements Docker's API
#
# Requires root or sudo, but not systemd. Other engines of the machine are not affected. The newer Debian is kept in
# STATE/debian-newer (1 GB).
set -euo pipefail

state=$(mkdir -p "$1" && cd "$1" && pwd)
command=${2:-} engine=${3:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/common.sh"

debian=$state/debian-newer
home=$state/$engine
socket=$home/engine.sock

# Each engine has its own bridge and network. Each Docker engine also has its own parent cgroup. Podman uses its default
# parent.
case $engine in
  '') [ "$command" = prepare ] || fail "no engine specified (docker, docker-containerd, podman)"; number=0 cgroups= ;;
  docker) number=1 cgroups=dockerize1 ;;
  docker-containerd) number=2 cgroups=dockerize2 ;;
  podman) number=3 cgroups=libpod_parent ;;
  *) fail "unknown engine '$engine' (docker, docker-containerd, podman)" ;;
esac
bridge=dockerize$number
network=10.213.$number

newer_debian() {
  # The file `complete` is written last, so it exists only after a complete installation.
  [ ! -f "$debian/complete" ] || return 0
  local suite
  for suite in sid testing; do
    say "making a Debian $suite with Docker and Podman in $debian (about a minute, only the first time)"
    if debian "$suite" "$debian" ca-certificates,docker.io,iptables,nftables,podman,runc,tini; then
      as_root touch "$debian/complete"
      return 0
    fi
    tail -3 "$state/debootstrap-$suite.log" >&2
  done
  fail "the newer Debian could not be created; see $state/debootstrap-$suite.log"
}

# start_inside COMMAND…: runs a command in the newer Debian, with its own mount and PID namespaces, which end with the
# command. Folders that tests mount into containers have the same paths inside and outside. `docker exec` requires this
# Debian as the root of the mount namespace, so pivot_root is used instead of chroot. `stop` requires the process id
# outside the PID namespace, which is written to the file.
start_inside() {
  local dotnet
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  # The folder for registry certificates, which tests/engine/up.sh adds later. Podman also reads it.
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
  # All engines would write to the same firewall table, so this engine creates no rules. The function `rules` adds the
  # required ones.
  as_root ip link add "$bridge" type bridge
  as_root ip addr add "$network.1/24" dev "$bridge"
  as_root ip link set "$bridge" up
  # BuildKit creates the sockets of SSH agents in the temporary folder. Their paths have at most 107 bytes, which a
  # folder in the data of the engine can exceed.
  start_inside env DOCKER_TMPDIR=/var/tmp dockerd --bridge="$bridge" --cgroup-parent="$cgroups" --iptables=false \
    --ip6tables=false "$@" --data-root "$home/data" --exec-root "$home/exec" --pidfile "$home/dockerd.engine.pid" --host "unix://$socket"
}

# podman_rules COMMAND: lists or deletes the firewall table that all Podman engines of the machine share.
podman_rules() { as_root chroot "$debian" nft "$1" table inet netavark; }

start_podman() {
  podman_rules list >/dev/null 2>&1 || touch "$home/own-rules"
  cat >"$home/containers.conf" <<CONF
[containers]
# The limits of this shell, because raising them is not always permitted.
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
  wait_for 60 engine_answers || { tail -5 "$state/$engine.log" >&2; down; fail "$engine did not start; see $state/$engine.log"; }
  as_root chown "$(id -u)" "$socket"
  echo "DOCKER_HOST=$DOCKER_HOST"
}

down() {
  stop "$engine"
  while rules -D -D 2>/dev/null; do :; done
  as_root ip link delete "$bridge" 2>/dev/null || true
  [ ! -f "$home/own-rules" ] || podman_rules delete 2>/dev/null || true
  as_root rmdir -p --ignore-fail-on-non-empty /etc/docker/certs.d 2>/dev/null || true
  # cgroups that are not empty belong to another engine.
  as_root find /sys/fs/cgroup -depth -type d \( -path "*/$cgroups" -o -path "*/$cgroups/*" \) -exec rmdir {} + 2>/dev/null || true
  as_root rm -rf "$home"
}

case $command in
  prepare) newer_debian ;;
  up) up ;;
  down) down ;;
  *) fail "unknown command '$command' (prepare, up, down)" ;;
esac
