#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `tmpfs`: what builds write is in memory where there is room, and on disk where there is not; the packages are the same.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild

# The shared cache may be in use by others: whatever is left in this one is this test's.
export RPMWORKS_CACHE=$TMP/cache
mkdir "$RPMWORKS_CACHE"
ln -s "$HOSTBASE" "$RPMWORKS_CACHE/hostbase"

sums() { (cd "$1" && sha256sum -- *.rpm); }
# product NAME SETTINGS LINE…: a product of one package, of a spec with these lines, with these settings.
product() {
  local name=$1 settings=$2
  shift 2
  mkdir -p "$name"
  [ -e "$name/$name-1.0-1.src.rpm" ] || { srpm "$name" "$@" && mv "$name-1.0-1.src.rpm" "$name"; }
  printf '%s\n' 'schema: 1' 'product: p' "targets: { t: { buildroot: { repos: [hostbase] }, limits: { time: 100s }$target } }" \
    "packages: { $name: { srpm: $name-1.0-1.src.rpm, $settings } }" >"$name/repos.yaml"
}
target=
build() { # build NAME OPTION…
  local name=$1
  shift
  run rpmworks -v -c "$name/repos.yaml" build "$@"
}
log() { cat "$1/.rpmworks/results/t/$1-1.0-1/build.log"; }

# --- the same bytes, and no other result ------------------------------------------------------------------------------------
lines=('BuildRequires: gcc' '%description' x '%prep' '%setup -q -c -T' '%build' 'echo "size $(stat -f -c %b /)"'
  'echo "int main(void) { return __LINE__; }" >main.c' 'gcc -g -O2 -o same main.c' '%install'
  'install -D same %{buildroot}%{_bindir}/same' '%files' '%{_bindir}/same')
product same 'check: true' "${lines[@]}"
build same -o memory
check_same 'it is built' 0 "$code"
check_contains '-v says where' "$err" 'same-1.0-1.src is built in memory, in '
in_memory=$(log same | grep '^size')
product same 'tmpfs: false'
build same
check_contains 'where it is written is no part of the result' "$out" 'nothing changed'
build same --no-cache -o disk
check_same 'it is built' 0 "$code"
check_same 'nothing is in memory' 0 "$(grep -c 'in memory' <<<"$err" || true)"
check 'another file system was there' test "$in_memory" != "$(log same | grep '^size')"
check_same 'the same packages' "$(sums disk)" "$(sums memory)"
product same 'tmpfs: true'
build same --check
check_same 'twice the same' 0 "$code"
target=', tmpfs: false'
product same 'check: true'
build same --no-cache
check_same 'a target says it for all of its packages' 0 "$(grep -c 'in memory' <<<"$err" || true)"
product same 'tmpfs: true'
build same --no-cache
check_contains 'and a package for itself' "$err" 'is built in memory'
target=
product same 'tmpfs: perhaps'
refused 3 rpmworks -c same/repos.yaml build -- "tmpfs" 'perhaps'

# --- limits -----------------------------------------------------------------------------------------------------------------
tag=36$$
product full 'tmpfs: true, limits: { disk: 100M }' '%description' x '%build' 'head -c 500M /dev/zero >filled' "sleep $tag" '%files'
build full
check_same 'too much disk' 4 "$code"
check_contains 'of memory, too' "$err" 'building full-1.0-1.src took more than 100.0 MiB of disk and was ended'
check_same 'nothing goes on' '' "$(pgrep -f "sleep $tag" || true)"

# --- no room in memory ------------------------------------------------------------------------------------------------------
product large 'tmpfs: true' 'BuildArch: noarch' '%description' x '%build' 'head -c 800M /dev/zero >filled' 'test "$(stat -c %s filled)" = 838860800' \
  '%files'
# So many builds at a time that each may have little.
available=$(($(sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo) / 1024))
all=$((available / 2 / 250 + 1))
if [ $all -ge 3 ] && [ $all -le 60 ]; then
  mkdir many
  mv large/*.src.rpm many
  printf '%s\n' 'schema: 1' 'product: p' 'targets: { t: { buildroot: { repos: [hostbase] } } }' 'packages:' \
    '  large: { srpm: large-1.0-1.src.rpm }' >many/repos.yaml
  for i in $(seq $all); do
    noarch_srpm "p$i" '%description' x '%files'
    mv "p$i-1.0-1.src.rpm" many
    echo "  p$i: { srpm: p$i-1.0-1.src.rpm }" >>many/repos.yaml
  done
  build many -j $((available / 2 / 350))
  check_same 'what fills its memory is built all the same' 0 "$code"
  check_same 'on disk, which is said once' 1 "$(grep -c 'large-1.0-1.src is built again, on disk: ' <<<"$err")"
  check_same 'the others are not' 1 "$(grep -c 'is built again' <<<"$err")"
  build many --rebuild large -j $((available / 2 / 350))
  check_contains 'the next time it is known' "$err" 'large-1.0-1.src is built on disk: '
  check_same 'from the beginning' 0 "$(grep -c 'is built again' <<<"$err" || true)"
  build many --rebuild p1 -j 100
  check_same 'where there is too little for each' 0 "$code"
  check_contains 'it is on disk at once, and -v says why' "$err" 'p1-1.0-1.src is built on disk: '
fi
# More than its limit, but only with what it wrote.
product both 'tmpfs: true, limits: { memory: 200M }' 'BuildArch: noarch' '%description' x '%build' 'head -c 250M /dev/zero >filled' 'sleep 1' \
  '%files'
build both
check_same 'files are not what the limit of memory is about' 0 "$code"
check_contains 'they go to disk' "$err" 'both-1.0-1.src is built again, on disk: together with its files in memory it used more than 200.0 MiB'

check_same 'nothing is left of the builds' '' "$(find "$RPMWORKS_CACHE/roots" -maxdepth 1 -name 'build-*')"
no_traces
