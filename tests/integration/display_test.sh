#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The display while packages are built: on a terminal, in a log, as events, and afterwards; and two runs in one workspace.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild jq python3 script

# package NAME BUILD LINE…: a repository whose spec has this %build
package() {
  local name=$1 build=$2
  shift 2
  git_repository "repos/$name" "$name.spec=$(printf '%s\n' "Name: $name" 'Version: 1.0' 'Release: 1' \
    "Summary: The package $name" 'License: MIT' 'BuildArch: noarch' "$@" '%description' x '%prep' '%build' "$build" '%files')"
}
package lib 'sleep 1.5'
package app 'sleep 0.3' 'BuildRequires: lib'
package bad 'sleep 0.5; false'
package behind true 'BuildRequires: bad'
cat >repos.yaml <<'YAML'
schema: 1
product: seen
packages:
  lib: { git: repos/lib }
  app: { git: repos/app }
  bad: { git: repos/bad }
  behind: { git: repos/behind }
YAML

# on_terminal COLUMNS COMMAND: the command's output on a terminal with 10 rows and the given columns, in $seen
on_terminal() {
  local columns=$1
  shift
  code=0
  script -qec "stty cols $columns rows 10; $*" /dev/null </dev/null >seen.bytes 2>&1 || code=$?
  seen=$(tr '\r\033' '\n^' <seen.bytes)
}

# --- on a terminal ------------------------------------------------------------------------------------------------------
TERM=xterm on_terminal 80 "$RPMWORKS -j2 build --report build.html -o out"
check_same 'a failed build' 4 "$code"
check 'a bar for the whole run' grep -q 'building packages \[=*>* *\] [0-4]/4' <<<"$seen"
check 'a line for each job, with phase and time' grep -qE 'building lib-1\.0-1\.src +%build +[0-9]+:[0-9]{2}' <<<"$seen"
check 'a failure is shown while other builds continue' grep -qE 'failed: bad-1\.0-1\.src in %build' <<<"$seen"
check 'and counted' grep -qE '[0-9]/4, 1 failed' <<<"$seen"
check 'it is printed above' grep -qF 'building bad-1.0-1.src: failed' <<<"$seen"
check 'and repeated at the end' grep -qE '^bad +failed in %build' <<<"$seen"
check 'with colours' grep -qF '^[36m' <<<"$seen"
NO_COLOR=1 TERM=xterm on_terminal 36 "$RPMWORKS -j2 build --no-cache"
check 'none with NO_COLOR' bash -c '! grep -qE "\^\[[0-9]+m" <<<"$1"' - "$seen"
live=$(grep -F '^[K' <<<"$seen" | sed 's/\^\[[0-9]*[A-Z]//g')
check 'a narrow terminal' grep -qE '^  [0-9]+:[0-9]{2} building lib' <<<"$live"
check_same 'no line is too wide' '' "$(grep -E '.{36}' <<<"$live" || true)"
TERM=dumb on_terminal 80 "$RPMWORKS build --rebuild lib"
check 'a dumb terminal gets no updates' bash -c '! grep -qF "^[" <<<"$1"' - "$seen"

# --- the table and the remaining files ----------------------------------------------------------------------------------
check_exit 4 rpmworks build
check 'the failure with its phase and time' grep -qE '^bad +failed in %build +[0-9.]+ s' <<<"$out"
check 'what was not built' grep -qE '^behind +not built' <<<"$out"
check 'what was unchanged' grep -qE '^lib +lib-1.0-1.noarch +unchanged' <<<"$out"
check_same 'one folder for each package' 'app-1.0-1 bad-1.0-1 lib-1.0-1' "$(cd out && echo *)"
check_contains 'with its logs and times' "$(cd out/bad-1.0-1 && echo *)" 'build.log buildroot.json failure.json installed_pkgs.log phases.json'
check_same 'phases are timed by the built-in engine' 'build setup for lib-1.0-1.src.rpm %prep %build' \
  "$(jq -r '[.[].phase] | map(select(test("setup|prep|build$"))) | join(" ")' out/lib-1.0-1/phases.json)"
check '%build took what it sleeps' jq -e '.[] | select(.phase == "%build") | .seconds > 1.2' out/lib-1.0-1/phases.json >/dev/null
check 'a page with the timeline' grep -q '"state":"failed"' build.html
check_exit 0 rpmworks report --build -o again.html
check 'and again, of the last run that built something' grep -q '<title>bad: failed in %build' again.html
check_exit 2 rpmworks report
check_same 'the run as data' 'failed not built' \
  "$(jq -r '[.jobs[] | select(.name == "bad" or .name == "behind") | .state] | sort | join(" ")' .rpmworks/last-run.json)"

# --- a release that fails -----------------------------------------------------------------------------------------------
example_product "$TMP/product"
cd "$TMP/product"
sed -i 's/^%build$/&\nfalse/' repos/greet/*.spec
git -C repos/greet commit -qam 'Break it'
git -C repos/greet tag -f v1.0.0 >/dev/null
check_exit 4 rpmworks release 1.0.0 --report release.xml
check 'it prints the final table' grep -qE '^greet +failed in %build +[0-9.]+ s' <<<"$out"
check 'with packages that were not built' grep -qE '^greeter +not built +it needs greet, which failed' <<<"$out"
check_contains 'and writes a report' "$(cat release.xml)" 'failures="1"'
check_exit 4 rpmworks --json release 1.0.0 --report release.html
check_same 'the phase is in the JSON' 'greet %build' "$(jq -r '.failed[] | "\(.name) \(.phase)"' <<<"$out")"
check 'a page with the timeline' grep -q '<title>greet: failed in %build' release.html
check 'nothing was released' test ! -e releases
cd "$TMP/work"

# --- without a terminal -------------------------------------------------------------------------------------------------
check_exit 4 rpmworks --log-format json build --rebuild lib
check_same 'phases are events' 'build setup
rpmbuild
%prep
%build
%files' "$(jq -r 'select(.event == "phase" and .subject == "lib-1.0-1.src") | .phase' <<<"$err" | grep -vE '%(install|clean|check)|rm')"
check_exit 4 rpmworks -v build --rebuild lib
check_contains 'and lines of -v' "$err" 'building lib-1.0-1.src: %build'

# --- two runs in one workspace ------------------------------------------------------------------------------------------
sed -i 's/sleep 1.5/sleep 6/' repos/lib/lib.spec
git -C repos/lib commit -qam 'Slower'
rpmworks -q build lib >first.out 2>first.err &
first=$!
for _ in $(seq 200); do grep -qs "^$first\$" .rpmworks/lock && break; sleep 0.05; done
check_exit 8 rpmworks build app
check 'the second names the first' grep -qE "another rpmworks is at work on the workspace .* \(process $first, since [0-9-]+ [0-9:]+ UTC: rpmworks -q build lib\)" <<<"$err"
check_contains 'with a hint' "$err" '--wait'
# Ctrl-C ends the waiting.
rpmworks --wait build app >/dev/null 2>waiting.err &
waiting=$!
for _ in $(seq 200); do grep -qs waiting: waiting.err && break; sleep 0.05; done
kill -INT "$waiting"
code=0
wait "$waiting" || code=$?
check_same 'an interrupt ends it' 130 "$code"
check 'while the first runs' kill -0 "$first"
check_exit 0 rpmworks --wait build app
check_same 'the holder is named once' 1 "$(grep -c "^waiting: another rpmworks .* (process $first," <<<"$err")"
check_contains 'then it finishes' "$out" 'app-1.0-1.noarch'
wait "$first"
check_same 'like the first' '' "$(cat first.err)"
no_traces
