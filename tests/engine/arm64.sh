#!/usr/bin/env bash
# Adds linux/arm64 to the base images that tests/engine/bases.sh pushed to REGISTRY. Their tags then refer to indexes
# of two platforms, as Microsoft's tags do. Requires an amd64 machine, but no engine: the images are written directly
# into the registry.
#
#   tests/engine/arm64.sh STATE REGISTRY
#
# Debian is unpacked from its packages, .NET from its NuGet packages. No NuGet package contains the program `dotnet`, so
# tests/engine/dotnet.arm64.s replaces it. All other parts of the images are copies of the amd64 images: environment,
# accounts and certificates.
set -euo pipefail

state=$1
registry=$2
here=$(dirname "${BASH_SOURCE[0]}")
. "$here/common.sh"

tag=10.0
framework=net$tag
names=(runtime-deps runtime aspnet)
work=$state/arm64
debian=$work/debian runtime=$work/runtime aspnet=$work/aspnet

docker_type=application/vnd.docker.distribution.manifest
config_type=application/vnd.docker.container.image.v1+json
layer_type=application/vnd.docker.image.rootfs.diff.tar.gzip
list_type=$docker_type.list.v2+json
image_type=$docker_type.v2+json
oci_type=application/vnd.oci.image.manifest.v1+json

# url NAME PATH: an address of the image dotnet/NAME in the registry.
url() { echo "http://$registry/v2/dotnet/$1/$2"; }
added() {
  [ "$(curl -sI -o /dev/null -w '%{content_type}' -H "Accept: $list_type" "$(url "$1" "manifests/$tag")")" = "$list_type" ]
}
digest() { echo "sha256:$(sha256sum <"$1" | cut -d ' ' -f 1)"; }
size() { stat -c %s "$1"; }

# blob NAME DIGEST FILE: downloads a blob.
blob() { curl -sSf "$(url "$1" "blobs/$2")" -o "$3"; }

# upload NAME FILE: uploads a file as a blob, unless the registry already has it.
upload() {
  local location sha
  sha=$(digest "$2")
  curl -sfI -o /dev/null "$(url "$1" "blobs/$sha")" && return
  location=$(curl -sSf -X POST -D - -o /dev/null "$(url "$1" blobs/uploads/)" | tr -d '\r' | sed -n 's/^location: //Ip')
  curl -sSf -o /dev/null -T "$2" "$location&digest=$sha"
}

# put NAME REFERENCE TYPE FILE: uploads a manifest.
put() { curl -sSf -o /dev/null -T "$4" -H "Content-Type: $3" "$(url "$1" "manifests/$2")"; }

# amd64_image NAME: downloads the manifest and the configuration of an amd64 image.
amd64_image() {
  curl -sSf -H "Accept: $image_type" -H "Accept: $oci_type" "$(url "$1" "manifests/$tag")" -o "$work/$1.amd64.json"
  blob "$1" "$(jq -r .config.digest "$work/$1.amd64.json")" "$work/$1.amd64.config.json"
}

# unpack_debian: unpacks the packages that .NET and a shell require. Their scripts are not run, because they are for
# another processor. The results of these scripts, and the sources of packages, are in /etc of the amd64 image.
unpack_debian() {
  local layer=$work/amd64.tar.gz package
  blob runtime-deps "$(jq -r '.layers[0].digest' "$work/runtime-deps.amd64.json")" "$layer"
  mkdir -p "$debian"/var/{lib/apt/lists,cache/apt/archives}/partial
  as_root tar -xz -C "$debian" -f "$layer" ./bin ./sbin ./lib ./etc ./home
  as_root mkdir -p "$debian"/usr/{bin,sbin,lib}
  as_root rm -f "$debian/etc/ld.so.cache"
  local apt=(apt-get -qq -o "Dir=$debian" -o Dir::State::status=/dev/null -o APT::Architecture=arm64
    -o APT::Architectures=arm64 -o Acquire::Languages=none -o APT::Sandbox::User=root)
  as_root "${apt[@]}" update
  as_root "${apt[@]}" install -y --download-only --no-install-recommends base-files bash coreutils dash libc-bin \
    ca-certificates libicu72 libssl3 libstdc++6 tzdata zlib1g
  for package in "$debian"/var/cache/apt/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | as_root tar -x --keep-directory-symlink -C "$debian"
  done
  as_root rm -rf "$debian"/var/cache/apt "$debian"/var/lib/apt "$debian"/usr/share/{doc,man}
}

# version VARIABLE: the version of a runtime in the amd64 image, from its environment.
version() { jq -r '.config.Env[]' "$work/aspnet.amd64.config.json" | sed -n "s/^$1=//p"; }

# restore_dotnet: downloads the runtimes, of the same versions as those of the amd64 images. STATE can be a folder of
# this repository, but settings of its projects do not apply.
restore_dotnet() {
  cat >"$work/packages.proj" <<PROJ
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>$framework</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="Microsoft.NETCore.App.Runtime.linux-arm64" Version="[$(version DOTNET_VERSION)]" />
    <PackageDownload Include="Microsoft.AspNetCore.App.Runtime.linux-arm64" Version="[$(version ASPNET_VERSION)]" />
  </ItemGroup>
</Project>
PROJ
  dotnet restore "$work/packages.proj" --packages "$work/packages" -v quiet --nologo \
    -p:ImportDirectoryBuildProps=false -p:ImportDirectoryBuildTargets=false -p:ImportDirectoryPackagesProps=false
}

