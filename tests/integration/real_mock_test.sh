#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `engine: mock` with the real mock, if it is installed and this user may run it: the example product, failures, killed builds,
# and parallel builds. Root needs SUDO_UID of a member of the group mock, as set by sudo.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need mock rpmbuild pgrep
case $(readlink -f "$(command -v mock)") in
  */mock-stand-in) skip 'the mock on PATH is the replacement for tests' ;;
esac
said=$(mock --version 2>&1) || skip "the mock on PATH does not run here: $(tail -1 <<<"$said")"
# The user behind sudo reads and writes here.
chmod 755 "$TMP"
export RPMWORKS_CACHE=$TMP/cache
new_cache "$RPMWORKS_CACHE"
HOSTBASE=$RPMWORKS_CACHE/hostbase

nothing_left() {
  local roots
  roots=$(find "$RPMWORKS_CACHE/mock/configs" -name '*.cfg' -exec sed -n "s/^config_opts\['root'\] = '\(.*\)'$/\1/p" {} +)
  check 'the names of the roots are in the configurations' test -n "$roots"
  check 'mock keeps its roots in /var/lib/mock' test -d /var/lib/mock
  for root in $roots; do
    check_same 'no root is left' '' "$(find /var/lib/mock -maxdepth 1 -name "$root*" 2>/dev/null)"
  done
  check_same 'no record of roots to clean is left' '' "$(find "$RPMWORKS_CACHE/mock" -name to-clean.json)"
  check_same 'no process is left' '' "$(pgrep -af "$TMP/cache/mock|sleep 3600[.]$$" | grep -v pgrep || true)"
  no_traces
}
overlap() { # overlap STATE.LOG STATE.LOG: whether the two builds ran at the same time for a while
  local -a from to
  local file
  for file; do
    from+=("$(sed -n '1s/ - .*//p' "$file")")
    to+=("$(sed -n '$s/ - .*//p' "$file")")
  done
  [ -n "${from[0]}" ] && [ -n "${from[1]}" ] && [[ ${from[0]} < ${to[1]} && ${from[1]} < ${to[0]} ]]
}
target() { # target LINE: a repos.yaml with this line for mock in its target
  printf '%s\n' 'schema: 1' 'product: p' 'targets:' \
    "  t: { engine: mock, buildroot: { repos: [hostbase] }, mock: { $* } }" >repos.yaml
}
kept=.rpmworks/results/t

# --- the example product: one package is built with another's, two in parallel -------------------------------------------
example_product product
cd product
check_exit 0 rpmworks -v release 1.0.0 --engine mock --jobs 2
check_exit 0 rpmworks verify 1.0.0
state=$(find .rpmworks/results -path '*/greeter-1*' -name state.log)
check 'mock finished its run' grep -q 'Finish: run$' "$state"
check 'two ran in parallel' overlap "$(find .rpmworks/results -path '*/greet-1*' -name state.log)" \
  "$(find .rpmworks/results -path '*/python-greetings-1*' -name state.log)"
check 'the root contained the package built before' grep -q '^greet-devel-1.0.0-1' "$(dirname "$state")/installed_pkgs.log"
check_same 'the roots contain what the solver predicted' '' "$(grep -E 'differ from the predicted ones|lists no packages' <<<"$err" || true)"
nothing_left
cd ..

# --- failures ------------------------------------------------------------------------------------------------------------
target 'retries: 0'
noarch_srpm broken '%description' x '%build' 'echo it does not work; exit 1' '%files'
check_exit 4 rpmworks build broken-1.0-1.src.rpm
check_contains 'the cause is reported' "$err" 'failed in %build: it does not work'
check 'the class' grep -q '"class": "package"' "$kept/broken-1.0-1/failure.json"
nothing_left
noarch_srpm files '%description' x '%files' /opt/nothing
check_exit 4 rpmworks build files-1.0-1.src.rpm
check_contains 'a missing file' "$err" 'failed in %files: File not found: '
check_contains 'with a hint' "$err" '%install did not make /opt/nothing'
nothing_left
noarch_srpm needy 'BuildRequires: no-such-thing >= 3' '%description' x '%files'
check_exit 3 rpmworks build needy-1.0-1.src.rpm
check_contains 'an unknown requirement' "$err" 'needy: no-such-thing >= 3'

# --- requirements found during the build ---------------------------------------------------------------------------------
noarch_srpm dynamic '%description' x '%generate_buildrequires' 'echo make' '%build' 'make --version' '%files'
check_exit 0 rpmworks build dynamic-1.0-1.src.rpm
check 'the requirements of the spec were installed' grep -q '^make-' "$kept/dynamic-1.0-1/installed_pkgs.log"
noarch_srpm dynamic2 '%description' x '%generate_buildrequires' 'echo no-such-thing' '%files'
check_exit 3 rpmworks build dynamic2-1.0-1.src.rpm
check_contains 'an unknown requirement found during the build' "$err" 'no-such-thing'
check 'the class' grep -q '"class": "dependencies"' "$kept/dynamic2-1.0-1/failure.json"
nothing_left

# --- killed during a build -----------------------------------------------------------------------------------------------
noarch_srpm slow '%description' x '%build' "sleep 3600.$$" '%files'
for signal in INT KILL; do
  background "$RPMWORKS" build --force slow-1.0-1.src.rpm
  for _ in $(seq 6000); do
    pgrep -f "sleep 3600.$$" >/dev/null && break
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  check "SIG$signal: it is running" pgrep -f "sleep 3600.$$" >/dev/null
  kill -"$signal" "$pid"
  code=0
  wait "$pid" || code=$?
  if [ "$signal" = INT ]; then
    check_same 'interrupted' 130 "$code"
  else
    check_same 'killed' 137 "$code"
    for _ in $(seq 3000); do
      pgrep -f "$TMP/cache/mock" >/dev/null || break
      sleep 0.1
    done
    check_same 'mock ends with the run' '' "$(pgrep -af "$TMP/cache/mock" | grep -v pgrep || true)"
    check_exit 4 rpmworks build --force broken-1.0-1.src.rpm # cleans up, and continues
  fi
  nothing_left
done
target 'retries: 0, timeout: 30'
check_exit 4 rpmworks build --force slow-1.0-1.src.rpm
check_contains 'time limit' "$err" 'took longer than 30'
check 'the class' grep -q '"class": "timeout"' "$kept/slow-1.0-1/failure.json"
nothing_left
