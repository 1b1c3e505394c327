#!/usr/bin/env bash
# Starts the parts that a sample or a test run requires, unless they are already running. The process ids are in STATE.
#
#   tests/engine/up.sh STATE [engine] [registry] [auth-registry] [tls-registry] [token-registry] [bases] [arm64-bases] [emulation]
#
# engine         dockerd from the distribution, unless an engine is running at DOCKER_HOST or at the default socket
# registry       an anonymous registry on localhost:5000 (REGISTRY_PORT)
# auth-registry  a registry that requires a user and a password, on localhost:5001 (AUTH_REGISTRY_PORT)
# tls-registry   a registry that also requires TLS, on registry.dockerize.test:5002 (TLS_REGISTRY_PORT). A test authority
#                signs the certificate. The authority's certificate is in /etc/docker/certs.d. The host name is ::1 in
#                /etc/hosts, because engines accept any certificate from 127.0.0.1.
# token-registry a registry with bearer tokens, on localhost:5003 (TOKEN_REGISTRY_PORT). The token server, on port
#                5004 (TOKEN_SERVER_PORT), has the user and the password of the auth-registry. Without a password,
#                clients can pull from repositories whose names begin with public/.
# bases          localhost:5000/dotnet/{runtime-deps,runtime,aspnet}:MAJOR.0, built from Debian and the .NET runtime of
#                this machine
# arm64-bases    bases for linux/arm64, with the same names as those of `bases`, which are made first
# emulation      QEMU for arm64 programs, if the kernel permits it; STATE/env then contains DOCKERIZE_TEST_EMULATION
#
# STATE/env exports the addresses and credentials for the tests. tests/engine/down.sh STATE stops the started processes.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
state=$(mkdir -p "$1" && cd "$1" && pwd)
shift

registry_port=${REGISTRY_PORT:-5000}
auth_registry_port=${AUTH_REGISTRY_PORT:-5001}
tls_registry_port=${TLS_REGISTRY_PORT:-5002}
token_registry_port=${TOKEN_REGISTRY_PORT:-5003}
token_server_port=${TOKEN_SERVER_PORT:-5004}

. "$here/common.sh"
export_line() { printf 'export %s=%q\n' "$1" "$2" >>"$state/env"; }

engine() {
  if command -v docker >/dev/null && engine_answers >/dev/null 2>&1; then return; fi
  [ -z "${DOCKER_HOST:-}" ] || fail "no engine found at DOCKER_HOST=$DOCKER_HOST; start it, or unset DOCKER_HOST"
  install dockerd docker.io
  install docker docker-cli
  engine_answers >/dev/null 2>&1 && return
  start dockerd dockerd --group "$(id -gn)" --pidfile "$state/dockerd.engine.pid"
  wait_for 60 engine_answers || { tail -5 "$state/dockerd.log" >&2; fail "dockerd did not start; see $state/dockerd.log"; }
}

registry_answers() { curl -s -m 5 "${@:2}" -o "$state/answer" "$1/v2/" && grep -q -e '^{}' -e UNAUTHORIZED "$state/answer"; }

# serve_registry NAME HTTP AUTH URL [CURL OPTION…]: starts a registry. HTTP and AUTH are sections of its configuration.
serve_registry() {
  local name=$1 http=$2 auth=$3
  shift 3
  install curl curl
  registry_answers "$@" && return
  install docker-registry docker-registry
  mkdir -p "$state/$name"
  cat >"$state/$name.yml" <<YML
version: 0.1
log: { level: info, formatter: text, accesslog: { disabled: false } }
storage: { filesystem: { rootdirectory: $state/$name }, delete: { enabled: true } }
http: { $http }
$auth
YML
  start "$name" docker-registry serve "$state/$name.yml"
  wait_for 20 registry_answers "$@" || { tail -5 "$state/$name.log" >&2; fail "the registry at $1 did not start; see $state/$name.log"; }
}

registry() {
  serve_registry registry "addr: \"127.0.0.1:$registry_port\"" '' "http://localhost:$registry_port"
  export_line DOCKERIZE_TEST_REGISTRY "localhost:$registry_port"
}

# Creates the password of the registries, once per STATE.
make_password() {
  [ -s "$state/auth-registry.password" ] || head -c 18 /dev/urandom | base64 | tr '+/' '-_' >"$state/auth-registry.password"
}

# Prints the AUTH section of a registry that requires a user and a password.
htpasswd_auth() {
  install htpasswd apache2-utils
  make_password
  htpasswd -Bbn tester "$(cat "$state/auth-registry.password")" >"$state/auth-registry.htpasswd"
  echo "auth: { htpasswd: { realm: dockerize, path: $state/auth-registry.htpasswd } }"
}

