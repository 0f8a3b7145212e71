#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Publications and rollbacks, killed at any moment: `current` and each mirror list always name complete releases, and the same command
# finishes the work. RPMWORKS_TEST_KILLS: how often (10); RPMWORKS_TEST_SEED: of the moments.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/kills.sh"
need rpm gpg jq setsid flock

example_product product
cd product
check_exit 0 rpmworks release 1.0.0
for release in 1.0.1 1.0.2; do
  next_greeter $release
  check_exit 0 rpmworks compose $release
done

# --- what a publication does, and does not do ----------------------------------------------------------------------------------
check_exit 0 rpmworks --json publish 1.0.1 --dry-run
check_same 'what would be written' 'mirrorlist greetings.repo current' "$(jq -r '.changes | join(" ")' <<<"$out")"
check_same 'nothing is' 1.0.0 "$(readlink releases/current)"
check_same 'the release passed its gates when it was composed' known "$(jq -r .verification <<<"$out")"
check_exit 0 rpmworks --json publish 1.0.1 --verify
check_same 'it is read if that is wanted' read "$(jq -r .verification <<<"$out")"
check_same 'the mirror lists' '1.0.1 1.0.0' "$(jq -r '.mirrors | join(" ")' <<<"$out")"
check_exit 0 rpmworks publish 1.0.1
check_same 'nothing is left to do' "$PWD/releases/current already points to 1.0.1" "$out"
check_exit 0 rpmworks --json rollback --dry-run
check_same 'to which release' '1.0.1 1.0.0' "$(jq -r '"\(.current) \(.release)"' <<<"$out")"

# A file that changed since is read, and found, although its size and its time are the same.
package=$(echo releases/1.0.2/packages/greeter-1*.rpm)
cp -p "$package" "$TMP/original"
printf X | dd of="$package" bs=1 seek=3000 conv=notrunc status=none
check_exit 5 rpmworks publish 1.0.2
check_contains 'the changed file is found' "$err" 'greeter-1.0.2-1'
cat "$TMP/original" >"$package"
check_exit 0 rpmworks --json publish 1.0.2
check_same 'it was read' read "$(jq -r .verification <<<"$out")"
check_exit 0 rpmworks --json publish 1.0.2
check_same 'once' known "$(jq -r .verification <<<"$out")"
check_exit 0 rpmworks rollback

# --- two at once ----------------------------------------------------------------------------------------------------------------
exec 9>>.rpmworks/lock
flock 9
check_exit 8 rpmworks publish 1.0.0
exec 9>&-

# --- killed at any moment --------------------------------------------------------------------------------------------------------
milliseconds check_exit 0 rpmworks publish 1.0.0
echo "a publication took $took ms"
check_exit 0 rpmworks publish 1.0.1

# complete RELEASE: it is whole, as it was composed.
contents() { (cd "releases/$1" && find . -type f -exec sha256sum {} + | sort -k2); }
for release in 1.0.0 1.0.1 1.0.2; do contents $release >"$TMP/$release.sums"; done
complete() { check_same "$1 is complete" "$(cat "$TMP/$1.sums")" "$(contents "$1")"; }

sound() {
  local section url
  complete "$(readlink releases/current)"
  for section in packages sources; do
    check "a mirror list of $section" test -s releases/mirrorlist/$section
    while read -r url; do
      [[ $url =~ ^file:///srv/greetings/(1\.0\.[0-2])/$section/$ ]] || fail "'$url' in the mirror list of $section"
      complete "${BASH_REMATCH[1]}"
    done <releases/mirrorlist/$section
  done
  check 'a .repo file' grep -q '^mirrorlist=file:///srv/greetings/mirrorlist/packages$' releases/greetings.repo
  check 'its key' cmp -s releases/RPM-GPG-KEY-greetings releases/1.0.0/RPM-GPG-KEY-greetings
}

for _ in $(seq "$kills"); do
  case $((RANDOM % 3)) in
    0) command=(publish "1.0.$((RANDOM % 3))") ;;
    1) command=(publish 1.0.2) ;;
    *) command=(rollback "1.0.$((RANDOM % 2))") ;;
  esac
  killed_within $((took + 10)) rpmworks "${command[@]}"
  sound
  case $((RANDOM % 2)) in
    0)
      check_exit 0 rpmworks "${command[@]}"
      check_same "the same command, ${command[*]}, finishes" "${command[1]}" "$(readlink releases/current)"
      check_same 'and so do the lists' "${command[1]}" "$(sed -n 's|.*/\(1[^/]*\)/packages/|\1|p;q' releases/mirrorlist/packages)"
      ;;
    *) check_exit 0 rpmworks publish "$(readlink releases/current)" ;;
  esac
  sound
  check_exit 0 rpmworks --json publish "$(readlink releases/current)" --dry-run
  check_same 'nothing is left to do' '[]' "$(jq -c .changes <<<"$out")"
done
check_struck
check_exit 0 rpmworks publish "$(readlink releases/current)"
check 'folders of mirror lists are removed' test "$(find releases -maxdepth 1 -name '.mirrorlist-*' | wc -l)" -le 2
check_same 'no temporary files' '' "$(find releases -mindepth 1 -maxdepth 1 -name '.*' ! -name '.mirrorlist-*')"

# --- a full disk ----------------------------------------------------------------------------------------------------------------
# In a mount namespace, the product is on a small file system with ever more room.
[ "$(id -u)" = 0 ] || skip 'a small file system needs root'
check_exit 0 rpmworks publish 1.0.1
cd ..
size=$(du -sk product | cut -f1)
mkdir small
failed=0
for room in 0 4 8 12 16 20 24 32 48 64 400; do
  # shellcheck disable=SC2016  # the words of the inner shell
  run unshare -m sh -c '
    mount -t tmpfs -o size=$(($1 + 2000))k none small && cp -a product small/ && cd small/product || exit 99
    available=$(df -k --output=avail . | tail -1)
    [ $((available - $2)) -le 0 ] || dd if=/dev/zero of=filler bs=1k count=$((available - $2)) status=none
    rpmworks publish 1.0.2; code=$?
    for list in packages sources; do
      for url in $(cat releases/mirrorlist/$list); do
        release=${url#file:///srv/greetings/}
        cmp -s ../../product/releases/${release%/}/repodata/repomd.xml releases/${release%/}/repodata/repomd.xml || exit 98
      done
      [ -s releases/mirrorlist/$list ] || exit 97
    done
    [ -s releases/current/manifest.json ] && [ -s releases/greetings.repo ] || exit 96
    rm -f filler
    rpmworks -q publish 1.0.2 >/dev/null || exit 95
    [ "$(readlink releases/current)" = 1.0.2 ] || exit 94
    exit $code' full "$size" "$room"
  [ "$code" = 0 ] && continue
  check_same "with room for $room KiB: exit code of a full disk" 1 "$code"
  check_contains 'the message says so' "$err" 'No space left on device'
  failed=$((failed + 1))
done
check 'some runs had a full disk' test "$failed" -ge 1
check_same 'with room it works' 0 "$code"
