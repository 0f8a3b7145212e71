#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# examples/embed: another program, linked with the installed library, makes a release.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need cmake pkg-config jq

# --- the library is installed separately from the programs -----------
check_exit 0 cmake --build "$RPMWORKS_BUILD" --target rpmworks_library
check_exit 0 cmake --install "$RPMWORKS_BUILD" --prefix "$TMP/installed" --component devel
mv "$TMP/installed" "$TMP/prefix" # it may be moved
check 'the headers are installed' test -s "$TMP/prefix/include/rpmworks/product/session.hpp"
check_same 'without programs' '' "$(find "$TMP/prefix" -type f -perm /111)"
check_exit 0 cmake --install "$RPMWORKS_BUILD" --prefix "$TMP/programs"
check_same 'an installation of the programs has no library' '' "$(find "$TMP/programs" -name '*.a' -o -name '*.hpp')"

# --- CMake and pkg-config find it ---
cp -r "$RPMWORKS_SOURCE/examples/embed" embed
sanitizers=$(sed -n 's/^CMAKE_EXE_LINKER_FLAGS:STRING=//p' "$RPMWORKS_BUILD/CMakeCache.txt")
check_exit 0 cmake -S embed -B embed/build -DCMAKE_PREFIX_PATH="$TMP/prefix" -DCMAKE_EXE_LINKER_FLAGS="$sanitizers"
check_exit 0 cmake --build embed/build
PKG_CONFIG_PATH=$(dirname "$(find "$TMP/prefix" -name rpmworks.pc)")
export PKG_CONFIG_PATH
check_same 'the version' "$("$RPMWORKS" --version)" "rpmworks $(pkg-config --modversion rpmworks)"
# shellcheck disable=SC2046,SC2086  # one word a flag
check_exit 0 c++ -std=c++20 -o by-pkg-config embed/main.cpp $(pkg-config --static --cflags --libs rpmworks) $sanitizers

# --- it makes a release ---
git_repository repos/hello "hello.spec=$(spec hello '%description' x '%prep' '%setup -q' '%install' \
  'install -D hello %{buildroot}/usr/bin/hello' '%files' /usr/bin/hello)" hello='#!/bin/sh'
"$RPMWORKS_SOURCE/examples/make-key" gnupg >/dev/null 2>&1
cat >repos.yaml <<'END'
schema: 1
product: greetings
keys:
  greetings: { homedir: gnupg }
packages:
  hello: { git: repos/hello }
release:
  sections:
    packages: { from: builds, sign: greetings }
    sources: { from: srpms, sign: greetings }
END
release=$PWD/releases/1.0
check_exit 0 embed/build/embed repos.yaml 1.0
check_same 'it prints the result' "source hello-1.0-1.src.rpm
package $release/packages/hello-1.0-1.noarch.rpm
package $release/sources/hello-1.0-1.src.rpm" "$out"
check_contains 'its own sink receives the builds' "$err" 'building hello-1.0-1.src'
check 'the package exists' test -s "$release/packages/hello-1.0-1.noarch.rpm"
check_same 'and published' 1.0 "$(readlink releases/current)"
check_exit 0 rpmworks verify 1.0

# The program makes the same release as rpmworks: neither has anything left to do.
check_exit 0 rpmworks --json release 1.0
check_same 'rpmworks accepts the release' true "$(jq .unchanged <<<"$out")"
check_exit 0 ./by-pkg-config repos.yaml 1.0
check_contains 'so does the other program' "$out" "package $release/packages/hello-1.0-1.noarch.rpm"
no_traces

# --- errors and cancellation are values ---
check_exit 130 embed/build/embed repos.yaml 1.1 0
check_contains 'a request ends it' "$err" 'error: interrupted'
check 'no files of the release are left' test ! -e releases/1.1
sed -i 's/homedir: gnupg/homedirs: gnupg/' repos.yaml
check_exit 3 embed/build/embed repos.yaml 1.1
check_contains 'an error has a position' "$err" "repos.yaml:4: error: "
check_contains 'and a hint' "$err" "hint: did you mean 'homedir'?"
no_traces
