#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `engine: mock` with a replacement for mock (tests/support/mock-stand-in), which behaves like mock and really builds: a release,
# failures of each class, retries, and killed runs.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild python3 pgrep jq

# Its own cache: the test checks what mock leaves in it.
export RPMWORKS_CACHE=$TMP/cache
new_cache "$RPMWORKS_CACHE"
mkdir "$TMP/bin" "$TMP/roots"
HOSTBASE=$RPMWORKS_CACHE/hostbase
ln -s "$RPMWORKS_SOURCE/tests/support/mock-stand-in" "$TMP/bin/mock"
PATH=$TMP/bin:$PATH
export MOCK_STAND_IN_BASEDIR=$TMP/roots MOCK_STAND_IN_ROOT=yes

nothing_left() {
  check_same 'no root is left' '' "$(ls -A "$TMP/roots")"
  check_same 'no record of roots to clean is left' '' "$(find "$RPMWORKS_CACHE/mock" -name to-clean.json)"
  no_traces
}

# target LINE…: a repos.yaml with these lines for mock in its target.
target() {
  printf '%s\n' 'schema: 1' 'product: p' 'targets:' \
    "  t: { engine: mock, buildroot: { repos: [hostbase] }, mock: { $* } }" >repos.yaml
}
target 'retries: 1, retry-wait: 0'

# --- a package, and the files of its build -------------------------------------------------------------------------------
noarch_srpm good '%description' x '%build' 'true' '%files'
check_exit 0 rpmworks -v build good-1.0-1.src.rpm -o good
check_same 'the packages and logs' \
  'build.log buildroot.json good-1.0-1.noarch.rpm installed_pkgs.log mock_output.log phases.json root.log state.log' "$(cd good && echo *)"
check_contains 'the phase is shown' "$err" 'building good-1.0-1.src: rpmbuild'
check_same 'its buildroot is listed' "$(cut -d' ' -f1 good/installed_pkgs.log | grep -v ^gpg-pubkey | LC_ALL=C sort)" \
  "$(jq -r '.packages[].nevra' good/buildroot.json | LC_ALL=C sort)"
