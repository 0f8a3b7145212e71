#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Ctrl-C and other signals at any point of a release: no mount, no process, nothing half-written; and the next run continues.
# shellcheck disable=SC2086,SC2154  # one word a process id; run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"

example_product product
cd product
# A build that is still running when any of the signals below arrives; its sleep is recognized by its length.
sleep_of_build="sleep 2.0$$"
git_repository slow "slow.spec=$(spec slow 'Provides: rest' '%description' x '%prep' '%setup -q' '%build' "$sleep_of_build" '%files')"
sed -i 's|^packages:|&\n  slow: { git: slow }|' repos.yaml
"$RPMWORKS" release 0.9.0 >/dev/null 2>&1 # the base root is made once, before the timing starts

# ended PID: waits for it; sets code.
ended() {
  code=0
  wait "$1" 2>/dev/null || code=$?
}

# listens PID: waits until it handles Ctrl-C, which a shell tells its background jobs to ignore. This shell, which the process is
# at first, has a handler too.
listens() {
  local caught
  for _ in $(seq 3000); do
    if [ "$(readlink "/proc/$1/exe")" != "$(readlink "/proc/$$/exe")" ]; then
      caught=$(sed -n 's/^SigCgt:\s*//p' "/proc/$1/status" 2>/dev/null || true)
      [ $((0x${caught:-0} & 2)) = 0 ] || return 0
    fi
    sleep 0.01
  done
  fail "process $1 never handled Ctrl-C"
}

# content FOLDER: the content of a release without its signatures, which have their own times: the names of all files, and the
# digests of each package's header and payload. Only one of them has an earlier release, and so a guide for upgrades.
content() {
  (cd "$1" && find . -type f ! -name UPGRADE.md | sed -E 's/[0-9a-f]{64}-//' | sort) # metadata files are named by their digests
  find "$1" -name '*.rpm' -exec rpm -qp --nosignature --qf '%{NEVRA} %{SHA256HEADER} %{PAYLOADDIGEST}\n' {} + 2>/dev/null | sort
}

# Processes of the run: found by their arguments, and processes that rpmworks left in this folder, by their name.
of_the_run() {
  local pid
  pgrep -af "$TMP/work/product|$sleep_of_build|$TMP/cache" | grep -v pgrep
  for pid in $(pgrep -f "^$RPMWORKS "); do
    [ "$(readlink "/proc/$pid/cwd" || true)" != "$PWD" ] || pgrep -af "^$RPMWORKS " | grep "^$pid "
  done
}

nothing_runs() {
  local left=
  for _ in $(seq 200); do # cleaning up after a killed process takes a moment
    left=$(of_the_run || true)
    [ -n "$left" ] || break
    sleep 0.1
  done
  check_same 'no process is left' '' "$left"
  no_traces
}

# Each delay interrupts the run at another point; the same must hold.
interrupted=0
for delay in 0.02 0.05 0.1 0.15 0.2 0.3 0.4 0.6 0.9 1.3; do
  for signal in INT TERM KILL; do
    rm -rf releases/1.0.0 .rpmworks
    background "$RPMWORKS" release 1.0.0
    listens "$pid"
    sleep "$delay"
    kill -"$signal" "$pid"
    ended "$pid"
    # 143: TERM came before the program installed its handler.
    case $signal-$code in
      INT-130 | TERM-130) interrupted=$((interrupted + 1)) ;;
      TERM-143 | KILL-137) ;;
      *) cat "$TMP/err" >&2; fail "SIG$signal after $delay s: exit $code" ;;
    esac
    check "a release interrupted after $delay s is not visible" test ! -e releases/1.0.0
    nothing_runs
    [ "$signal" = KILL ] || check_same 'no temporary file is left' '' \
      "$(ls -A .rpmworks/tmp .rpmworks/store/tmp 2>/dev/null | grep -v ':$' || true; find releases -name '.rpmworks-*')"
  done
done
check 'runs were interrupted' test "$interrupted" -ge 15
check_exit 0 "$RPMWORKS" release 1.0.0
check 'the next run completes it' test -s releases/1.0.0/manifest.json.asc
check_exit 0 "$RPMWORKS" verify 1.0.0
check_same 'with the content of an uninterrupted release' "$(content releases/0.9.0)" "$(content releases/1.0.0)"
check 'which is not empty' test "$(content releases/1.0.0 | wc -l)" -ge 12

# --- while a base root is made ------------------------------------------------------------------------------------------
new_cache "$TMP/cache"
for signal in INT KILL; do
  for delay in 0.5 1.2; do
    rm -rf .rpmworks
    background "$RPMWORKS" --cache "$TMP/cache" build greet -o out
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
check_same 'the incomplete root is removed' '' "$(find "$TMP/cache/roots" -maxdepth 1 -name '*.part')"
# Only the files of an uninterrupted run exist. Roots and layers are named by their contents.
left_in() { (cd "$1" && find . -maxdepth 2; find upstreams -maxdepth 3 -name '*-*'; find roots/*/ -maxdepth 1) | sort; }
new_cache "$TMP/other-cache"
rm -rf .rpmworks
check_exit 0 "$RPMWORKS" --cache "$TMP/other-cache" build greet -o out
check_same 'no other files either' "$(left_in "$TMP/other-cache")" "$(left_in "$TMP/cache")"
check_same 'also for copies and the store' '' \
  "$(find "$TMP/cache" .rpmworks \( -name 'copy-*' -o -name 'put-*' -o -name 'result-*' \) ! -path '*/root/*')"
