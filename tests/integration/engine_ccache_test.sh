#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `ccache: true`: compilers' results are kept between the builds of a target, and change nothing about what is built.
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
# compiled NAME [LINE…]: a package of three files in C; the compilers' cache of its build is counted in its log.
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

# --- where nobody has it ----------------------------------------------------------------------------------------------------
compiled one
product ', ccache: true' 'one: { srpm: one-1.0-1.src.rpm }'
check_exit 3 rpmworks build
check_contains 'a ccache that cannot be had' "$err" \
  "the repositories of the target 't' have no ccache that can be installed for one-1.0-1.src"
check_contains 'and what to do' "$err" 'rpmworks-hostbase ccache), or set `ccache: false`'
run rpmworks-hostbase ccache
[ "$code" = 0 ] || skip "ccache cannot be had: $err"

# --- without, cold, warm ----------------------------------------------------------------------------------------------------
product '' 'one: { srpm: one-1.0-1.src.rpm }'
check_exit 0 rpmworks build
without=$(sums one)
check 'without it there is none' grep -q '^STAT none$' "$folder/one-1.0-1/build.log"
check_same 'nor in the root' 0 "$(grep -c '^ccache-' "$folder/one-1.0-1/installed_pkgs.log" || true)"

product ', ccache: true' 'one: { srpm: one-1.0-1.src.rpm }'
check_exit 0 rpmworks build --plan
check_contains 'its root is another one' "$out" '1 to build'
check_exit 0 rpmworks build
check_same 'a cold cache has no hit' 0 "$(hits one)"
check_same 'and is filled' 4 "$(stat_of one cache_miss)"
check_same 'the same packages as without' "$without" "$(sums one)"
check 'ccache is in the root' grep -q '^ccache-' "$folder/one-1.0-1/installed_pkgs.log"
check_exit 0 rpmworks build
check_contains 'nothing is built twice for it' "$out" 'unchanged'
check_exit 0 rpmworks build --rebuild one
check_same 'a warm cache has all' 4 "$(hits one)"
check_same 'the same packages again' "$without" "$(sums one)"
check_same 'nobody else can look into it' 700 "$(stat -c %a "$RPMWORKS_CACHE/roots")"

# --- a comparison proves it: the second build compiles ------------------------------------------------------------------------
check_exit 0 rpmworks --json build --rebuild one --check
check_same 'the same with and without' true "$(jq '.builds[0].reproducible' <<<"$out")"
check_same 'the first one had hits, and only that one' 8 "$(hits one)"

# --- what a package says goes before its target --------------------------------------------------------------------------------
product ', ccache: true' 'one: { srpm: one-1.0-1.src.rpm, ccache: false }'
check_exit 0 rpmworks build --rebuild one
check 'false: none' grep -q '^STAT none$' "$folder/one-1.0-1/build.log"
product '' 'one: { srpm: one-1.0-1.src.rpm, ccache: true }'
check_exit 0 rpmworks build --rebuild one
check_same 'true: one of the target' 12 "$(hits one)"

# --- builds beside each other share it -----------------------------------------------------------------------------------------
compiled two
compiled three
product ', ccache: true' 'two: { srpm: two-1.0-1.src.rpm }' 'three: { srpm: three-1.0-1.src.rpm }'
misses() { sed -n 's/^STAT cache_miss //p' "$folder"/{two,three}-1.0-1/build.log | sort -n | tail -1; }
check_exit 0 rpmworks build -j2
check 'files that are the same are compiled once, or at the same time' test "$(misses)" -le 8
before=$(misses)
check_exit 0 rpmworks build -j2 --rebuild two --rebuild three
check_same 'and then no more' "$before" "$(misses)"
check_same 'each makes its own of them' 'three two' \
  "$(rpm -qp --qf '%{name}\n' "$folder"/{two,three}-1.0-1/*-1.0-1.x86_64.rpm | sort | xargs)"

# --- what is damaged costs no build ----------------------------------------------------------------------------------------------
find "$kept" -type f -exec sh -c 'printf rubbish >"$1"' sh {} \;
check_exit 0 rpmworks build --rebuild two
rm -r "$kept"
echo x >"$kept"
check_exit 0 rpmworks build --rebuild two
check_same 'a file in its place is replaced' 4 "$(stat_of two cache_miss)"
rm -r "${kept:?}"/*
touch "$kept"/{0,1,2,3,4,5,6,7,8,9,a,b,c,d,e,f}
check_exit 0 rpmworks build --rebuild two
check_same 'files where it wants folders likewise' 4 "$(stat_of two cache_miss)"
echo 'compiler = /bin/false' >"$kept/ccache.conf"
check_exit 0 rpmworks build --rebuild two
check_same 'a configuration that a build left there is not read' 4 "$(hits two)"
# What a build does to it while it runs costs that build the cache alone.
srpm saboteur '%description' x '%build' 'echo "int x;" >x.c' \
  '[ -z "$CCACHE_DIR" ] || { rm -rf $CCACHE_DIR/*; for n in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do touch $CCACHE_DIR/$n; done; }' \
  'gcc -c x.c' '%files'
product ', ccache: true' 'saboteur: { srpm: saboteur-1.0-1.src.rpm }' 'two: { srpm: two-1.0-1.src.rpm }'
check_exit 0 rpmworks build -j1 saboteur
check_contains 'where ccache itself fails, what it has is thrown away' "$err" \
  "building saboteur-1.0-1.src: the compiler cache in $kept does not work and is emptied"
check_exit 0 rpmworks build --rebuild two two
check_same 'the next one fills it again' 4 "$(stat_of two cache_miss)"

# --- it is no way round the limit for the disk ------------------------------------------------------------------------------------
srpm filler '%description' x '%build' 'head -c 1000000000 /dev/zero >$CCACHE_DIR/filled' 'sleep 100' '%files'
product ', ccache: 1M, limits: { disk: 100M }' 'filler: { srpm: filler-1.0-1.src.rpm }'
check_exit 4 rpmworks build
check_contains 'what a build writes there counts' "$err" 'took more than 100.0 MiB of disk and was ended'
product ', ccache: 1M' 'two: { srpm: two-1.0-1.src.rpm }'
check_exit 0 rpmworks build --rebuild two
check_same 'and goes with the next run' '' "$(find "$kept" -name filled)"
no_traces