auth_registry() {
  local auth
  auth=$(htpasswd_auth)
  serve_registry auth-registry "addr: \"127.0.0.1:$auth_registry_port\"" "$auth" "http://localhost:$auth_registry_port"
  export_line DOCKERIZE_TEST_AUTH_REGISTRY "localhost:$auth_registry_port"
  export_line DOCKERIZE_TEST_AUTH_USERNAME tester
  export_line DOCKERIZE_TEST_AUTH_PASSWORD "$(cat "$state/auth-registry.password")"
}

tls_registry() {
  local auth address=$tls_registry_name:$tls_registry_port folder=$state/tls-registry.certificates
  auth=$(htpasswd_auth)
  install openssl openssl
  mkdir -p "$folder"
  if [ ! -s "$folder/server.crt" ] || ! openssl x509 -checkend 86400 -noout -in "$folder/server.crt" >/dev/null; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Authority of the tests" -keyout "$folder/ca.key" -out "$folder/ca.crt" 2>"$state/openssl.log"
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$tls_registry_name" -keyout "$folder/server.key" -out "$folder/server.csr" 2>>"$state/openssl.log"
    openssl x509 -req -days 30 -in "$folder/server.csr" -CA "$folder/ca.crt" -CAkey "$folder/ca.key" -CAcreateserial \
      -extfile <(echo "subjectAltName=DNS:$tls_registry_name") -out "$folder/server.crt" 2>>"$state/openssl.log"
  fi
  # The line is appended. A new file would have another inode, but other engines have mounted the inode of this file.
  if ! grep -qF "$tls_registry_name" /etc/hosts; then
    as_root sh -c 'echo "::1 $1" >>/etc/hosts' - "$tls_registry_name"
  fi
  as_root mkdir -p "/etc/docker/certs.d/$address"
  as_root cp "$folder/ca.crt" "/etc/docker/certs.d/$address/ca.crt"
  echo "$address" >"$state/tls-registry.address"
  serve_registry tls-registry "addr: \"[::1]:$tls_registry_port\", tls: { certificate: $folder/server.crt, key: $folder/server.key }" "$auth" \
    "https://$address" --cacert "$folder/ca.crt"
  export_line DOCKERIZE_TEST_TLS_REGISTRY "$address"
}

token_registry() {
  local url=http://localhost:$token_registry_port certificate=$state/token-server.crt
  install curl curl
  make_password
  if ! registry_answers "$url"; then
    dotnet build "$here/token-server/token-server.cs" -c Release -o "$state/token-server" --nologo -v quiet >"$state/token-server.build.log" 2>&1 ||
      { cat "$state/token-server.build.log" >&2; fail "the token server could not be compiled"; }
    rm -f "$certificate"
    start token-server dotnet "$state/token-server/token-server.dll" "$token_server_port" "$certificate" tester "$state/auth-registry.password" public/
    wait_for 20 test -s "$certificate" || { tail -5 "$state/token-server.log" >&2; fail "the token server did not start; see $state/token-server.log"; }
  fi
  serve_registry token-registry "addr: \"127.0.0.1:$token_registry_port\"" \
    "auth: { token: { realm: \"http://127.0.0.1:$token_server_port/token\", service: dockerize, issuer: dockerize-tests, rootcertbundle: $certificate } }" "$url"
  export_line DOCKERIZE_TEST_TOKEN_REGISTRY "localhost:$token_registry_port"
}

bases() {
  registry
  install curl curl
  "$here/bases.sh" "$state" "localhost:$registry_port"
  export_line DOCKERIZE_TEST_BASE_REGISTRY "localhost:$registry_port"
}

arm64_bases() {
  bases
  "$here/arm64.sh" "$state" "localhost:$registry_port"
}

emulation() {
  if "$here/emulation.sh" "$state" up; then export_line DOCKERIZE_TEST_EMULATION true; fi
}

: >"$state/env"
chmod 600 "$state/env"
for part in "$@"; do
  case $part in
    engine) engine ;;
    registry) registry ;;
    auth-registry) auth_registry ;;
    tls-registry) tls_registry ;;
    token-registry) token_registry ;;
    bases) bases ;;
    arm64-bases) arm64_bases ;;
    emulation) emulation ;;
    *) fail "unknown part '$part' (engine, registry, auth-registry, tls-registry, token-registry, bases, arm64-bases, emulation)" ;;
  esac
done
