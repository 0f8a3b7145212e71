#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Several runs at once: in one workspace, where one waits or says who holds the lock, and in two workspaces that share a store,
# while one removes releases.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/many.sh"
need gpg rpm jq flock setsid
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
