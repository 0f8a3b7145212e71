# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# For tests that kill runs at random moments. Sourced after lib.sh. RPMWORKS_TEST_KILLS: how often (10); RPMWORKS_TEST_SEED: of the
# moments.

kills=${RPMWORKS_TEST_KILLS:-10}
RANDOM=${RPMWORKS_TEST_SEED:-$$}
echo "seed: ${RPMWORKS_TEST_SEED:-$$}"
struck=0
reach=100

# milliseconds COMMAND…: sets $took to the time that the command takes.
milliseconds() {
  local start
  start=$(date +%s%N)
  "$@"
  took=$((($(date +%s%N) - start) / 1000000))
}

# killed_within MILLISECONDS COMMAND…: runs it, and kills it with its children at a random moment before that time. Counts in $struck
# the runs that had not ended by themselves. The time is only a first guess: how long a run takes changes with the load of the machine.
killed_within() {
  local moment=$((RANDOM % ($1 * reach / 100 + 1)))
  shift
  background "$@"
  sleep "$(printf '%d.%03d' $((moment / 1000)) $((moment % 1000)))"
  kill -KILL -- "-$pid" 2>/dev/null || true
  code=0
  wait "$pid" 2>/dev/null || code=$?
  if [ "$code" = 137 ]; then
    struck=$((struck + 1))
    [ $reach -ge 400 ] || reach=$((reach + 5))
  else
    [ $reach -le 10 ] || reach=$((reach * 9 / 10))
  fi
}

# check_struck: with few kills, all may come before or after the work.
check_struck() {
  echo "killed at work: $struck of $kills"
  [ "$kills" -lt 50 ] || check 'some runs were killed at work' test "$struck" -ge 1
}
