# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Functions for the integration tests. A test begins with
#
#     set -euo pipefail
#     . "$(dirname "$0")/lib.sh"
#
# and then has its own folder, $TMP. The folder is removed if the test passes; if it fails, the folder is kept and its path
# printed. The first check that fails ends the test.

: "${RPMWORKS:?set it to the program under test, or run this by ctest}"
RPMWORKS_SOURCE=${RPMWORKS_SOURCE:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
export RPMWORKS RPMWORKS_SOURCE

TMP=$(mktemp -d "${TMPDIR:-/tmp}/rpmworks-test.XXXXXX")
export TMP
checks=0

# at_end COMMAND…: runs it when the test ends, however it ends; the command that was given last runs first.
ends=()
at_end() { ends=("$(printf '%q ' "$@")" "${ends[@]}"); }

finish() {
  local code=$? end
  set +e
  trap '' HUP INT TERM
  for end in "${ends[@]}"; do eval "$end"; done
  # Ends the background processes of the test.
  local pids
  pids=$(jobs -p)
  # shellcheck disable=SC2086  # one word per process id
  [ -z "$pids" ] || kill $pids 2>/dev/null || true
  if [ "$code" = 0 ] || [ "$code" = 77 ]; then
    cd /
    chmod -R u+rwX "$TMP" 2>/dev/null || true
    rm -rf --one-file-system "$TMP"
    [ "$code" = 77 ] || echo "ok: $checks checks"
  else
    echo "FAILED (exit $code); its folder is kept: $TMP" >&2
  fi
  exit "$code"
}
trap finish EXIT
# Without these traps, a test that is ended by a signal would seem to have passed: its last command did.
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Settings of the user who runs the tests must not change their outcome.
export HOME="$TMP/home" LC_ALL=C.UTF-8 TZ=UTC
export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Tester GIT_AUTHOR_EMAIL=tester@example.org
export GIT_COMMITTER_NAME=Tester GIT_COMMITTER_EMAIL=tester@example.org
unset XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME RPMWORKS_CACHE RPMWORKS_DATA GNUPGHOME NO_COLOR
mkdir -p "$HOME" "$TMP/work"
cd "$TMP/work" || exit 1

# fail MESSAGE…: ends the test.
fail() {
  echo "not ok: $*" >&2
  exit 1
}

# skip REASON…: this test cannot run here.
skip() {
  echo "SKIP: $*"
  exit 77
}

# need PROGRAM…: skips the test unless all are installed.
need() {
  local program
  for program; do
    command -v "$program" >/dev/null || skip "$program is not installed"
  done
}

# background COMMAND…: starts it in a session of its own; sets $pid. Its outputs, $TMP/out and $TMP/err, are empty when this
# returns: a check that waits for a message must not find one of an earlier command.
background() {
  : >"$TMP/out"
  : >"$TMP/err"
  setsid "$@" >"$TMP/out" 2>"$TMP/err" </dev/null &
  # shellcheck disable=SC2034  # for the test
  pid=$!
}

# check DESCRIPTION COMMAND…: the command must succeed.
check() {
  local what=$1
  shift
  "$@" || fail "$what: '$*' exited with $?"
  checks=$((checks + 1))
}

# check_same DESCRIPTION EXPECTED ACTUAL
check_same() {
  if [ "$2" != "$3" ]; then
    diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") >&2 || true
    fail "$1 (- expected, + found above)"
  fi
  checks=$((checks + 1))
}

# check_contains DESCRIPTION TEXT PART
check_contains() {
  case "$2" in
    *"$3"*) checks=$((checks + 1)) ;;
    *) fail "$1: '$3' is not in:
$2" ;;
  esac
}

# run COMMAND…: runs it; $code, $out and $err are its exit code and output.
run() {
  code=0
  "$@" >"$TMP/out" 2>"$TMP/err" </dev/null || code=$?
  out=$(cat "$TMP/out")
  err=$(cat "$TMP/err")
}

# check_exit CODE COMMAND…: like run; the exit code must be CODE.
check_exit() {
  local expected=$1
  shift
  run "$@"
  if [ "$code" != "$expected" ]; then
    printf '%s\n%s\n' "$out" "$err" >&2
    fail "'$*' exited with $code, not $expected"
  fi
  checks=$((checks + 1))
}
