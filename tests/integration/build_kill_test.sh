#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What remains of interrupted builds: killed at any moment, beside other runs. The same command continues; nothing is incomplete,
# mounted, locked or running.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild setsid

# Its own cache: everything in it belongs to this test.
cache=$TMP/cache
new_cache "$cache"
build() { rpmworks --cache "$cache" --workspace "$TMP/here" build "$@"; }

# --- one base root for parallel runs ------------------------------------------------------------------------------------------
ten=()
for i in $(seq 10); do noarch "p$i" true; ten+=("p$i-1.0-1.src.rpm"); done
rpmworks --cache "$cache" --workspace "$TMP/there" -j 10 build "${ten[@]}" >"$TMP/there.out" 2>"$TMP/there.err" </dev/null &
there=$!
check_exit 0 build -j 10 "${ten[@]}"
code=0
wait $there || code=$?
check_same 'the parallel run' "0 $(printf '%s' "$(cat "$TMP/there.err")" | grep -c 'failed' || true)" "$code 0"
made=$(cat "$TMP/err" "$TMP/there.err")
# Prints a line when it has run for a second, and one when it has ended.
check_same 'the base root was made once' 1 "$(grep -c 'making the base root of hostbase  ' <<<"$made")"
check_same 'there is only one' 1 "$(find "$cache/roots" -mindepth 1 -maxdepth 1 -type d | wc -l)"
check_same 'both runs built everything' '20' "$(cat "$TMP/out" "$TMP/there.out" | grep -c '^p.*never built')"

# The expected state of the cache after a run: complete roots and layers, and no files of any build.
nothing_left() {
  local left=
  for _ in $(seq 40); do # cleaning up after a killed process takes a moment
    left=$(pgrep -af "$cache|$stays" | grep -vE '^[0-9]+ (pgrep|bash)' || true)
    [ -n "$left" ] || break
    sleep 0.1
  done
  check_same 'no process is left' '' "$left"
  check_same 'no mount is left in any namespace' '' "$(grep -lsF "$cache" /proc/[0-9]*/mountinfo || true)"
  local lock
  for lock in "$TMP/here/.rpmworks/lock" "$cache"/roots/*.lock; do
    [ -e "$lock" ] || continue
    flock -n "$lock" true || fail "$lock is still held"
  done
}
# After a run that was not killed, no temporary file either.
nothing_half_made() {
  nothing_left
  check_same 'no temporary file is left' '' \
    "$(find "$cache/roots" -maxdepth 1 -name '*.part'; find "$cache/roots" -maxdepth 1 -name 'build-*'
       find "$TMP/here/.rpmworks/tmp" -mindepth 1
       find "$TMP/here/.rpmworks/store/tmp" "$cache/upstreams/packages/partial" -mindepth 1 2>/dev/null)"
}

stays="sleep 3600.$$"
struck=0 # runs that were at work when they were killed
# killed WHEN COMMAND…: the command, killed as soon as WHEN is true.
killed() {
  local when=$1 pid i
  shift
  background rpmworks --cache "$cache" --workspace "$TMP/here" "$@"
  for i in $(seq 2000); do
    if eval "$when"; then break; fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.005
  done
  [ "$i" != 2000 ] || fail "it never came to: $when"
  kill -KILL "$pid" 2>/dev/null || true
  code=0
  wait "$pid" 2>/dev/null || code=$?
  [ "$code" != 137 ] || struck=$((struck + 1))
  nothing_left
}
state() { grep -qs -- "$1" "$TMP"/here/.rpmworks/tmp/result-*/state.log; } # state TEXT: a state.log of a build contains the text
results=$TMP/here/.rpmworks/results/hostbase
whole() { # whole FOLDER: it contains a result, or the logs of a failure; or it does not exist
  [ ! -e "$1" ] || { [ -s "$1/state.log" ] && [ -s "$1/build.log" ] && [ -s "$1/installed_pkgs.log" ]; }
}

