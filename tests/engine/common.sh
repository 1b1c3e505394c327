# Functions that the scripts in this folder source. The caller must set $state, the folder for process ids and logs.

tls_registry_name=registry.dockerize.test

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "\`$1\` requires root; run this script as root, or install sudo"
  fi
}

# install COMMAND PACKAGE: installs a package of the distribution if the command is missing. A lock makes scripts that
# run at the same time wait for each other.
install() {
  command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || fail "\`$1\` not found, and apt-get is not available; install the package $2, and run this again"
  # 9>&- closes the lock file for apt-get, because a service that a package starts would otherwise keep the lock.
  (
    flock 9
    command -v "$1" >/dev/null && exit
    say "installing $2"
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$2" >"$state/apt.log" 2>&1 9>&-; then
      as_root apt-get update -qq >>"$state/apt.log" 2>&1 || true
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$2" >>"$state/apt.log" 2>&1 9>&- ||
        { tail -5 "$state/apt.log" >&2; fail "$2 could not be installed; see $state/apt.log"; }
    fi
  ) 9>"$state/apt.lock" || exit 1
}

# wait_for SECONDS COMMAND…: waits until the command succeeds; fails after SECONDS.
wait_for() {
  local until=$((SECONDS + $1)); shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $until ] || return 1
    sleep 0.2
  done
}

# start NAME COMMAND…: starts a command in the background. The output is in STATE/NAME.log, the process id in
# STATE/NAME.pid.
start() {
  local name=$1; shift
  say "starting $name"
  # The process writes its own id before it runs the command with exec. A command that creates its own namespaces can
  # overwrite it with the id of the program inside.
  as_root rm -f "$state/$name.pid"
  as_root sh -c 'log=$1; shift; setsid sh -c '\''echo $$ >"$0"; exec "$@"'\'' "$@" >"$log" 2>&1 </dev/null &' - "$state/$name.log" "$state/$name.pid" "$@"
  wait_for 10 test -s "$state/$name.pid" || fail "$name did not start; see $state/$name.log"
}

# stop NAME: stops the command that was started with `start NAME`, if it is still running.
stop() {
  local file=$state/$1.pid pid
  [ -f "$file" ] || return 0
  pid=$(cat "$file")
  # After a restart of the machine, another process can have this id, so the name of the program is checked.
  if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q -e docker-registry -e dockerd -e podman -e token-server; then
    say "stopping $1"
    as_root kill "$pid"
    wait_for 30 test ! -d "/proc/$pid" || as_root kill -KILL "$pid"
    wait_for 10 test ! -d "/proc/$pid" || fail "$1 (process $pid) did not stop"
  fi
  as_root rm -f "$file"
}

engine_answers() { timeout 20 docker version --format '{{.Server.Version}}'; }

# debian SUITE FOLDER PACKAGE,PACKAGE…: installs a minimal Debian with packages in a folder; fails if it cannot be
# downloaded.
debian() {
  install debootstrap debootstrap
  # A folder of an interrupted run may be incomplete.
  as_root rm -rf "$2"
  as_root debootstrap --variant=minbase --include="$3" "$1" "$2" >"$state/debootstrap-$1.log" 2>&1
}