folder=$(tail -1 <<<"$out")
check 'the duration of each phase is stored' grep -q '"phase": "rpmbuild good-1.0-1.src.rpm"' "$folder/phases.json"
nothing_left
check_exit 0 rpmworks build good-1.0-1.src.rpm
check_contains 'not built twice' "$out" 'nothing changed'
config=$(ls "$RPMWORKS_CACHE"/mock/configs/*.cfg)
before=$(stat -c '%i %Y' "$config")
check_exit 0 rpmworks build --force good-1.0-1.src.rpm
check_same 'the configuration is not written again' "$before" "$(stat -c '%i %Y' "$config")"
check 'packages are checked' grep -q 'gpgcheck=1' "$config"
check 'with the keys of their upstream' test -s "$RPMWORKS_CACHE"/mock/keys/hostbase-*.asc
check_exit 0 gpg --homedir "$TMP" --show-keys "$RPMWORKS_CACHE"/mock/keys/hostbase-*.asc

# --- mock's ccache, in one folder for all slots -------------------------------------------------------------------------------
with_ccache() { # with_ccache TARGET PACKAGE: a product with these ccache settings
  printf '%s\n' 'schema: 1' 'product: p' "targets: { t: { engine: mock, arch: x86_64, buildroot: { repos: [hostbase] }$1 } }" \
    "packages: { good: { srpm: good-1.0-1.src.rpm$2 } }" >repos.yaml
  check_exit 0 rpmworks build --rebuild good
}
log=.rpmworks/results/t/good-1.0-1/root.log
with_ccache ', ccache: 20G' ''
check 'the plugin gets folder and size' grep -qF "enabled ccache: 20480M in $RPMWORKS_CACHE/mock/ccache/p/t-x86_64" "$log"
with_ccache ', ccache: 20G' ', ccache: false'
check_same 'a package can disable it' 0 "$(grep -c 'enabled ccache' "$log" || true)"
with_ccache '' ', ccache: true'
check 'or enable it' grep -qF "enabled ccache: 5120M in" "$log"
nothing_left
target 'retries: 1, retry-wait: 0'

# --- failures of each class ------------------------------------------------------------------------------------------------
# fails CODE CLASS LOG: the last build failed in this way, also according to its result folder.
fails() {
  local kept=.rpmworks/results/t/${4:-good}-1.0-1
  check_same "$2: exit code" "$1" "$code"
  check "$2: the class is recorded" grep -q "\"class\": \"$2\"" "$kept/failure.json"
  check_contains "$2: the log is named" "$err" "$kept/$3"
  check "$2: it exists" test -e "$kept/$3"
  nothing_left
}
noarch_srpm broken '%description' x '%build' 'echo "a.c:1:10: fatal error: zlib.h: No such file or directory"; exit 1' '%files'
run rpmworks build broken-1.0-1.src.rpm
fails 4 package build.log broken
check_contains 'one line has the cause' "$err" \
  'building broken-1.0-1.src failed in %build: a.c:1:10: fatal error: zlib.h: No such file or directory'
check_contains 'the hint' "$err" 'hint: add a BuildRequires on the -devel package that holds zlib.h'

fail_so() { # fail_so KIND[:TIMES]
  rm -f "$TMP"/roots-failed-*
  MOCK_STAND_IN_FAIL=$1 run rpmworks build --force good-1.0-1.src.rpm
}
fail_so dependencies
fails 3 dependencies root.log
check_contains 'dependencies: the line' "$err" 'no-such-thing'
check_same 'dependencies: not retried' 1 "$(cat "$TMP/roots-failed-dependencies")"
fail_so network
fails 7 network root.log
check_contains 'network: the number of attempts' "$err" '(in 2 attempts)'
check 'the logs of the first attempt are kept beside those of the last' \
  grep -q '"class": "network"' .rpmworks/results/t/good-1.0-1/attempt-1/failure.json
check 'all of them' test -s .rpmworks/results/t/good-1.0-1/attempt-1/root.log
check_same 'network: all attempts' 2 "$(cat "$TMP/roots-failed-network")"
fail_so space
fails 1 host root.log
# When mock has ended, there is space again.
if [ "$(id -u)" = 0 ]; then
  message='cc1: error writing to a.s: No space left on device'
  filler=$RPMWORKS_CACHE/mock/filler
  noarch full "cat /dev/zero >$filler || sleep 2" "rm $filler" "echo '$message'; exit 1"
  # shellcheck disable=SC2016  # the words of the inner shell
  run unshare -m sh -c 'mount -t tmpfs -o size=80m none "$1" && shift && exec "$@"' full "$RPMWORKS_CACHE/mock" \
    rpmworks build full-1.0-1.src.rpm
  fails 1 host build.log full
  check_contains 'a full disk: what' "$err" "$message"
  check_contains 'where' "$err" "hint: free some space on the disk of $RPMWORKS_CACHE/mock/"
  noarch liar "echo '$message'; exit 1"
  run rpmworks build liar-1.0-1.src.rpm
  fails 4 package build.log liar
fi
fail_so lock
fails 1 host mock_output.log
fail_so killed
fails 4 package build.log
check_contains 'killed each time: the package is to blame' "$err" \
  'building good-1.0-1.src failed: rpmbuild was ended by signal 9 each time: most likely it needs more memory than there is (in 2 attempts)'
check_same 'killed: all attempts' 2 "$(cat "$TMP/roots-failed-killed")"
fail_so killed:1
check_same 'killed once' 0 "$code"
check_contains 'killed once: retried' "$err" 'warning: building good-1.0-1.src: host: rpmbuild was ended by signal 9'
fail_so unfinished
fails 1 host root.log
check_contains 'an end without success' "$err" 'its log does not say that it finished'
fail_so keys
fails 6 configuration root.log
check_same 'keys: not retried' 1 "$(cat "$TMP/roots-failed-keys")"
fail_so network:1
check_same 'a network that returns' 0 "$code"
check 'the logs of the failure are kept with the result' test -s .rpmworks/results/t/good-1.0-1/attempt-1/root.log
check_contains 'it is reported' "$err" 'warning: building good-1.0-1.src: network: '
nothing_left

noarch_srpm two '%description' x '%package more' 'Summary: x' '%description more' x '%package none' 'Summary: x' '%description none' x \
  '%files' '%files more'
check_exit 0 rpmworks build two-1.0-1.src.rpm
check_same 'a package without %files is not expected' '' "$(grep 'promises' <<<"$err" || true)"
MOCK_STAND_IN_FAIL=lost run rpmworks build --force two-1.0-1.src.rpm
fails 4 package build.log two
check_contains 'a declared package is missing' "$err" \
  'building two-1.0-1.src failed: it did not make packages that its spec declares: two-more'
check_same 'an incomplete result is refused' '' "$(find .rpmworks/results/t/two-1.0-1 -name '*.noarch.rpm')"

# --- packages that only macros of the root declare -----------------------------------------------------------------------------
noarch_srpm more '%description' x '%if 0%{?more}' '%package by-macro' 'Summary: x' '%description by-macro' x '%endif' '%files' \
  '%if 0%{?more}' '%files by-macro' '%endif'
target "retries: 0, options: ['--define=more 1']"
check_exit 0 rpmworks build more-1.0-1.src.rpm
check_contains 'if the parsed spec in the root is unknown, there is a warning' "$err" \
  'warning: building more-1.0-1.src made more-by-macro-1.0-1.noarch, which its spec does not declare when parsed outside of mock'
check 'the package is accepted' ls .rpmworks/results/t/more-1.0-1/more-by-macro-1.0-1.noarch.rpm

target 'retries: 0, timeout: 2'
fail_so hang
fails 4 timeout root.log
check_contains 'the time limit is reported' "$err" 'took longer than 2'
target "retries: 0, options: ['--define=word of mine']"
check_exit 0 rpmworks -v build --force good-1.0-1.src.rpm
check_contains 'an option of the user reaches mock' "$err" "'--define=word of mine'"
target 'root: no-such-root'
run rpmworks build --force good-1.0-1.src.rpm
check_same 'a missing configuration' 3 "$code"
nothing_left
printf '%s\n' 'schema: 1' 'product: p' 'targets:' '  t: { engine: mock, mock: { root: fedora-42-x86_64 } }' >repos.yaml
check_exit 3 rpmworks build --force good-1.0-1.src.rpm
check_contains 'why the repositories are needed' "$err" 'rpmworks needs them for the order of builds'

# --- mock refuses to run, or is missing --------------------------------------------------------------------------------------
target 'retries: 0'
if [ "$(id -u)" = 0 ]; then
  MOCK_STAND_IN_ROOT=no check_exit 3 rpmworks build --force good-1.0-1.src.rpm
  check_contains 'mock refuses root' "$err" 'mock will not run from the root account'
  check_contains 'the hint' "$err" 'an ordinary user of the group mock'
  check_contains 'the position of the setting' "$err" 'repos.yaml:4:3: error:'
fi
check_exit 0 rpmworks build --force --engine auto good-1.0-1.src.rpm
check 'auto selects the built-in engine on the base repository' test ! -e .rpmworks/results/t/good-1.0-1/mock_output.log

# --- killed during a build -----------------------------------------------------------------------------------------------------
export MOCK_STAND_IN_SLEEP=3600.$$
for signal in INT TERM KILL; do
  rm -f "$TMP"/roots-failed-*
  MOCK_STAND_IN_FAIL=hang background "$RPMWORKS" build --force good-1.0-1.src.rpm
  for _ in $(seq 300); do
    pgrep -f "sleep $MOCK_STAND_IN_SLEEP" >/dev/null && break
    sleep 0.1
  done
  check "SIG$signal: it is running" pgrep -f "sleep $MOCK_STAND_IN_SLEEP" >/dev/null
  kill -"$signal" "$pid"
  code=0
  wait "$pid" || code=$?
  case $signal in
    KILL) check_same 'killed' 137 "$code" ;;
    *) check_same "SIG$signal" 130 "$code" ;;
  esac
  if [ "$signal" = KILL ]; then
    for _ in $(seq 50); do
      pgrep -f "$TMP/roots|$TMP/cache/mock" >/dev/null || break
      sleep 0.1
    done
    check_same 'mock ends with the run' '' "$(pgrep -af "$TMP/cache/mock" | grep -v pgrep || true)"
    check_exit 0 rpmworks build --force good-1.0-1.src.rpm # cleans up, and continues
  fi
  check_same "SIG$signal: no process is left" '' "$(pgrep -f "sleep $MOCK_STAND_IN_SLEEP" || true)"
  nothing_left
done

# --- the example product, in roots of its target's packages ---------------------------------------------------------------------
if [ "$(id -u)" = 0 ] && command -v dnf >/dev/null; then
  example_product "$TMP/work/product"
  cd "$TMP/work/product"
  export MOCK_STAND_IN_BUILD=chroot
  check_exit 0 rpmworks -v release 1.0.0 --engine mock
  check_same 'the roots contain what the solver predicted' '' "$(grep 'differ from the predicted ones' <<<"$err" || true)"
  check_exit 0 rpmworks verify 1.0.0
  check_same 'the manifest names the engine' 'mock' \
    "$(python3 -c 'import json; print(*{p["build"]["engine"] for p in json.load(open("releases/1.0.0/manifest.json"))["packages"] if p.get("build")})')"
  check 'the program is installed' ls releases/1.0.0/packages/greeter-1.0.0-1.x86_64.rpm
  nothing_left
  # A package declared by a macro of the root; the spec is parsed in a root with the same packages.
  mkdir "$TMP/work/by-macro"
  cd "$TMP/work/by-macro"
  head=('Version: 1' 'Release: 1' 'Summary: x' 'License: MIT' 'BuildArch: noarch')
  git_repository repos/helpers "helpers.spec=$(printf '%s\n' 'Name: helpers' "${head[@]}" '%description' x '%install' \
    'install -d %{buildroot}/usr/lib/rpm/macros.d' "echo '%%helpers_more 1' >%{buildroot}/usr/lib/rpm/macros.d/macros.helpers" \
    '%files' '/usr/lib/rpm/macros.d/*')"
  git_repository repos/app "app.spec=$(printf '%s\n' 'Name: app' "${head[@]}" 'BuildRequires: helpers' '%description' x \
    '%if 0%{?helpers_more}' '%package by-macro' 'Summary: x' '%description by-macro' x '%endif' '%files' \
    '%if 0%{?helpers_more}' '%files by-macro' '%endif')"
  target 'retries: 0'
  printf '%s\n' 'packages:' '  helpers: { git: repos/helpers }' '  app: { git: repos/app }' >>repos.yaml
  check_exit 0 rpmworks build
  check_contains 'a package declared by a macro of the root' "$out" 'app-by-macro-1-1.noarch'
  check_same 'the parsed spec in the root is known' 0 "$(grep -c 'is not known' <<<"$err" || true)"
  nothing_left
fi
