#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `tmpfs`: builds write to memory if there is enough, otherwise to disk; the packages are the same.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild

# Other tests may use the shared cache; this cache belongs to this test.
export RPMWORKS_CACHE=$TMP/cache
new_cache "$RPMWORKS_CACHE"

sums() { (cd "$1" && sha256sum -- *.rpm); }
# product NAME SETTINGS LINE…: a product with one package, whose spec has these lines, with these settings.
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

# --- the same bytes and the same result -------------------------------------------------------------------------------------
lines=('BuildRequires: gcc' '%description' x '%prep' '%setup -q -c -T' '%build' 'echo "size $(stat -f -c %b /)"'
  'echo "int main(void) { return __LINE__; }" >main.c' 'gcc -g -O2 -o same main.c' '%install'
  'install -D same %{buildroot}%{_bindir}/same' '%files' '%{_bindir}/same')
product same 'check: true' "${lines[@]}"
build same -o memory
check_same 'it is built' 0 "$code"
check_contains '-v reports it' "$err" 'same-1.0-1.src is built in memory, using at most '
in_memory=$(log same | grep '^size')
product same 'tmpfs: false'
build same
check_contains 'the place is not part of the result' "$out" 'nothing changed'
build same --no-cache -o disk
check_same 'it is built' 0 "$code"
check_same 'nothing is in memory' 0 "$(grep -c 'in memory' <<<"$err" || true)"
check 'it was another file system' test "$in_memory" != "$(log same | grep '^size')"
check_same 'the same packages' "$(sums disk)" "$(sums memory)"
product same 'tmpfs: true'
build same --check
check_same 'both builds are the same' 0 "$code"
target=', tmpfs: false'
product same 'check: true'
build same --no-cache
check_same 'a target sets it for all of its packages' 0 "$(grep -c 'in memory' <<<"$err" || true)"
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
check_same 'no process continues' '' "$(pgrep -f "sleep $tag" || true)"

# --- not enough memory ------------------------------------------------------------------------------------------------------
product large 'tmpfs: true' 'BuildArch: noarch' '%description' x '%build' 'head -c 800M /dev/zero >filled' 'test "$(stat -c %s filled)" = 838860800' \
  '%files'
# So many parallel builds that each gets only a little.
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
  check_same 'a build that fills its memory succeeds anyway' 0 "$code"
  check_same 'on disk, which is reported once' 1 "$(grep -c 'large-1.0-1.src is built again, on disk: ' <<<"$err")"
  check_same 'the others stay in memory' 1 "$(grep -c 'is built again' <<<"$err")"
  build many --rebuild large -j $((available / 2 / 350))
  check_contains 'the next time it is known' "$err" 'large-1.0-1.src is built on disk: '
  check_same 'from the start' 0 "$(grep -c 'is built again' <<<"$err" || true)"
  build many --rebuild p1 -j 100
  check_same 'too little memory for each' 0 "$code"
  check_contains 'the build is on disk at once, and -v says why' "$err" 'p1-1.0-1.src is built on disk: '
fi
# More than its limit, but only together with its files.
product both 'tmpfs: true, limits: { memory: 200M }' 'BuildArch: noarch' '%description' x '%build' 'head -c 250M /dev/zero >filled' 'sleep 1' \
  '%files'
build both
check_same 'files do not count towards the memory limit' 0 "$code"
check_contains 'the build moves to disk' "$err" 'both-1.0-1.src is built again, on disk: together with its files in memory it used more than 200.0 MiB'

check_same 'no files of the builds are left' '' "$(find "$RPMWORKS_CACHE/roots" -maxdepth 1 -name 'build-*')"
no_traces
