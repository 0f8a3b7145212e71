#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds on a disk that becomes full: the error says so, and where, and does not blame the package; nothing is half-written; and with
# more space the same command makes the same bytes as an undisturbed build.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
# Mounts that end with this test.
[ "$(id -u)" != 0 ] || [ -n "${OWN_MOUNTS:-}" ] || OWN_MOUNTS=1 exec unshare -m bash "$0"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild
[ "$(id -u)" = 0 ] || skip 'a small file system needs root'
mkdir "$TMP/small"
mount -t tmpfs tmpfs "$TMP/small" || skip 'a small file system cannot be mounted'

# Its own cache: its base root is also used with a small disk.
cache=$TMP/cache
new_cache "$cache"
results=$TMP/here/.rpmworks/results/hostbase
whole() { # whole FOLDER: it contains a result, or the logs of a failure; or it does not exist
  [ ! -e "$1" ] || { [ -s "$1/state.log" ] && [ -s "$1/build.log" ] && [ -s "$1/installed_pkgs.log" ]; }
}
small() { # small OPTIONS: an empty file system
  umount -R "$TMP/small"
  mount -t tmpfs -o "mode=0755,$1" tmpfs "$TMP/small"
}
was_full() { # the last run ended because the disk was full
  check_same "the exit code of: $err" 1 "$code"
  case $err in
    *'No space left on device'* | *'the disk of '*' is full'*) ;;
    *) fail "it is not said that the disk is full: $err" ;;
  esac
  check_contains 'the hint' "$err" 'hint: free some space'
}
full() { # full COMMAND…: ends because the disk is full
  run "$@"
  was_full
}

# --- in the middle of a build ----------------------------------------------------------------------------------------------------
# Forty files of 2 MB, one after another, and what is computed from them. `careless` ignores all errors.
for name in strict careless; do
  ignored=
  [ $name = strict ] || ignored=' || :'
  srpm $name 'BuildArch: noarch' '%description' x '%build' "for i in \$(seq 40); do seq 300000 >part\$i$ignored; done" \
    '%install' 'mkdir -p %{buildroot}' "cat part* | sha256sum >%{buildroot}/$name$ignored" '%files' "/$name"
done
cat >repos.yaml <<'END'
schema: 1
product: p
targets: { t: { buildroot: { repos: [hostbase] }, tmpfs: false } }
packages:
  strict: { srpm: strict-1.0-1.src.rpm }
  careless: { srpm: careless-1.0-1.src.rpm }
END
check_exit 0 rpmworks --cache "$cache" --workspace "$TMP/undisturbed" build
rpms() { (cd "$1/.rpmworks/results/t" && sha256sum -- */*.rpm); } # rpms WORKSPACE
base=$(find "$cache/roots" -mindepth 2 -maxdepth 2 -name root)
base=${base%/root}
small_cache() { # small_cache SIZE: an empty cache on a small disk, with the base root and the packages
  small "size=$1"
  ln -s "$HOSTBASE" "$TMP/small/hostbase"
  mkdir -m 700 "$TMP/small/roots" "$TMP/small/upstreams"
  mkdir "$TMP/small/roots/${base##*/}"
  mount --bind "$base" "$TMP/small/roots/${base##*/}"
  mount --bind "$cache/upstreams" "$TMP/small/upstreams"
}
for name in strict careless; do
  small_cache 30m
  check_exit 1 rpmworks --cache "$TMP/small" --workspace "$TMP/here" build $name
  check_contains "$name: what" "$err" "building $name-1.0-1.src "
  check_contains "$name: why, and where" "$err" "the disk of $TMP/small/roots is full"
  check_contains "$name: what to do" "$err" 'hint: free some space there, or choose another place with --cache'
  check_same "$name: one error is shown" 1 "$(grep -cE '^(\S+: )?error: ' <<<"$err")"
  check "$name: there is no result" test ! -e "$TMP/here/.rpmworks/results/t/$name-1.0-1"
  check_same "$name: nothing is left" '' "$(find "$TMP/small/roots" -maxdepth 1 -name 'build-*'; ls -A "$TMP/here/.rpmworks/tmp")"
  mount -o remount,size=400m "$TMP/small"
  check_exit 0 rpmworks --cache "$TMP/small" --workspace "$TMP/here" build $name
done
check_same 'with more space, the same packages as in an undisturbed build' "$(rpms "$TMP/undisturbed")" "$(rpms "$TMP/here")"
rm repos.yaml

# --- for a layer, and for a package --------------------------------------------------------------------------------------------------
rm -rf "$TMP/here"
small_cache 30m
srpm stepped 'BuildRequires: gcc, cmake' '%description' x '%files'
noarch filler 'head -c 100M /dev/zero >%{_rpmdir}/zeros' # which is on disk wherever the rest is
full rpmworks --cache "$TMP/small" --workspace "$TMP/here" build stepped-1.0-1.src.rpm
check_same 'no incomplete layer is left' '' "$(find "$TMP/small/roots" -maxdepth 1 -name '*.part')"
full rpmworks --cache "$TMP/small" --workspace "$TMP/here" build filler-1.0-1.src.rpm
check_same 'no files of the build are left' '' "$(find "$TMP/small/roots" -maxdepth 1 -name 'build-*')"
check 'a full disk gives no result' test ! -e "$results/filler-1.0-1"
check 'with free space again' test "$(df --output=avail -B1M "$TMP/small" | tail -1)" -ge 28

# --- in the workspace ---------------------------------------------------------------------------------------------------------------
# For a package, copied from the root and then into the store.
srpm large '%define _binary_payload w0.ufdio' 'BuildArch: noarch' '%description' x '%install' 'mkdir -p %{buildroot}' \
  'head -c 60M /dev/urandom >%{buildroot}/blob' '%files' /blob
for size in 90 75; do
  small "size=${size}m"
  [ $size = 90 ] || head -c 8M /dev/zero >"$TMP/small/other" # exactly the space that a build requires
  full rpmworks --cache "$cache" --workspace "$TMP/small" build large-1.0-1.src.rpm
  check_same 'no result, and no temporary file' '' \
    "$(find "$TMP/small/.rpmworks/results" "$TMP/small/.rpmworks/tmp" -name '*large*' 2>/dev/null)"
done
rm "$TMP/small/other"
mount -o remount,size=300m "$TMP/small"
check_exit 0 rpmworks --cache "$cache" --workspace "$TMP/small" build large-1.0-1.src.rpm

noarch quick true
# Space may run out at any file that a run writes in its workspace.
inodes=6
for _ in $(seq 40); do
  small "nr_inodes=$inodes"
  run rpmworks --cache "$cache" --workspace "$TMP/small" build quick-1.0-1.src.rpm
  [ "$code" != 0 ] || break
  was_full
  check "with $inodes files a result is whole" whole "$TMP/small/.rpmworks/results/hostbase/quick-1.0-1"
  mount -o remount,nr_inodes=10000 "$TMP/small"
  check_exit 0 rpmworks --cache "$cache" --workspace "$TMP/small" build quick-1.0-1.src.rpm
  inodes=$((inodes + 4))
done
check_same 'finally there was enough space' 0 "$code"
check 'but not at once' test "$inodes" -ge 30
umount -R "$TMP/small"