# --- killed at each step ------------------------------------------------------------------------------------------------------
srpm stepped 'BuildRequires: gcc, cmake' '%description' x '%build' 'sleep 0.3' '%files'
step=0
# The last run, which nobody kills, makes this false.
for when in '[ -e "$TMP/here/.rpmworks/lock" ]' 'state "Start: run"' 'state "Start: build setup"' \
  'ls "$cache"/roots/*.part >/dev/null 2>&1' 'ls "$cache"/roots/*.part/installed_pkgs.log >/dev/null 2>&1' \
  'state "Finish: build setup"' 'state "Start: rpmbuild"' 'ls "$cache"/roots/build-*.part/RPMS/x86_64/*.rpm >/dev/null 2>&1' \
  'state "Finish: rpmbuild"' 'state "Finish: run"' '[ -e "$results/stepped-1.0-1" ]' \
  '[ -e "$TMP/here/.rpmworks/store/records/build" ]' 'false'; do
  rm -rf "$TMP/here"
  killed "$when" build stepped-1.0-1.src.rpm
  check "killed when $when: a result is whole" whole "$results/stepped-1.0-1"
  step=$((step + 1))
  [ $((step % 4)) = 0 ] || continue
  check_exit 0 build stepped-1.0-1.src.rpm
  nothing_half_made
done
check_exit 0 build stepped-1.0-1.src.rpm
check_contains 'finished builds are not repeated' "$out" unchanged

# --- killed at any moment -----------------------------------------------------------------------------------------------------
# The moments differ in each run; the invariants do not.
noarch fails 'echo the last words' 'exit 1'
for i in $(seq 14); do
  rm -rf "$TMP/here"
  moment=0.$(printf %03d $((RANDOM % 600)))
  # shellcheck disable=SC2034  # for the words below
  end=$(($(date +%s%3N) + 10#${moment#0.}))
  killed '[ $(date +%s%3N) -ge $end ]' build fails-1.0-1.src.rpm stepped-1.0-1.src.rpm -j 2
  check "killed after $moment s: a result is whole" whole "$results/stepped-1.0-1"
  check "killed after $moment s: the logs of a failure are whole" whole "$results/fails-1.0-1"
done
check_exit 4 build fails-1.0-1.src.rpm stepped-1.0-1.src.rpm
check_contains 'the same command again' "$err" 'the last words'
nothing_half_made
# While the logs of the failure are moved to their folder.
for when in 'grep -qs "last words" "$TMP"/here/.rpmworks/tmp/result-*/build.log' 'ls "$TMP"/here/.rpmworks/tmp/result-*/failure.json >/dev/null 2>&1' \
  '[ -e "$results/fails-1.0-1" ]'; do
  rm -rf "$TMP/here"
  killed "$when" build fails-1.0-1.src.rpm
  check "killed when $when: the logs are whole" whole "$results/fails-1.0-1"
done
refused 4 build fails-1.0-1.src.rpm -- 'the last words'
nothing_half_made
check 'most runs were at work when killed' test "$struck" -ge 14

# --- finished builds are not repeated -------------------------------------------------------------------------------------------
noarch quick true
srpm slow 'BuildArch: noarch' '%description' x '%build' "$stays" '%files'
srpm after 'BuildArch: noarch' 'BuildRequires: quick' '%description' x '%files'
rm -rf "$TMP/here"
killed '[ -e "$results/after-1.0-1" ] && pgrep -f "$stays" >/dev/null' -j 2 build slow-1.0-1.src.rpm quick-1.0-1.src.rpm after-1.0-1.src.rpm
check_same 'it was killed' 137 "$code"
srpm slow 'BuildArch: noarch' '%description' x '%files'
check_exit 0 build slow-1.0-1.src.rpm quick-1.0-1.src.rpm after-1.0-1.src.rpm
check 'finished builds are not repeated' grep -qE '^quick .*unchanged' "$TMP/out"
check 'the interrupted one is repeated' grep -qE '^slow .*never built' "$TMP/out"
nothing_half_made

# --- two runs on one workspace --------------------------------------------------------------------------------------------------
noarch long "$stays"
setsid rpmworks --cache "$cache" --workspace "$TMP/here" build long-1.0-1.src.rpm >"$TMP/long.out" 2>"$TMP/long.err" </dev/null &
long=$!
for _ in $(seq 400); do pgrep -f "$stays" >/dev/null && break; sleep 0.05; done
refused 8 build quick-1.0-1.src.rpm -- "another rpmworks is at work on the workspace $TMP/here (process $long," 'wait until it ends'
kill -TERM $long
code=0
wait $long || code=$?
check_same 'the first run is not disturbed, and can be ended' 130 "$code"
nothing_half_made
