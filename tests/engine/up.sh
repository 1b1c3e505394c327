#!/usr/bin/env bash
# Brings up what a sample or a test run needs and the machine lacks, and remembers in STATE what it started:
#
#   tests/engine/up.sh STATE [engine] [registry] [auth-registry] [bases]
#
# engine         an engine that answers (DOCKER_HOST is honoured) is used as it is; else dockerd from the distribution
# registry       an anonymous registry on localhost:5000 (REGISTRY_PORT)
# auth-registry  one that asks for a user and a password, on localhost:5001 (AUTH_REGISTRY_PORT)
# bases          localhost:5000/dotnet/{runtime-deps,runtime,aspnet}:MAJOR.0, made of Debian and of this machine's .NET runtime
#
# STATE/env is a list of exports for what was found or made. tests/engine/down.sh STATE ends what was started here.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
state=$(mkdir -p "$1" && cd "$1" && pwd)
shift

registry_port=${REGISTRY_PORT:-5000}
auth_registry_port=${AUTH_REGISTRY_PORT:-5001}

. "$here/common.sh"
export_line() { printf 'export %s=%q\n' "$1" "$2" >>"$state/env"; }

engine() {
  if command -v docker >/dev/null && engine_answers >/dev/null 2>&1; then return; fi
  [ -z "${DOCKER_HOST:-}" ] || fail "no engine answers at DOCKER_HOST=$DOCKER_HOST; start it, or unset DOCKER_HOST"
  install dockerd docker.io
  install docker docker-cli
  engine_answers >/dev/null 2>&1 && return
  start dockerd dockerd --group "$(id -gn)" --pidfile "$state/dockerd.engine.pid"
  wait_for 60 engine_answers || { tail -5 "$state/dockerd.log" >&2; fail "dockerd did not come up; its output is in $state/dockerd.log"; }
}

registry_answers() { curl -s -m 5 -o "$state/answer" "http://localhost:$1/v2/" && grep -q -e '^{}' -e UNAUTHORIZED "$state/answer"; }

# serve_registry NAME PORT AUTH: AUTH is the auth section of its configuration, or nothing.
serve_registry() {
  install curl curl
  registry_answers "$2" && return
  install docker-registry docker-registry
  mkdir -p "$state/$1"
  cat >"$state/$1.yml" <<YML
version: 0.1
log: { level: info, formatter: text, accesslog: { disabled: false } }
storage: { filesystem: { rootdirectory: $state/$1 }, delete: { enabled: true } }
http: { addr: "127.0.0.1:$2" }
$3
YML
  start "$1" docker-registry serve "$state/$1.yml"
  wait_for 20 registry_answers "$2" || { tail -5 "$state/$1.log" >&2; fail "no registry came up on localhost:$2; its output is in $state/$1.log"; }
}

registry() {
  serve_registry registry "$registry_port" ''
  export_line DOCKERIZE_TEST_REGISTRY "localhost:$registry_port"
}

auth_registry() {
  install htpasswd apache2-utils
  local password="$state/auth-registry.password"
  [ -s "$password" ] || head -c 18 /dev/urandom | base64 | tr '+/' '-_' >"$password"
  htpasswd -Bbn tester "$(cat "$password")" >"$state/auth-registry.htpasswd"
  serve_registry auth-registry "$auth_registry_port" "auth: { htpasswd: { realm: dockerize, path: $state/auth-registry.htpasswd } }"
  export_line DOCKERIZE_TEST_AUTH_REGISTRY "localhost:$auth_registry_port"
  export_line DOCKERIZE_TEST_AUTH_USERNAME tester
  export_line DOCKERIZE_TEST_AUTH_PASSWORD "$(cat "$password")"
}

bases() {
  registry
  install curl curl
  "$here/bases.sh" "$state" "localhost:$registry_port"
  export_line DOCKERIZE_TEST_BASE_REGISTRY "localhost:$registry_port"
}

: >"$state/env"
chmod 600 "$state/env"
for part in "$@"; do
  case $part in
    engine) engine ;;
    registry) registry ;;
    auth-registry) auth_registry ;;
    bases) bases ;;
    *) fail "no such part: $part (engine, registry, auth-registry, bases)" ;;
  esac
done
