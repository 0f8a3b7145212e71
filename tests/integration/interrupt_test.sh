#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Ctrl-C, and worse, at any point of a release: no mount, no process, nothing half-written; and the next run goes on.
# shellcheck disable=SC2086,SC2154  # one word a process id; run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"

example_product product
cd product
# A build that is still at work when any of the signals below arrives; its sleep is known by its length.
sleep_of_build="sleep 2.0$$"
git_repository slow "slow.spec=$(spec slow '%description' x '%prep' '%setup -q' '%build' "$sleep_of_build" '%files')"
sed -i 's|^packages:|&\n  slow: { git: slow }|' repos.yaml
"$RPMWORKS" release 0.9.0 >/dev/null 2>&1 # the base root is made once, before the clock starts

# ended PID: waits for it; sets code.
ended() {
  code=0
  wait "$1" 2>/dev/null || code=$?
}

# listens PID: waits until it has a handler for Ctrl-C, which a shell tells its background jobs to ignore. This shell, which
# the process is at first, has one too.
listens() {
  local caught
  for _ in $(seq 200); do
    if [ "$(readlink "/proc/$1/exe")" != "$(readlink "/proc/$$/exe")" ]; then
      caught=$(sed -n 's/^SigCgt:\s*//p' "/proc/$1/status" 2>/dev/null || true)
      [ $((0x${caught:-0} & 2)) = 0 ] || return 0
    fi
    sleep 0.01
  done
}

# Processes of the run: by what they were told, and what rpmworks left in this folder by its own name.
of_the_run() {
  local pid
  pgrep -af "$TMP/work/product|$sleep_of_build|$TMP/cache" | grep -v pgrep
  for pid in $(pgrep -f "^$RPMWORKS "); do
    [ "$(readlink "/proc/$pid/cwd" || true)" != "$PWD" ] || pgrep -af "^$RPMWORKS " | grep "^$pid "
  done
}

nothing_runs() {
  local left=
  for _ in $(seq 30); do # what ends the leavings of a killed process takes a moment
    left=$(of_the_run || true)
    [ -n "$left" ] || break
    sleep 0.1
  done
  check_same 'no process is left' '' "$left"
  no_traces
}

# Every delay meets the run at another place; what must hold is the same.
interrupted=0
for delay in 0.02 0.05 0.1 0.15 0.2 0.3 0.4 0.6 0.9 1.3; do
  for signal in INT TERM KILL; do
    rm -rf releases/1.0.0 .rpmworks
    setsid "$RPMWORKS" release 1.0.0 >"$TMP/out" 2>"$TMP/err" &
    pid=$!
    listens "$pid"
    sleep "$delay"
    kill -"$signal" "$pid"
    ended "$pid"
    # 143: TERM came before the program could ask for anything else.
    case $signal-$code in
      INT-130 | TERM-130) interrupted=$((interrupted + 1)) ;;
      TERM-143 | KILL-137) ;;
      *) cat "$TMP/err" >&2; fail "SIG$signal after $delay s: exit $code" ;;
    esac
    check "a release interrupted after $delay s is not visible" test ! -e releases/1.0.0
    nothing_runs
    [ "$signal" = KILL ] || check_same 'no temporary is left' '' \
      "$(ls -A .rpmworks/tmp .rpmworks/store/tmp 2>/dev/null | grep -v ':$' || true; find releases -name '.rpmworks-*')"
  done
done
check 'runs were interrupted' test "$interrupted" -ge 15
check_exit 0 "$RPMWORKS" release 1.0.0
check 'the next run completes it' test -s releases/1.0.0/manifest.json.asc
check_exit 0 "$RPMWORKS" verify 1.0.0

# --- while a base root is made ------------------------------------------------------------------------------------------
mkdir "$TMP/cache"
ln -s "$HOSTBASE" "$TMP/cache/hostbase"
for signal in INT KILL; do
  for delay in 0.5 1.2; do
    rm -rf .rpmworks
    setsid "$RPMWORKS" --cache "$TMP/cache" build greet -o out >"$TMP/out" 2>"$TMP/err" &
    pid=$!
    listens "$pid"
    sleep "$delay"
    kill -"$signal" "$pid"
    ended "$pid"
    case $signal-$code in
      INT-130 | KILL-137) ;;
      *) cat "$TMP/err" >&2; fail "SIG$signal after $delay s: exit $code" ;;
    esac
    nothing_runs
  done
done
check_exit 0 "$RPMWORKS" --cache "$TMP/cache" build greet -o out
check_same 'what was half made is gone' '' "$(find "$TMP/cache/roots" -maxdepth 1 -name '*.part')"
