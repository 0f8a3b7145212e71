#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The same release as an ordinary user with subordinate ids; without them, the message says what to enable.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
[ "$(id -u)" = 0 ] || skip 'needs root to become another user'
need setpriv newuidmap unshare

ordinary_user
example_product "$TMP/user/product"
# A build that fails and leaves a tree deeper than any path, in folders of a subordinate id.
# shellcheck disable=SC2016  # the words of the spec
git_repository "$TMP/user/product/deep" "deep.spec=$(spec deep '%description' x '%prep' '%setup -q' '%build' \
  'name=$(printf "%%0200d" 0)' 'path=$name; for level in $(seq 14); do path=$path/$name; done' \
  'for level in $(seq 10); do mkdir -p next/$path; test ! -d deep || mv deep next/$path/; mv next deep; done' 'exit 1' '%files')"
cp -r "$HOSTBASE" "$TMP/user/hostbase-copy"
mkdir -p "$TMP/user/cache"
mv "$TMP/user/hostbase-copy" "$TMP/user/cache/hostbase"
has_ccache=yes
RPMWORKS_CACHE=$TMP/user/cache rpmworks-hostbase ccache >"$TMP/hostbase.log" 2>&1 || has_ccache=no
chown -R $uid:$uid "$TMP/user"

run as_user "$TMP/nobody-subuid" "$RPMWORKS" release 1.0.0
check_same 'without subordinate ids it fails' 1 "$code"
check_contains 'with a hint' "$err" 'subuid'

run as_user "$TMP/subuid" "$RPMWORKS" release 1.0.0
[ "$code" = 0 ] || { cat "$TMP/err" >&2; fail "release as an ordinary user: exit $code"; }
check 'the release exists' test -s "$TMP/user/product/releases/1.0.0/manifest.json.asc"
run as_user "$TMP/subuid" "$RPMWORKS" verify 1.0.0
check_same 'and verifies' 0 "$code"

# Upgrades that are carried out need subordinate ids, too.
if [ -x /usr/bin/dnf ]; then
  sed 's/^release:/&\n  base: [hostbase]/' "$TMP/user/product/repos.yaml" >"$TMP/user/product/based.yaml"
  run as_user "$TMP/subuid" "$RPMWORKS" -c based.yaml release 1.0.1
  check_same 'a second release' 0 "$code"
  run as_user "$TMP/subuid" "$RPMWORKS" -c based.yaml verify 1.0.1 --gate upgrade=real
  check_same 'its upgrade is carried out' 0 "$code"
  check_contains 'by dnf' "$out" 'carried out by dnf'
  run as_user "$TMP/nobody-subuid" "$RPMWORKS" -c based.yaml verify 1.0.1 --gate upgrade=real
  check_same 'without subordinate ids it fails' 1 "$code"
  check_contains 'with a hint' "$err" 'subuid'
fi

run as_user "$TMP/subuid" "$RPMWORKS" build --check greeter
[ "$code" = 0 ] || fail "build --check as an ordinary user: exit $code: $err"
run as_user "$TMP/subuid" "$RPMWORKS" srpm ./deep -o "$TMP/user"
check_same 'a source package' 0 "$code"
run as_user "$TMP/subuid" "$RPMWORKS" build "$TMP/user/deep-1.0-1.src.rpm"
check_same 'a build that fails' 4 "$code"

# Compiler results are stored in a folder that the build user, a subordinate id, can write to.
if [ $has_ccache = yes ]; then
  mkdir "$TMP/user/kept"
  srpm compiled '%description' x '%prep' '%setup -q -c -T' 'echo "int main(void) { return 0; }" >main.c' \
    '%build' 'gcc -c main.c' 'ccache --print-stats | grep -E "^(direct_cache_hit|cache_miss)"' '%files'
  mv compiled-1.0-1.src.rpm "$TMP/user/kept"
  printf '%s\n' 'schema: 1' 'product: p' 'targets: { t: { buildroot: { repos: [hostbase] }, ccache: true } }' \
    'packages: { compiled: { srpm: compiled-1.0-1.src.rpm } }' >"$TMP/user/kept/repos.yaml"
  chown -R $uid:$uid "$TMP/user/kept"
  for _ in cold warm; do
    run as_user "$TMP/subuid" "$RPMWORKS" -c "$TMP/user/kept/repos.yaml" build --rebuild compiled
    [ "$code" = 0 ] || { cat "$TMP/err" >&2; fail "a build with ccache as an ordinary user: exit $code"; }
  done
  log=$TMP/user/kept/.rpmworks/results/t/compiled-1.0-1/build.log
  check 'it is used' grep -qP '^direct_cache_hit\t1$' "$log"
  check 'and filled' grep -qP '^cache_miss\t1$' "$log"
fi

# Limits apply without permissions for control groups.
limited() { # limited NAME LIMIT SCRIPT…
  local name=$1 limit=$2
  shift 2
  srpm "$name" 'BuildArch: noarch' '%description' x '%build' "$@" '%files'
  mkdir -p "$TMP/user/$name"
  mv "$name-1.0-1.src.rpm" "$TMP/user/$name"
  printf '%s\n' 'schema: 1' 'product: p' 'targets: { t: { buildroot: { repos: [hostbase] } } }' \
    "packages: { $name: { srpm: $name-1.0-1.src.rpm, limits: { $limit } } }" >"$TMP/user/$name/repos.yaml"
  chown -R $uid:$uid "$TMP/user/$name"
  run as_user "$TMP/subuid" "$RPMWORKS" -c "$TMP/user/$name/repos.yaml" build
  check_same "$name has failed" 4 "$code"
}
limited hog 'memory: 200M' '(head -c 400000000 /dev/zero; sleep 600) | tail -n 1 >/dev/null'
check_contains 'too much memory' "$err" 'took more than 200.0 MiB of memory and was ended'
limited bomb 'processes: 150' '(while true; do sleep 600 & done) &' 'exec sleep 600'
check_contains 'too many processes' "$err" 'took more than 150 processes and was ended'
limited full 'disk: 100M' 'mkdir -m 700 closed' 'head -c 3000000000 /dev/zero >closed/filled' 'sleep 600'
check_contains 'too much disk' "$err" 'took more than 100.0 MiB of disk and was ended'
check_same 'found although it is in memory' 0 "$(grep -c 'is built again' <<<"$err" || true)"
check_same 'no files of the builds are left, however deep' '' "$(find "$TMP/user/cache/roots" -maxdepth 1 -name '*.part')"
no_traces
