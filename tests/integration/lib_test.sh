#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# lib.sh itself: only a test that came to its end has passed.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"

# test_of LINE…: the script `inner`, a test with these lines.
test_of() {
  printf '%s\n' 'set -euo pipefail' ". '$here/lib.sh'" \
    "echo \"\$TMP\" >'$TMP/folder'" "check 'something' true" "at_end touch '$TMP/ended'" "$@" >"$TMP/inner"
  rm -f "$TMP/ended"
}
# ended_with CODE: the test ends so; what it gave to at_end has run.
ended_with() {
  check_exit "$1" bash "$TMP/inner"
  check "$1: what the test gave to at_end has run" test -e "$TMP/ended"
}
# is_failure: it is said that the test has failed, and its folder is kept.
is_failure() {
  check_same 'it has not passed' '' "$out"
  check_contains 'it has failed' "$err" "FAILED (exit $code)"
  check 'its folder is kept' test -d "$(cat "$TMP/folder")"
  rm -rf --one-file-system "$(cat "$TMP/folder")"
}

test_of 'check "something else" true'
ended_with 0
check_same 'a test that passes' 'ok: 2 checks' "$out"
check 'its folder is removed' test ! -e "$(cat "$TMP/folder")"

test_of 'check "something else" false'
ended_with 1
is_failure
test_of 'check_same "the same" a b'
ended_with 1
is_failure
test_of 'false' 'echo it went on'
ended_with 1
is_failure

test_of 'skip "no reason"'
ended_with 77
check_same 'a test that is skipped' 'SKIP: no reason' "$out"

# A signal comes while every command so far has succeeded.
for signal in HUP:129 INT:130 TERM:143; do
  test_of "kill -${signal%:*} \$\$" 'echo it went on'
  ended_with "${signal#*:}"
  is_failure
done
