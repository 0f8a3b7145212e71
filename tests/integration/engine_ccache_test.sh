#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `ccache: true`: compiler results are cached between the builds of a target, and the built packages are the same.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild jq

own_base

product() { # product KEYS-OF-TARGET PACKAGE-LINE…: a repos.yaml with these
  printf '%s\n' 'schema: 1' 'product: p' "targets: { t: { arch: x86_64, buildroot: { repos: [hostbase] }$1 } }" 'packages:' \
    "${@:2}" | sed '5,$s/^/  /' >repos.yaml
}
# compiled NAME [LINE…]: a package with three C files; its log contains the compiler cache's statistics.
compiled() {
  srpm "$1" '%description' x '%prep' '%setup -q -c -T' \
    'for n in 1 2 3; do echo "int f$n(void) { return $n; }" >f$n.c; done' \
    'echo "int f1(void); int main(void) { return f1() - 1; }" >main.c' \
    '%build' 'for f in f1 f2 f3 main; do gcc -O2 -c $f.c; done' "gcc -o $1 *.o" "${@:2}" \
    'if [ -n "$CCACHE_DIR" ]; then ccache --print-stats | sed -n "s/^\(direct_cache_hit\|preprocessed_cache_hit\|cache_miss\)\t/STAT \1 /p"; else echo STAT none; fi' \
    '%install' "install -D $1 %{buildroot}%{_bindir}/$1" '%files' "%{_bindir}/$1"
}
folder=.rpmworks/results/t
stat_of() { sed -n "s/^STAT $2 //p" "$folder/$1-1.0-1/build.log"; }
hits() { echo $(($(stat_of "$1" direct_cache_hit) + $(stat_of "$1" preprocessed_cache_hit))); }
sums() { (cd "$folder/$1-1.0-1" && sha256sum -- *.rpm | grep -v '\.src\.rpm$'); }
kept=$RPMWORKS_CACHE/roots/ccache/p/t-x86_64

# --- a target without ccache ------------------------------------------------------------------------------------------------
compiled one
product ', ccache: true' 'one: { srpm: one-1.0-1.src.rpm }'
check_exit 3 rpmworks build
check_contains 'no ccache is available' "$err" \
  "the repositories of the target 't' have no ccache that can be installed for one-1.0-1.src"
check_contains 'the hint' "$err" 'rpmworks-hostbase ccache), or set `ccache: false`'
run rpmworks-hostbase ccache
[ "$code" = 0 ] || skip "ccache is not available: $err"

# --- without, with an empty, and with a filled cache ------------------------------------------------------------------------
product '' 'one: { srpm: one-1.0-1.src.rpm }'
check_exit 0 rpmworks build
without=$(sums one)
check 'without it there is no cache' grep -q '^STAT none$' "$folder/one-1.0-1/build.log"
check_same 'nor in the root' 0 "$(grep -c '^ccache-' "$folder/one-1.0-1/installed_pkgs.log" || true)"

product ', ccache: true' 'one: { srpm: one-1.0-1.src.rpm }'
check_exit 0 rpmworks build --plan
check_contains 'its root is another one' "$out" '1 to build'
check_exit 0 rpmworks build
check_same 'an empty cache has no hits' 0 "$(hits one)"
check_same 'and is filled' 4 "$(stat_of one cache_miss)"
check_same 'the same packages as without' "$without" "$(sums one)"
check 'ccache is in the root' grep -q '^ccache-' "$folder/one-1.0-1/installed_pkgs.log"
check_exit 0 rpmworks build
check_contains 'no package is built again because of it' "$out" 'unchanged'
check_exit 0 rpmworks build --rebuild one
check_same 'a filled cache has everything' 4 "$(hits one)"
check_same 'the same packages again' "$without" "$(sums one)"
check_same 'no other user can access it' 700 "$(stat -c %a "$RPMWORKS_CACHE/roots")"

