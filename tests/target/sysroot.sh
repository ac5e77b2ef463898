#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
# Unpacks libsodium and zlib of another architecture of this Debian into a folder, and writes a cross file for
# them: sysroot.sh arm64|armhf FOLDER. Needs no root and leaves the system's packages and architectures alone.
set -euo pipefail

arch=$1
mkdir -p "$2"
folder=$(readlink -f "$2")
case $arch in
  arm64) triplet=aarch64-linux-gnu ;;
  armhf) triplet=arm-linux-gnueabihf ;;
  *) echo "sysroot.sh: unknown architecture: $arch" >&2; exit 2 ;;
esac

# Lists and archives of their own; the sources and keys are the system's.
mkdir -p "$folder"/apt/{state/lists,cache/archives}/partial
: >"$folder/apt/status"
apt=(apt-get -q -o "APT::Architecture=$arch" -o "APT::Architectures=$arch" -o "Dir::State=$folder/apt/state"
     -o "Dir::State::status=$folder/apt/status" -o "Dir::Cache=$folder/apt/cache" -o "APT::Sandbox::User=$(id -un)")
"${apt[@]}" update || echo "Some package lists could not be fetched; going on with the others." >&2
cd "$folder/apt"
"${apt[@]}" download libsodium-dev zlib1g-dev
for package in *.deb; do
  dpkg-deb --extract "$package" "$folder/root"
done
# Without the shared libraries that they point to, these would only mislead the linker: the static ones are meant.
find "$folder/root" -name '*.so' -delete

cat >"$folder/cross.ini" <<INI
[properties]
sys_root = '$folder/root'
pkg_config_libdir = '$folder/root/usr/lib/$triplet/pkgconfig'

[built-in options]
c_args = ['-isystem', '$folder/root/usr/include', '-isystem', '$folder/root/usr/include/$triplet']
INI
