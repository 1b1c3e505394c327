#!/usr/bin/env bash
# Runs the tests. The last line of the output is: N passed, N failed.
#
#   tests/run.sh [--no-build] [--started] [PART]
#
# all        domain, tasks, mono and package; the default
# gate       the same without the package tests that run every night ([TestCategory("Nightly")])
# domain     Dockerize.Tests and Dockerize.Build.Tests on .NET: no engine, takes seconds
# tasks      Dockerize.Build.Tasks.Tests, the tasks and their settings in process: no engine, takes seconds
# mono       domain tests of code that is specific to .NET Framework, on Mono
# package    Dockerize.Package.Tests: the packed package with one engine and real registries
# engine     package tests that depend on the engine; tests/engine/matrix.sh runs them with other engines
# matrix     package tests that can fail only with another engine; tests/engine/matrix.sh --short runs them with other
#            engines
# build      no tests: builds what --no-build uses
#
# --no-build uses the binaries and packages of an earlier run.
# --started  uses the engine and the registries in the environment, which the caller has started. The tests run one after
#            another, because the caller runs them with several engines at the same time. DOCKERIZE_TEST_RESULTS is the
#            folder for their results.
#
# The engine at DOCKER_HOST, or at the default socket, is used if it is running. A missing engine, registry or base
# image is started or created, and stopped at the end. The parts engine and matrix also create base images for arm64:
# the engine of the distribution cannot store multi-platform images, but other engines can. domain and tasks build for
# Debug without analyzers. All other parts build the solution once for Release, with analyzers and warnings as errors.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
state=$root/artifacts/tests/machine
results=${DOCKERIZE_TEST_RESULTS:-$root/artifacts/tests/results}
mkdir -p "$state" "$results"
. "$root/tests/engine/common.sh"

build=true started=false
while [[ ${1:-} == --* ]]; do
  case $1 in
    --no-build) build=false ;;
    --started) started=true ;;
    *) fail "unknown option '$1' (--no-build, --started)" ;;
  esac
  shift
done
part=${1:-all}

# The test projects, as PROJECT/FRAMEWORK. Mono is used instead of .NET Framework, which MSBuild of Visual Studio runs
# on.
domain=(Dockerize.Tests/net10.0 Dockerize.Build.Tests/net10.0)
tasks=(Dockerize.Build.Tasks.Tests/net10.0)
mono=(Dockerize.Tests/net472 Dockerize.Build.Tests/net472)
package=(Dockerize.Package.Tests/net10.0)

configuration=Release needs_engine=true package_filter= bases=bases
case $part in
  all) runs=("${domain[@]}" "${tasks[@]}" "${mono[@]}" "${package[@]}") ;;
  gate) runs=("${domain[@]}" "${tasks[@]}" "${mono[@]}" "${package[@]}") package_filter='TestCategory!=Nightly' ;;
  domain) runs=("${domain[@]}") configuration=Debug needs_engine=false ;;
  tasks) runs=("${tasks[@]}") configuration=Debug needs_engine=false ;;
  mono) runs=("${mono[@]}") needs_engine=false ;;
  package) runs=("${package[@]}") ;;
  engine) runs=("${package[@]}") package_filter='TestCategory!=AnyEngine' bases=arm64-bases ;;
  matrix) runs=("${package[@]}") package_filter='TestCategory=Matrix' bases=arm64-bases ;;
  build) runs=() needs_engine=false ;;
  *) fail "unknown part '$part' (all, gate, domain, tasks, mono, package, engine, matrix, build)" ;;
esac

