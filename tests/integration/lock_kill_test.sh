#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs that select, fetch and compose packages of upstreams, killed at any moment, and with a full disk at any stage: no lock is
# half-written, no package is in a release that was not verified, and the same command finishes. RPMWORKS_TEST_KILLS: how often
# (10); RPMWORKS_TEST_SEED: of the moments.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/vendor.sh"
. "$(dirname "$0")/kills.sh"
need rpmbuild rpmsign gpg createrepo_c python3 setsid

# Its own cache: downloads are removed from it.
cache=$TMP/cache
new_cache "$cache"

# An upstream with forty packages that need each other, behind a web server.
vendor_key epel
repo=$TMP/web/epel
for i in $(seq 40); do
  vendor_package '' "$repo" "part$i" 1.0 "$([ "$i" = 40 ] || echo "Requires: part$((i + 1))")"
done
vendor_sign epel "$repo"/*.rpm
vendor_index "$repo" 100
python3 - "$TMP/web" >"$TMP/port" <<'PYTHON' &
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
handler.func.log_message = lambda *arguments: None
http.server.ThreadingHTTPServer.handle_error = lambda *arguments: None  # clients that are killed
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
print(server.server_address[1], flush=True)
server.serve_forever()
PYTHON
for _ in $(seq 100); do [ ! -s "$TMP/port" ] || break; sleep 0.05; done

mkdir -p product/keys
cd product
cp "$TMP/vendors/epel.asc" keys/
"$RPMWORKS_SOURCE/examples/make-key" gnupg >/dev/null 2>&1
git_repository repos/app "app.spec=$(spec app 'Requires: part1' '%description' 'All parts.' '%files')"
cat >repos.yaml <<YAML
schema: 1
product: altai
keys:
  altai: { homedir: gnupg }
  epel: { public: keys/epel.asc }
upstreams:
  epel: { baseurl: "http://127.0.0.1:$(cat "$TMP/port")/epel", trust: [epel] }
packages:
  app: { git: repos/app }
release:
  base: [hostbase]
  sections:
    own: { from: builds, sign: altai }
    sources: { from: srpms, sign: altai }
    deps/epel: { from: upstream, upstream: epel }
YAML
# The package is built once: this test is about what comes after.
check_exit 0 rpmworks --cache "$cache" build
cd ..
# begin: a copy of the product without lock, release and downloads.
begin() {
  rm -rf run
  cp -a product run
  rm -rf "$cache/upstreams"
  cd run
}
compose() { rpmworks --cache "$cache" compose 1.0.0; }
content() { (cd releases/1.0.0 && find . -type f -exec sha256sum {} + | sort -k2); }

begin
check_exit 0 compose
expected_lock=$(cat repos.lock)
expected=$(content)
check_same 'all packages' 40 "$(grep -c ' ./deps/.*\.rpm$' <<<"$expected")"
cd ..
begin
milliseconds check_exit 0 compose
cd ..

# sound: what a killed run may leave: a whole lock or none, a whole release or none.
sound() {
  if [ -e repos.lock ]; then check_same 'the lock is whole' "$expected_lock" "$(cat repos.lock)"; fi
  if [ -e releases/1.0.0 ]; then
    check_exit 0 rpmworks --cache "$cache" verify 1.0.0
    check_same 'the release is whole' "$expected" "$(content)"
  fi
  check_same 'what is not finished is hidden' '' "$(find releases -mindepth 1 -maxdepth 1 ! -name '.*' ! -name 1.0.0 ! -name index.html 2>/dev/null)"
}
# finished: a run that was not killed has left the lock, the release, and nothing else.
finished() {
  check_same 'the lock' "$expected_lock" "$(cat repos.lock)"
  check_same 'the release' "$expected" "$(content)"
  check_same 'nothing is left' '' \
    "$(find releases -mindepth 1 -maxdepth 1 ! -name 1.0.0 ! -name index.html; find .rpmworks/tmp .rpmworks/store/tmp -mindepth 1 2>/dev/null)"
}

for _ in $(seq "$kills"); do
  begin
  killed_within $((took + 1)) rpmworks --cache "$cache" compose 1.0.0
  sound
  check_exit 0 compose
  finished
  cd ..
done
check_struck

# --- a full disk ----------------------------------------------------------------------------------------------------------------
# In a mount namespace, the workspace and the cache are on a small file system, which has ever more room.
# shellcheck disable=SC2016  # the words of the inner shell
[ "$(id -u)" = 0 ] || skip 'a small file system needs root'
begin
cd ..
size=$(du -sk run | cut -f1)
failed=0
for more in 8 40 100 200 400 1200 6000; do
  mkdir -p small
  # Then the same command, with enough room.
  # shellcheck disable=SC2016
  run unshare -m sh -c '
    mount -t tmpfs -o size=$1k none small && cp -a run small/run && mkdir small/cache || exit 99
    for one in "$2"/*; do case ${one##*/} in upstreams) ;; *) ln -s "$one" small/cache/ ;; esac; done
    cd small/run && rpmworks --cache "$PWD/../cache" compose 1.0.0; code=$?
    if [ -e repos.lock ]; then cp repos.lock "$3"; else rm -f "$3"; fi
    [ ! -e releases/1.0.0 ] || [ $code = 0 ] || exit 98
    mount -o remount,size=1g .. && rpmworks -q --cache "$PWD/../cache" compose 1.0.0 >/dev/null || exit 97
    (cd releases/1.0.0 && find . -type f -exec sha256sum {} + | sort -k2) >"$4"
    exit $code' full $((size + more)) "$cache" "$TMP/left.lock" "$TMP/left.release"
  [ "$code" != 99 ] || continue # not even the workspace fits
  check_same "with room for $more KiB, and then for all: the release. $err" "$expected" "$(cat "$TMP/left.release")"
  [ ! -e "$TMP/left.lock" ] || check_same 'no lock is half-written' "$expected_lock" "$(cat "$TMP/left.lock")"
  [ "$code" != 0 ] || continue
  failed=$((failed + 1))
  check_same 'exit code of a full disk' 1 "$code"
  check_contains 'the message says so' "$err" 'No space left on device'
done
check 'some runs had a full disk' test "$failed" -ge 2
check_same 'with room it works' 0 "$code"
