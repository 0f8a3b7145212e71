# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# For tests that run a guide of docs/ as written; guide_steps explains how a guide is read. Sourced after lib.sh.

# run_guide GUIDE LEAST: runs its steps, and fails if there are fewer than LEAST. A step runs in the folder in which the one before it
# ended; its output and its errors are in $TMP/output and $TMP/err. A function of the test starts in that folder, too.
run_guide() {
  local guide=$1 least=$2 steps=$RPMWORKS_SOURCE/tests/integration/guide_steps done=0 number kind argument step code
  mkdir "$TMP/steps"
  "$steps" "$guide" "$TMP/steps" >"$TMP/list" || fail 'the guide cannot be read'
  while read -r number kind argument; do
    step=$TMP/steps/$number
    case $kind in
      sh)
        code=0
        bash -ec ". '$step'; pwd >'$TMP/pwd'" >"$TMP/output" 2>"$TMP/err" </dev/null || code=$?
        [ "$code" = "$argument" ] || {
          cat "$step" "$TMP/output" "$TMP/err" >&2
          fail "step $number of the guide exited with $code, not $argument"
        }
        [ "$code" != 0 ] || cd "$(cat "$TMP/pwd")" || exit 1
        ;;
      file) cp "$step" "$argument" ;;
      add) "$steps" --add "$step" "$argument" || fail "cannot add to $argument" ;;
      text) "$steps" --compare "$step" "$TMP/output" >&2 || fail 'this is not the output that the guide shows' ;;
      test) "$argument" ;;
      *) fail "a step of the kind $kind" ;;
    esac
    done=$((done + 1))
    checks=$((checks + 1))
  done <"$TMP/list"
  [ "$done" -ge "$least" ] || fail "the guide has only $done steps"
}