# Test classes for code that differs on .NET Framework: source files with `#if`, polyfilled types, and run-time behavior
# of files and links, child processes, sockets and HTTP, JSON, and encodings. All other code is the same IL on both
# frameworks and is tested only on .NET.
mono_classes=(
  AuthConfigTests BuildContextBytesTests BuildKitMessageReaderTests BuildRecordTests ClassicBuilderTests ContextReaderTests CredentialHelperTests
  CredentialSourcesTests DockerConfigTests DockerContextStoreTests DockerIgnoreTests DockerImagesTests EngineEndpointTests EngineMessageTests
  EngineUpgradeTests GrpcCallTests ProtobufTests SessionServicesTests
  FileTreeTests ImageBuilderTests ImagePushTests OutputLinesTests ProgressTests RegistryHeadersTests RegistrySecretsTests
  Http2ConnectionTests Http2FlowControlTests Http2StreamTests
  ImageArchiveTests AppLayoutTests DefaultDockerfileTests GitRepositoryTests ProgramConnectionTests PublishDirectoryTests SecretFilesTests
  SessionSourcesTests SshServiceTests
)
# One test for each kind of engine fault.
mono_tests=(
  Lost_connection_before_the_response_is_an_error Engine_that_does_not_respond_is_a_timeout_error Error_response_while_files_are_sent_is_reported
)

# The run has its own compiler server with a unique name, so that stopping it does not affect other builds of this user.
# MSBuild nodes are not reused.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
own_compiler=false
if [ -z "${SharedCompilationId:-}" ]; then
  own_compiler=true
  export UseSharedCompilation=true SharedCompilationId=tests-compiler-$$
fi
down() {
  local compiler
  if $own_compiler && compiler=$(dirname "$(readlink -f "$(command -v dotnet)")")/sdk/$(cd "$root" && dotnet --version)/Roslyn/bincore/VBCSCompiler.dll; then
    dotnet "$compiler" -shutdown "-pipename:$SharedCompilationId" >/dev/null 2>&1 || true
  fi
  if $needs_engine && ! $started; then
    # Processes that are still being started could not be stopped.
    [ -z "$starting" ] || wait "$starting" || true
    "$root/tests/engine/down.sh" "$state"
  fi
}
starting=
trap down EXIT
# give_up TEXT: ends the run with an error before any test has run.
give_up() {
  trap - EXIT
  down
  echo "error: $1"
  echo "0 passed, 1 failed"
  exit 1
}

build_all() {
  if [ "$configuration" = Debug ]; then
    local run
    for run in "${runs[@]}"; do
      dotnet build "$root/tests/${run%/*}" --framework "${run#*/}" -c Debug -p:RunAnalyzers=false --nologo -v quiet || return 1
    done
    return
  fi

  dotnet build "$root/Dockerize.Build.sln" -c Release --nologo -v quiet || return 1
  rm -rf "$root/artifacts/tests/feed" "$root"/artifacts/tests/nuget/{dockerize,dockerize.build}
  local project
  for project in Dockerize.Build.Tasks Dockerize; do
    dotnet pack "$root/src/$project" -c Release --no-restore --output "$root/artifacts/tests/feed" --nologo -v quiet || return 1
  done
}

# Starts the engine and the registries. The tests also require jq for a documented command, and a linker for native AOT
# apps.
start_engine() {
  install jq jq
  command -v clang >/dev/null || install gcc build-essential
  # These ports differ from the ports of samples/run.sh, so that both can run at the same time.
  export REGISTRY_PORT=${REGISTRY_PORT:-5050} AUTH_REGISTRY_PORT=${AUTH_REGISTRY_PORT:-5051} TLS_REGISTRY_PORT=${TLS_REGISTRY_PORT:-5054}
  export TOKEN_REGISTRY_PORT=${TOKEN_REGISTRY_PORT:-5055} TOKEN_SERVER_PORT=${TOKEN_SERVER_PORT:-5056}
  "$root/tests/engine/up.sh" "$state" engine registry auth-registry tls-registry token-registry "$bases"
}

# Waits until the engine and the registries have started, and reads their addresses.
wait_for_engine() {
  ! $started || return 0
  wait "$starting" || { cat "$results/up.log"; return 1; }
  . "$state/env"
}

# The engine starts during the compilation and the tests that do not require it.
began=$SECONDS
if $needs_engine && ! $started; then
  start_engine >"$results/up.log" 2>&1 &
  starting=$!
