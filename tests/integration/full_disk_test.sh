#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A release on a file system that becomes full, at every stage: nothing is half-written, the published release stays whole, and with
# more room the same command makes the same bytes as an undisturbed run.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/many.sh"
need gpg rpm jq
[ "$(id -u)" = 0 ] || skip 'a small file system needs root'

mkdir product
cd product
key_home gnupg
many_packages 12
# Some content, so that each stage needs room.
openssl enc -aes-128-ctr -nosalt -K 00 -iv 00 -in /dev/zero 2>/dev/null | head -c 400000 >many/content || true
sed -i 's|^touch .*|&\ninstall -m 644 %{SOURCE1} %{buildroot}/opt/content|; s|^BuildArch: noarch|&\nSource1: content|; s|^/opt/12$|&\n/opt/content|' many/many.spec
git -C many add -A
next_version 1.1
many_yaml 'homedir: gnupg'
check_exit 0 rpmworks release 1.0
next_version 2
cp -a . ../expected
cd ../expected
check_exit 0 rpmworks build
built=$(du -sk . | cut -f1)
check_exit 0 rpmworks release 2.0
needed=$(($(du -sk . | cut -f1) - built))
cd ..

mkdir small
# disturbed COMMAND ROOM: `rpmworks COMMAND`, and then a release, with this much room in KiB; then the release with enough room.
# Exits as the release in the small room, or with 90 and more for what is wrong; $TMP/first.err has its messages.
cat >"$TMP/disturbed" <<'END'
mount -t tmpfs -o size=1g none small && cp -a product small/ || exit 90
cd small/product && rpmworks -q $1 >/dev/null || exit 90
rm -rf releases/2.0 .rpmworks/releases/2.0.* .rpmworks/store/records/repodata*
used=$(df -k --output=used . | tail -1)
mount -o remount,size=$((used + $2))k .. || exit 91
rpmworks release 2.0 >"$TMP/first.out" 2>"$TMP/first.err" </dev/null
code=$?
if [ "$code" != 0 ]; then
  [ ! -e releases/2.0 ] || [ "$(readlink releases/current)" = 1.0 ] || exit 92
  [ -z "$(ls -A .rpmworks/tmp .rpmworks/store/tmp | grep -v ':$')" ] || exit 94
fi
diff -r ../../product/releases/1.0 releases/1.0 >&2 || exit 95
current=$(readlink releases/current)
[ -s "releases/$current/manifest.json.asc" ] && grep -q "/$current/packages/" releases/mirrorlist/packages || exit 96
if [ -e releases/2.0 ]; then rpmworks -q verify 2.0 >&2 || exit 97; fi
mount -o remount,size=1g .. || exit 91
rpmworks -q release 2.0 >/dev/null || exit 98
diff -r ../../expected/releases/2.0 releases/2.0 >&2 || exit 99
[ "$(readlink releases/current)" = 2.0 ] || exit 100
exit $code
END
# full_at COMMAND STEP TIMES: with ever more room, STEP KiB at a time, at most so many times. The last run may have had enough.
full_at() {
  local step what
  for ((step = 0; step < $3; step++)); do
    what="after '$1', with room for $(($2 * step)) KiB: "
    run unshare -m bash "$TMP/disturbed" "$1" $(($2 * step))
    [ "$code" != 0 ] || break
    echo "$what$(grep -E '^(\S+: )?error: ' "$TMP/first.err" | head -1)"
    check_same "$what exit code of a full disk. $err $(cat "$TMP/first.err")" 1 "$code"
    check "$what the message says so: $(cat "$TMP/first.err")" \
      grep -qE 'No space left on device|of disk space are free' "$TMP/first.err"
    check_same "$what one error is shown" 1 "$(grep -cE '^(\S+: )?error: ' "$TMP/first.err")"
  done
  check "$1: some runs had a full disk" test "$step" -ge 2
}
# Source packages, up to their place in the store; then what comes after the build.
full_at status 600 2
full_at build $(((needed + 2) / 3)) 5
check_same 'with room it works' 0 "$code"
# All signatures are in the store: metadata, the manifest, the publication.
full_at 'compose 2.0' 24 7
