#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The environment of a run must not change its results; if the system lacks something that a run needs, the message says so.
# shellcheck disable=SC2016,SC2154  # $ of specs and perl; run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need perl

# --- the same bytes ---------------------------------------------------------------------------------------------------
git_repository greet "greet.spec=$(spec greet '%(echo "#" $TZ$LANG$HOME$A_VARIABLE)' '%description' x)" \
  '.gitattributes=*.txt text=auto
id export-subst' 'a.txt=a' 'id=$Format:%h %cd$'
check_exit 0 rpmworks srpm greet -o one
mkdir elsewhere
printf '[core]\n\tautocrlf = true\n\tabbrev = 5\n\teol = crlf\n[tar]\n\tumask = 0077\n[log]\n\tdate = iso\n' >elsewhere/.gitconfig
(
  umask 077
  check_exit 0 env -i PATH="$PATH" HOME="$PWD/elsewhere" XDG_CONFIG_HOME="$PWD/elsewhere" GIT_CONFIG_GLOBAL="$PWD/elsewhere/.gitconfig" \
    TMPDIR="$PWD/elsewhere" TZ=Pacific/Chatham LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 LANGUAGE=tr A_VARIABLE=x \
    SOURCE_DATE_EPOCH=1 GZIP=-1 XZ_OPT=-0 XZ_DEFAULTS=-0 ZSTD_CLEVEL=19 \
    "$RPMWORKS" --workspace elsewhere/workspace --jobs 3 srpm greet -o two
)
check 'neither environment nor umask changes a byte' cmp one/*.src.rpm two/*.src.rpm
check_exit 0 rpmworks srpm greet --check -o three

# --- children ---------------------------------------------------------------------------------------------------------
check_exit 0 perl -e '$SIG{CHLD} = "IGNORE"; exec @ARGV' "$RPMWORKS" --cache other srpm greet -o four
check 'exit codes are known even if the caller ignores SIGCHLD' cmp one/*.src.rpm four/*.src.rpm

# --- open files -------------------------------------------------------------------------------------------------------
told=0
for limit in 6 8 10 12 14 16 20 24 32; do
  rm -rf few five
  run bash -c "ulimit -n $limit; exec \"\$0\" --cache few srpm greet -o five" "$RPMWORKS"
  case $code in
    0) continue ;;
    *) check_contains "with $limit open files" "$err" 'Too many open files' ;;
  esac
  case $err in *'this is a bug'*) fail "$err" ;; esac
  case $err in *'ulimit -n'*) told=$((told + 1)) ;; esac
done
[ "$told" -gt 0 ] || fail 'no limit was reached'

# --- disks ------------------------------------------------------------------------------------------------------------
[ "$(id -u)" = 0 ] && mkdir small && unshare -m true 2>/dev/null || exit 0
head -c 300000 /dev/urandom >greet/data
git -C greet add data && git -C greet commit -q -m 'More than the disk has'
# on_disk OPTIONS [read-only]: makes a source package with its workspace and cache on a separate file system in memory.
on_disk() {
  run unshare -m bash -c 'set -e; mount -t tmpfs -o "mode=0755,$1" tmpfs small; mkdir small/cache
    [ "${2-}" != read-only ] || mount -o remount,ro small; exec "$RPMWORKS" --workspace small --cache small/cache srpm greet -o six' \
    on_disk "$@"
  case $err in *'this is a bug'*) fail "$err" ;; esac
}
on_disk size=100k
check_same 'a full disk is not an error of the input' 1 "$code"
check_contains 'it is named' "$err" 'No space left on device'
check_contains 'with the free space' "$err" 'of 100.0 KiB are free there now'
check_contains 'with a hint' "$err" 'hint: free some space on that file system'
on_disk size=4m,nr_inodes=10
check_same 'nor is a disk without inodes' 1 "$code"
check_contains 'which is named' "$err" 'No space left on device'
on_disk size=4m read-only
check_same 'a read-only disk' 1 "$code"
check_contains 'is named' "$err" 'Read-only file system'
check_contains 'with a hint' "$err" 'mounted read-only'