# unpack_runtime FOLDER NAME VERSION: unpacks a runtime as a shared framework.
unpack_runtime() {
  local files shared=$1/usr/share/dotnet/shared/Microsoft.$2.App/$3
  files=$work/packages/microsoft.${2,,}.app.runtime.linux-arm64/$3/runtimes/linux-arm64
  mkdir -p "$shared"
  cp "$files/lib/$framework"/* "$shared"
  [ ! -d "$files/native" ] || cp "$files/native"/* "$shared"
}

unpack_dotnet() {
  local version root=$runtime/usr/share/dotnet fxr
  version=$(version DOTNET_VERSION)
  fxr=host/fxr/$version
  unpack_runtime "$runtime" NETCore "$version"
  unpack_runtime "$aspnet" AspNetCore "$(version ASPNET_VERSION)"
  mkdir -p "$root/$fxr" "$runtime/usr/bin"
  mv "$root/shared/Microsoft.NETCore.App/$version/libhostfxr.so" "$root/$fxr"
  aarch64-linux-gnu-as -o "$work/dotnet.o" "$here/dotnet.arm64.s"
  aarch64-linux-gnu-ld -o "$root/dotnet" -dynamic-linker /lib/ld-linux-aarch64.so.1 -rpath "/usr/share/dotnet/$fxr" \
    --allow-shlib-undefined "$work/dotnet.o" "$root/$fxr/libhostfxr.so" \
    "$debian/usr/lib/aarch64-linux-gnu/libc.so.6"
  ln -s /usr/share/dotnet/dotnet "$runtime/usr/bin/dotnet"
  as_root chown -R 0:0 "$runtime" "$aspnet"
  as_root chmod -R u=rwX,go=rX "$runtime" "$aspnet"
}

# layer FOLDER: makes a layer of a folder, FOLDER.tar.gz, and its id in FOLDER.id.
layer() {
  as_root tar -c -C "$1" . >"$1.tar"
  digest "$1.tar" >"$1.id"
  gzip -1 "$1.tar"
}

# descriptor TYPE FILE [ARCHITECTURE [VARIANT]]: prints the entry of a file in a manifest or in an index.
descriptor() {
  jq -n --arg type "$1" --arg digest "$(digest "$2")" --argjson size "$(size "$2")" '{mediaType: $type, $size, $digest}
    + if $ARGS.positional == [] then {} else {platform: ({os: "linux", architecture: $ARGS.positional[0]}
    + if $ARGS.positional[1] then {variant: $ARGS.positional[1]} else {} end)} end' --args "${@:3}"
}

# image NAME FOLDER…: uploads the arm64 image dotnet/NAME of these layers, with the configuration of the amd64 image.
image() {
  local name=$1 config=$work/$1.config.json layers=() ids=() folder
  shift
  for folder in "$@"; do
    upload "$name" "$folder.tar.gz"
    ids+=("$(cat "$folder.id")")
    layers+=("$(descriptor "$layer_type" "$folder.tar.gz")")
  done
  jq '.architecture = "arm64" | .variant = "v8" | .rootfs.diff_ids = $ARGS.positional
    | .created as $created | .history = [$ARGS.positional[] | {$created, created_by: "tests/engine/arm64.sh"}]
    | del(.container, .container_config, .docker_version)' "$work/$name.amd64.config.json" --args "${ids[@]}" >"$config"
  upload "$name" "$config"
  jq -s --arg type "$image_type" --argjson config "$(descriptor "$config_type" "$config")" \
    '{schemaVersion: 2, mediaType: $type, $config, layers: .}' <<<"${layers[*]}" >"$work/$name.json"
  put "$name" "$(digest "$work/$name.json")" "$image_type" "$work/$name.json"
}

# index NAME: uploads the index of both images with the tag of the amd64 image.
index() {
  local amd64=$work/$1.amd64.json
  { descriptor "$(jq -r --arg oci "$oci_type" '.mediaType // $oci' "$amd64")" "$amd64" amd64
    descriptor "$image_type" "$work/$1.json" arm64 v8; } |
    jq -s --arg type "$list_type" '{schemaVersion: 2, mediaType: $type, manifests: .}' >"$work/$1.index.json"
  put "$1" "$tag" "$list_type" "$work/$1.index.json"
}

# give_up LOG TEXT: ends with an error and the end of a log.
give_up() {
  tail -5 "$work/$1.log" >&2
  fail "$2 for arm64; see $work/$1.log"
}

missing=false
for name in "${names[@]}"; do added "$name" || missing=true; done
$missing || exit 0

say "adding linux/arm64 to the base images dotnet/*:$tag (about half a minute, only the first time)"
install jq jq
install aarch64-linux-gnu-ld binutils-aarch64-linux-gnu
as_root rm -rf "$work"
mkdir -p "$work"
for name in "${names[@]}"; do amd64_image "$name"; done
restore_dotnet >"$work/restore.log" 2>&1 &
restoring=$!
unpack_debian >"$work/debian.log" 2>&1 &
wait $! || give_up debian "the packages of Debian could not be unpacked"
wait $restoring || give_up restore "the packages of .NET could not be restored"
unpack_dotnet
for folder in "$debian" "$runtime" "$aspnet"; do layer "$folder"; done
image runtime-deps "$debian"
image runtime "$debian" "$runtime"
image aspnet "$debian" "$runtime" "$aspnet"
for name in "${names[@]}"; do index "$name"; done
as_root rm -rf "$work"