fi
# Required packages of the distribution: git for the tests of source control, ssh-agent for those of ssh mounts, and
# Mono.
install git git
install ssh-agent openssh-client
case " ${runs[*]} " in *net472* | *Package*) install mono mono-devel ;; esac
if $build && ! build_all >"$results/build.log" 2>&1; then
  cat "$results/build.log"
  give_up "the build failed"
fi
[ ! -d "$root/artifacts/tests/feed" ] || export DOCKERIZE_TEST_PACKED=true
times=("build: $((SECONDS - began)) s")
if [ "$part" = build ]; then exit; fi

# Writes the settings of package tests that run at the same time. They wait for the engine and for registries, so more
# workers than processors are useful.
write_settings() {
  cat >"$results/package.runsettings" <<XML
<RunSettings>
  <MSTest>
    <Parallelize>
      <Workers>$(($(nproc) * 3 / 2))</Workers>
      <Scope>MethodLevel</Scope>
    </Parallelize>
  </MSTest>
</RunSettings>
XML
}

# Sets the options of the package tests.
package_options() {
  options=()
  [ -z "$package_filter" ] || options+=(--filter "$package_filter")
  # Tests run one after another with these engines. Podman removes containers of other builds together with an image.
  # With containerd's image store, the classic builder fails when another test removes an image, and builds again.
  case $started$(docker version)$(docker info --format '{{.DriverStatus}}') in
    true* | *Podman* | *io.containerd.snapshotter*) options+=(--settings "$root/tests/engine/one-at-a-time.runsettings") ;;
    *) write_settings && options+=(--settings "$results/package.runsettings") ;;
  esac
}

passed=0 failed=0
rm -f "$results"/*.trx
for run in "${runs[@]}"; do
  project=${run%/*} framework=${run#*/}
  log=$results/$project.$framework.log
  program=$root/tests/$project/bin/$configuration/$framework/$project
  command=(dotnet "$program.dll") options=()
  if [ "$framework" = net472 ]; then
    command=(mono "$program.exe")
    options=(--filter "$({ printf 'ClassName~Tests.%s|' "${mono_classes[@]}"; printf 'Name~%s|' "${mono_tests[@]}"; } | sed 's/|$//')")
  fi
  began=$SECONDS
  if [ "$project" = Dockerize.Package.Tests ]; then
    if ! wait_for_engine; then
      echo "error: the engine or a registry did not start"
      failed=$((failed + 1))
      continue
    fi
    times+=("wait for the engine: $((SECONDS - began)) s")
  fi
  case $project in
    Dockerize.Tests) options+=(--settings "$root/tests/domain.runsettings") ;;
    Dockerize.Package.Tests) package_options ;;
  esac

  began=$SECONDS
  "${command[@]}" --progress off --ansi off --results-directory "$results" --report-trx --report-trx-filename "$project.$framework.trx" "${options[@]}" 2>&1 |
    tee "$log" || true
  times+=("$project $framework: $((SECONDS - began)) s")
  count() { sed -n "s/^ *$1: *\([0-9]*\)$/\1/p" "$log" | tail -1; }
  if [ -z "$(count total)" ] || [ "$(count total)" -eq 0 ]; then
    echo "error: no test of $project ran on $framework"
    failed=$((failed + 1))
    continue
  fi
  passed=$((passed + $(count succeeded)))
  failed=$((failed + $(count failed)))
done

# Stop the started processes before the result, which must be the last line.
trap - EXIT
down
printf '\nThe ten slowest tests:\n'
sed -n 's/.*<UnitTestResult .*testName="\([^"]*\)".* duration="\([^"]*\)".*/\2 \1/p' "$results"/*.trx | sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' |
  awk '{ split($1, time, ":"); $1 = ""; printf "%7.1f s %s\n", time[1] * 3600 + time[2] * 60 + time[3], $0 }' | sort -rn | sed -n '1,10p' | cut -c1-120
printf '\nTimes:\n'
printf '  %s\n' "${times[@]}"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
