# What the scripts of this folder share; they source it. It wants $state, the folder where they remember what they
# started.

tls_registry_name=registry.dockerize.test

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "\`$1\` needs root here; run this as root, or install sudo"
  fi
}

# install COMMAND PACKAGE: installs the distribution's package if the command is missing. Scripts that run at the same
# time wait for each other.
install() {
  command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || fail "\`$1\` is missing and this is not Debian; install it (package $2) and run this again"
  # What a package starts must not keep the lock.
  (
    flock 9
    command -v "$1" >/dev/null && exit
    say "installing $2"
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$2" >"$state/apt.log" 2>&1 9>&-; then
      as_root apt-get update -qq >>"$state/apt.log" 2>&1 || true
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$2" >>"$state/apt.log" 2>&1 9>&- ||
        { tail -5 "$state/apt.log" >&2; fail "$2 could not be installed; the whole output is in $state/apt.log"; }
    fi
  ) 9>"$state/apt.lock" || exit 1
}

# wait_for SECONDS COMMAND…: until the command succeeds.
wait_for() {
  local until=$((SECONDS + $1)); shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $until ] || return 1
    sleep 0.2
  done
}

# start NAME COMMAND…: in the background, its output in STATE/NAME.log, its process id in STATE/NAME.pid.
start() {
  local name=$1; shift
  say "starting $name"
  # The process writes its id itself, before it becomes the command: one that runs in namespaces of its own then writes
  # that of the program in them.
  as_root rm -f "$state/$name.pid"
  as_root sh -c 'log=$1; shift; setsid sh -c '\''echo $$ >"$0"; exec "$@"'\'' "$@" >"$log" 2>&1 </dev/null &' - "$state/$name.log" "$state/$name.pid" "$@"
  wait_for 10 test -s "$state/$name.pid" || fail "$name does not start; its output is in $state/$name.log"
}

# stop NAME: ends what start started, if it still runs.
stop() {
  local file=$state/$1.pid pid
  [ -f "$file" ] || return 0
  pid=$(cat "$file")
  # A process id is used again after a restart of the machine: only the program that was started is ended.
  if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q -e docker-registry -e dockerd -e podman; then
    say "stopping $1"
    as_root kill "$pid"
    wait_for 30 test ! -d "/proc/$pid" || as_root kill -KILL "$pid"
    wait_for 10 test ! -d "/proc/$pid" || fail "$1 (process $pid) does not end"
  fi
  as_root rm -f "$file"
}

engine_answers() { timeout 20 docker version --format '{{.Server.Version}}'; }

# debian SUITE FOLDER PACKAGE,PACKAGE…: a small Debian in a folder, with those packages; false if there is none to be
# had.
debian() {
  install debootstrap debootstrap
  # A folder left by an interrupted run is not a Debian yet.
  as_root rm -rf "$2"
  as_root debootstrap --variant=minbase --include="$3" "$1" "$2" >"$state/debootstrap-$1.log" 2>&1
}
