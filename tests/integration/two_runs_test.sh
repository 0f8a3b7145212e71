#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Several runs at once: in one workspace, where one waits or says who holds the lock, and in two workspaces that share a store,
# while one removes releases.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/many.sh"
need gpg rpm jq flock setsid gcc
at_end gpgconf --homedir "$TMP/work/product/gnupg" --kill all

mkdir product
cd product
key_home gnupg
many_packages 8
cp -a many gnupg ..
signing_command
many_yaml 'public: key.asc, command: [./sign]'
check_exit 0 rpmworks release 1.0
next_version 2

# --- one workspace -------------------------------------------------------------------------------------------------------------
# A release that is in the middle of its signatures until there is $TMP/go.
halt_when 4
halted rpmworks release 2.0
for command in 'release 2.0' 'compose 2.1' 'publish 1.0' rollback 'prune --keep 0' 'withdraw many-1-1.noarch'; do
  # shellcheck disable=SC2086  # several words
  check_exit 8 rpmworks $command
  check_contains "$command: why" "$err" "another rpmworks is at work on the workspace $PWD (process $first, since "
  check_contains "$command: at what" "$err" 'rpmworks release 2.0'
  check_contains "$command: what to do" "$err" 'pass --wait'
done
check_exit 0 rpmworks status
check_contains 'what only reads does not wait' "$out" 'of a run in progress'
check_exit 0 rpmworks verify 1.0
# later NUMBER COMMAND…: runs it with --wait in the background.
declare -A waiting
later() {
  local number=$1
  shift
  rpmworks --wait "$@" >"$TMP/out.$number" 2>"$TMP/err.$number" </dev/null &
  waiting[$number]=$!
}
# ended NUMBER: it has ended well.
ended() {
  code=0
  wait "${waiting[$1]}" || code=$?
  check_same "run $1: $(cat "$TMP/err.$1")" 0 "$code"
}
later 1 release 2.0
later 2 compose 2.1
later 3 publish 1.0
later 4 prune --keep 2
: >"$TMP/go"
code=0
wait "$first" || code=$?
check_same 'the first run was not disturbed' 0 "$code"
for number in 1 2 3 4; do
  ended $number
  check_contains 'it said why it waited' "$(cat "$TMP/err.$number")" 'waiting: another rpmworks is at work'
done
no_fault

# sound: every release can be verified, and nothing is left.
sound() {
  local release
  for release in releases/[0-9]*; do check_exit 0 rpmworks verify "${release#*/}"; done
  check_same 'nothing is left' '' "$(find releases -mindepth 1 -maxdepth 1 -name '.*' ! -name '.mirrorlist-*')$(ls -A .rpmworks/tmp)"
  check 'a release is published' test -s releases/current/manifest.json
}
sound
check 'both releases are there' test -e releases/2.0 -a -e releases/2.1

# At once, without waiting: each ends well or names the other.
next_version 3
codes=
for number in 1 2 3; do
  rpmworks release 3.0 >"$TMP/out.$number" 2>"$TMP/err.$number" </dev/null &
  waiting[$number]=$!
done
for number in 1 2 3; do
  code=0
  wait "${waiting[$number]}" || code=$?
  case $code in
    0) ;;
    8) check_contains 'who holds the lock' "$(cat "$TMP/err.$number")" 'another rpmworks is at work' ;;
    *) fail "one of three runs at once ended with $code: $(cat "$TMP/err.$number")" ;;
  esac
  codes+=" $code"
done
check_contains "one of them has made it:$codes" "$codes " ' 0 '
sound
check_exit 0 rpmworks compose 3.0
check_contains 'it is complete' "$out" 'unchanged'

# --- a publication and a composition -------------------------------------------------------------------------------------------
# in_the_way COMMAND…: what it is told who tries another command on the workspace now, at which $first is at work.
in_the_way() {
  local wanted
  for wanted in 'compose 4.0' 'publish 2.0' 'rollback 1.0' 'prune --keep 1'; do
    # shellcheck disable=SC2086  # several words
    check_exit 8 rpmworks $wanted
    check_contains "$wanted: who is at work" "$err" "(process $first, since "
    check_contains "$wanted: at what" "$err" "rpmworks $*"
  done
}
# goes_on COMMAND…: meanwhile this command waits; both end well.
goes_on() {
  later 1 "$@"
  until grep -q 'waiting: another rpmworks is at work' "$TMP/err.1"; do
    kill -0 "${waiting[1]}" 2>/dev/null || fail "it did not wait: $(cat "$TMP/err.1")"
    sleep 0.05
  done
  : >"$TMP/go"
  code=0
  wait "$first" || code=$?
  check_same "the first run was not disturbed: $(cat "$halted_err")" 0 "$code"
  ended 1
  sound
}
# Halts a publication after its mirror lists were replaced, and before `current` is.
gcc -shared -fPIC -O1 -o "$TMP/halt.so" -x c - <<END
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
int rename(const char* from, const char* to) {
  const size_t length = strlen(to);
  if (length > 8 && !strcmp(to + length - 8, "/current")) {
    close(open("$TMP/stopped", O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    while (access("$TMP/go", F_OK) != 0) usleep(20000);
  }
  return ((int (*)(const char*, const char*))dlsym(RTLD_NEXT, "rename"))(from, to);
}
END
check_exit 0 rpmworks publish 2.0
next_version 4
halted env LD_PRELOAD="$TMP/halt.so" rpmworks publish 3.0
check_same 'the publication has not ended' 2.0 "$(readlink releases/current)"
check 'it has begun' grep -q '/3.0/' releases/mirrorlist/packages
in_the_way publish 3.0
goes_on compose 4.0
check_same 'it is published' 3.0 "$(readlink releases/current)"
check 'the other release was made' test -s releases/4.0/manifest.json

next_version 5
halt_when 4
halted rpmworks compose 5.0
in_the_way compose 5.0
goes_on publish 4.0
no_fault
check_same 'the other release is published' 4.0 "$(readlink releases/current)"
check 'the release was made' test -s releases/5.0/manifest.json
gpgconf --homedir gnupg --kill all

# --- a store for two workspaces ----------------------------------------------------------------------------------------------------
cd ..
two_workspaces
store() { rpmworks --store "$TMP/store" "$@" </dev/null; }
# One composes; the other, at the same time, composes and removes what it composed.
composing() {
  cd a
  for i in 1 2 3 4; do
    next_version "$i.0"
    store compose "$i" || return
  done
}
pruning() {
  cd b
  store release 0 || return
  for i in 1 2 3 4; do
    next_version "$i.0"
    store compose "$i" || return
    store prune --keep 0 || return
  done
}
composing >"$TMP/composing" 2>&1 &
waiting[1]=$!
pruning >"$TMP/pruning" 2>&1 &
waiting[2]=$!
for number in 1 2; do
  code=0
  wait "${waiting[$number]}" || code=$?
  check_same "with a shared store: $(tail -20 "$TMP/composing" "$TMP/pruning")" 0 "$code"
done
check_same 'one has all releases' '1 2 3 4' "$(cd a/releases && echo [0-9]*)"
check_same 'the other one only the published release' 0 "$(cd b/releases && echo [0-9]*)"
for i in 1 2 3 4; do
  cd a
  check_exit 0 rpmworks verify "$i"
  cd ..
done
cd b
check_exit 0 rpmworks verify 0
# What was removed is made again with the signatures of the store.
check_exit 0 rpmworks --store "$TMP/store" compose 4
check 'the packages and their signatures are the same' diff -r ../a/releases/4/packages releases/4/packages
