#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Ctrl-C, and worse, at any point of a release: no mount, no process, nothing half-written; and the next run goes on.
# shellcheck disable=SC2086,SC2154  # one word a process id; run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"

example_product product
cd product
"$RPMWORKS" release 0.9.0 >/dev/null 2>&1 # the base root is made once, before the clock starts

# Every delay meets the run at another place; what must hold is the same.
for delay in 0.02 0.05 0.1 0.15 0.2 0.3 0.4 0.5 0.7 0.9; do
  for signal in INT TERM KILL; do
    rm -rf releases/1.0.0 .rpmworks
    setsid "$RPMWORKS" release 1.0.0 >"$TMP/out" 2>"$TMP/err" &
    pid=$!
    sleep "$delay"
    kill -"$signal" "$pid" 2>/dev/null || true
    code=0
    wait "$pid" || code=$?
    # 143: TERM came before the program could ask for anything else.
    case $code in
      0) check 'a release that was not interrupted is whole' test -s releases/1.0.0/manifest.json.asc ;;
      130 | 137 | 143) check "a release interrupted after $delay s is not visible" test ! -e releases/1.0.0 ;;
      *) cat "$TMP/err" >&2; fail "SIG$signal after $delay s: exit $code" ;;
    esac
    for _ in 1 2 3 4 5 6 7 8 9 10; do # the kernel ends what a killed process leaves; that takes a moment
      pgrep -f "$TMP/work/product" >/dev/null || break
      sleep 0.1
    done
    no_traces
    [ "$signal" = KILL ] || check_same 'no temporary is left' '' "$(ls -A .rpmworks/tmp 2>/dev/null)"
  done
done
check_exit 0 "$RPMWORKS" release 1.0.0
check 'the next run completes it' test -s releases/1.0.0/manifest.json.asc
check_exit 0 "$RPMWORKS" verify 1.0.0