# --- --check: the second build really compiles --------------------------------------------------------------------------------
check_exit 0 rpmworks --json build --rebuild one --check
check_same 'the same with and without' true "$(jq '.builds[0].reproducible' <<<"$out")"
check_same 'only the first build had hits' 8 "$(hits one)"

# --- a package overrides its target --------------------------------------------------------------------------------------------
product ', ccache: true' 'one: { srpm: one-1.0-1.src.rpm, ccache: false }'
check_exit 0 rpmworks build --rebuild one
check 'false: no cache' grep -q '^STAT none$' "$folder/one-1.0-1/build.log"
product '' 'one: { srpm: one-1.0-1.src.rpm, ccache: true }'
check_exit 0 rpmworks build --rebuild one
check_same 'true: the cache of the target' 12 "$(hits one)"

# --- parallel builds share it --------------------------------------------------------------------------------------------------
compiled two
compiled three
product ', ccache: true' 'two: { srpm: two-1.0-1.src.rpm }' 'three: { srpm: three-1.0-1.src.rpm }'
misses() { sed -n 's/^STAT cache_miss //p' "$folder"/{two,three}-1.0-1/build.log | sort -n | tail -1; }
check_exit 0 rpmworks build -j2
check 'equal files are compiled once, or at the same time' test "$(misses)" -le 8
before=$(misses)
check_exit 0 rpmworks build -j2 --rebuild two --rebuild three
check_same 'and not again' "$before" "$(misses)"
check_same 'each writes its own package' 'three two' \
  "$(rpm -qp --qf '%{name}\n' "$folder"/{two,three}-1.0-1/*-1.0-1.x86_64.rpm | sort | xargs)"

# --- a damaged cache makes no build fail -----------------------------------------------------------------------------------------
find "$kept" -type f -exec sh -c 'printf rubbish >"$1"' sh {} \;
check_exit 0 rpmworks build --rebuild two
rm -r "$kept"
echo x >"$kept"
check_exit 0 rpmworks build --rebuild two
check_same 'a file instead of the folder is replaced' 4 "$(stat_of two cache_miss)"
rm -r "${kept:?}"/*
touch "$kept"/{0,1,2,3,4,5,6,7,8,9,a,b,c,d,e,f}
check_exit 0 rpmworks build --rebuild two
check_same 'so are files instead of subfolders' 4 "$(stat_of two cache_miss)"
echo 'compiler = /bin/false' >"$kept/ccache.conf"
check_exit 0 rpmworks build --rebuild two
check_same 'a configuration left by a build is not read' 4 "$(hits two)"
# A build that damages the cache while it runs only loses the cache.
srpm saboteur '%description' x '%build' 'echo "int x;" >x.c' \
  '[ -z "$CCACHE_DIR" ] || { rm -rf $CCACHE_DIR/*; for n in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do touch $CCACHE_DIR/$n; done; }' \
  'gcc -c x.c' '%files'
product ', ccache: true' 'saboteur: { srpm: saboteur-1.0-1.src.rpm }' 'two: { srpm: two-1.0-1.src.rpm }'
check_exit 0 rpmworks build -j1 saboteur
check_contains 'if ccache itself fails, the cache is emptied' "$err" \
  "building saboteur-1.0-1.src: the compiler cache in $kept does not work and is emptied"
check_exit 0 rpmworks build --rebuild two two
check_same 'the next build fills it again' 4 "$(stat_of two cache_miss)"

# --- it does not bypass the disk limit --------------------------------------------------------------------------------------------
srpm filler '%description' x '%build' 'head -c 1000000000 /dev/zero >$CCACHE_DIR/filled' 'sleep 100' '%files'
product ', ccache: 1M, limits: { disk: 100M }' 'filler: { srpm: filler-1.0-1.src.rpm }'
check_exit 4 rpmworks build
check_contains 'data that a build writes there counts' "$err" 'took more than 100.0 MiB of disk and was ended'
product ', ccache: 1M' 'two: { srpm: two-1.0-1.src.rpm }'
check_exit 0 rpmworks build --rebuild two
check_same 'and the next run removes it' '' "$(find "$kept" -name filled)"
no_traces
