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
cp -a . ../built
cd ../built
check_exit 0 rpmworks build
cd ..
cp -a built expected
cd expected
check_exit 0 rpmworks release 2.0
cd ..
# kib FOLDER: its size.
kib() { du -sk "$1" | cut -f1; }

mkdir small
# disturbed PRODUCT ROOM: a release on a file system with this much room, in KiB, and then with enough. Exits as the first run, or with
# 90 and more for what is wrong; $TMP/first.err has the messages of the first run.
cat >"$TMP/disturbed" <<'END'
mount -t tmpfs -o size=1g none small && cp -a "$1" small/product || exit 90
used=$(df -k --output=used small | tail -1)
mount -o remount,size=$((used + $2))k small && cd small/product || exit 91
rpmworks release 2.0 >"$TMP/first.out" 2>"$TMP/first.err" </dev/null
code=$?
if [ "$code" != 0 ]; then
  [ ! -e releases/2.0 ] || [ "$(readlink releases/current)" = 1.0 ] || exit 92
  [ -z "$(ls -A .rpmworks/tmp)" ] || exit 94
fi
diff -r ../../product/releases/1.0 releases/1.0 >&2 || exit 95
current=$(readlink releases/current)
[ -s "releases/$current/manifest.json.asc" ] && grep -q "/$current/packages/" releases/mirrorlist/packages || exit 96
if [ -e releases/2.0 ]; then rpmworks -q verify 2.0 >&2 || exit 97; fi
mount -o remount,size=1g ../ || exit 91
rpmworks -q release 2.0 >/dev/null || exit 98
diff -r ../../expected/releases/2.0 releases/2.0 >&2 || exit 99
[ "$(readlink releases/current)" = 2.0 ] || exit 100
exit $code
END
# full_at PRODUCT NEEDED TIMES: with ever more room, until the release is made. At least so many runs had a full disk.
full_at() {
  local step room failed=0
  for ((step = 0; step <= 30; step++)); do
    room=$(($2 * step / 8))
    run unshare -m bash "$TMP/disturbed" "$1" "$room"
    [ "$code" != 0 ] || break
    what="$1, with room for $room KiB: "
    echo "$what$(grep -E '^(\S+: )?error: ' "$TMP/first.err" | head -1)"
    check_same "$what exit code of a full disk. $err $(cat "$TMP/first.err")" 1 "$code"
    check "$what the message says so: $(cat "$TMP/first.err")" \
      grep -qE 'No space left on device|of disk space are free' "$TMP/first.err"
    check_same "$what one error is shown" 1 "$(grep -cE '^(\S+: )?error: ' "$TMP/first.err")"
    failed=$((failed + 1))
  done
  check "$1: some runs had a full disk" test "$failed" -ge "$3"
  [ "$1" != built ] || check_same 'with room it works' 0 "$code"
}
# Everything that comes after the builds.
full_at built $(($(kib expected) - $(kib built))) 4
