#!/usr/bin/env bash
# Runs the tests. The last line of the output is: N passed, N failed.
#
#   tests/run.sh [--no-build] [PART]
#
# all        domain, tasks, mono and package; the default
# domain     Dockerize.Tests and Dockerize.Build.Tests on .NET: no engine, takes seconds
# tasks      Dockerize.Build.Tasks.Tests, the tasks and their settings in process: no engine, takes seconds
# mono       domain tests of code that is specific to .NET Framework, on Mono
# package    Dockerize.Package.Tests: the packed package with one engine and real registries
# engine     package tests that depend on the engine; tests/engine/matrix.sh runs them with other engines
# matrix     package tests that can fail only with another engine; tests/engine/matrix.sh --short runs them with other
#            engines
#
# --no-build uses the binaries and packages of an earlier run.
#
# The engine at DOCKER_HOST, or at the default socket, is used if it is running. A missing engine, registry or base
# image is started or created, and stopped at the end. The parts engine and matrix also create base images for arm64:
# the engine of the distribution cannot store multi-platform images, but other engines can. domain and tasks build for
# Debug without analyzers. All other parts build the solution once for Release, with analyzers and warnings as errors.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
state=$root/artifacts/tests/machine
results=$root/artifacts/tests/results
mkdir -p "$state" "$results"
. "$root/tests/engine/common.sh"

build=true
[ "${1:-}" != --no-build ] || { build=false; shift; }
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
  domain) runs=("${domain[@]}") configuration=Debug needs_engine=false ;;
  tasks) runs=("${tasks[@]}") configuration=Debug needs_engine=false ;;
  mono) runs=("${mono[@]}") needs_engine=false ;;
  package) runs=("${package[@]}") ;;
  engine) runs=("${package[@]}") package_filter='TestCategory!=AnyEngine' bases=arm64-bases ;;
  matrix) runs=("${package[@]}") package_filter='TestCategory=Matrix' bases=arm64-bases ;;
  *) fail "unknown part '$part' (all, domain, tasks, mono, package, engine, matrix)" ;;
esac
[ ${#runs[@]} -gt 0 ] || fail "the part '$part' has no tests"

# Test classes for code that differs on .NET Framework: source files with `#if`, polyfilled types, and run-time behavior
# of files and links, child processes, sockets and HTTP, JSON, and encodings. All other code is the same IL on both
# frameworks and is tested only on .NET.
mono_classes=(
  AuthConfigTests BuildContextBytesTests BuildKitMessageReaderTests BuildRecordTests ClassicBuilderTests ContextReaderTests CredentialHelperTests
  CredentialSourcesTests DockerConfigTests DockerContextStoreTests DockerIgnoreTests DockerImagesTests EngineEndpointTests EngineMessageTests
  FileTreeTests ImageBuilderTests ImagePushTests OutputLinesTests ProgressTests RegistryHeadersTests RegistrySecretsTests
  ImageArchiveTests AppLayoutTests DefaultDockerfileTests GitRepositoryTests ProgramConnectionTests PublishDirectoryTests SecretFilesTests
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
  ! $needs_engine || "$root/tests/engine/down.sh" "$state"
}
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

# Required packages of the distribution: git for the tests of source control, jq for a documented command, a linker for
# native AOT apps.
install git git
case " ${runs[*]} " in *net472* | *Package*) install mono mono-devel ;; esac
if $needs_engine; then
  install jq jq
  command -v clang >/dev/null || install gcc build-essential
  # These ports differ from the ports of samples/run.sh, so that both can run at the same time.
  export REGISTRY_PORT=${REGISTRY_PORT:-5050} AUTH_REGISTRY_PORT=${AUTH_REGISTRY_PORT:-5051} TLS_REGISTRY_PORT=${TLS_REGISTRY_PORT:-5054}
fi

# The engine starts during the compilation.
started=$SECONDS
building=
if $build; then
  build_all >"$results/build.log" 2>&1 &
  building=$!
fi
if $needs_engine; then
  "$root/tests/engine/up.sh" "$state" engine registry auth-registry tls-registry "$bases" || { wait; give_up "the engine or a registry did not start"; }
  . "$state/env"
fi
if [ -n "$building" ] && ! wait "$building"; then
  cat "$results/build.log"
  give_up "the build failed"
fi
[ ! -d "$root/artifacts/tests/feed" ] || export DOCKERIZE_TEST_PACKED=true
times=("build and engine: $((SECONDS - started)) s")

package_options=()
[ -z "$package_filter" ] || package_options+=(--filter "$package_filter")
if $needs_engine; then
  # Tests run one after another with these engines. Podman removes containers of other builds together with an image.
  # With containerd's image store, the classic builder fails when another test removes an image, and builds again.
  case $(docker version)$(docker info --format '{{.DriverStatus}}') in
    *Podman* | *io.containerd.snapshotter*) package_options+=(--settings "$root/tests/engine/one-at-a-time.runsettings") ;;
  esac
fi

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
  case $project in
    Dockerize.Tests) options+=(--settings "$root/tests/domain.runsettings") ;;
    Dockerize.Package.Tests) options=("${package_options[@]}") ;;
  esac

  started=$SECONDS
  "${command[@]}" --progress off --ansi off --results-directory "$results" --report-trx --report-trx-filename "$project.$framework.trx" "${options[@]}" 2>&1 |
    tee "$log" || true
  times+=("$project $framework: $((SECONDS - started)) s")
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
