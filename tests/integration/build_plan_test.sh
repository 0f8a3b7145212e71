#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What is built, in what order, and why: failures stop only dependants, cycles, plans, changes, and reports for CI systems.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild jq python3

# package NAME LINE…: a repository with a spec with these lines before %description
package() {
  local name=$1
  shift
  git_repository "repos/$name" "$name.spec=$(printf '%s\n' "Name: $name" 'Version: 1.0' 'Release: 1' \
    "Summary: The package $name" 'License: MIT' 'BuildArch: noarch' "$@" '%description' x '%prep' '%build' \
    "[ ! -e /usr/share/marks/broken-$name ]" "test $name != \"\${FAILS-bad}\"" '%install' \
    "install -d %{buildroot}/usr/share/$name; rpm -qa --qf '%%{NAME}\\n' | grep '^x-' | sort >%{buildroot}/usr/share/$name/seen || :" \
    '%files' "/usr/share/$name")"
}
# change NAME COMMAND…: sed commands on its spec, committed
change() {
  local name=$1
  shift
  sed -i "$@" "repos/$name/$name.spec"
  git -C "repos/$name" commit -qam "Change $name"
}
states() { jq -r '.plan[] | "\(.name) \(.state)"' <<<"$out"; }

package x-lib
package x-app 'BuildRequires: x-lib'
package x-end 'BuildRequires: x-app'
package x-other
package bad
package x-behind 'BuildRequires: bad'
cat >repos.yaml <<'YAML'
schema: 1
product: plans
packages:
  x-lib: { git: repos/x-lib }
  x-app: { git: repos/x-app }
  x-end: { git: repos/x-end }
  x-other: { git: repos/x-other }
  bad: { git: repos/bad }
  x-behind: { git: repos/x-behind }
YAML

# --- a plan before anything is built ------------------------------------------------------------------------------------
check_exit 0 rpmworks build --plan --json
check_same 'everything would be built, in order' 'bad build
x-behind build
x-lib build
x-app build
x-end build
x-other build' "$(states)"
check_same 'with the dependencies' 'x-lib' "$(jq -r '.plan[] | select(.name == "x-app") | .needs[]' <<<"$out")"
check_same 'nothing was built' '' "$(find .rpmworks/results -mindepth 1 2>/dev/null || true)"

# --- a failure stops only its dependants --------------------------------------------------------------------------------
check_exit 4 rpmworks build --report report.xml -o out
check_contains 'the failure' "$err" 'building bad-1.0-1.src failed in %build'
check_contains 'its log' "$err" 'the whole log: '
check_contains 'packages that were not built' "$err" 'x-behind was not built: it needs bad, which failed'
check_contains 'the table lists the built packages' "$out" 'x-end-1.0-1.noarch'
check_contains 'and those that were not' "$out" 'not built'
check 'the log of the failure is copied too' test -s out/bad-1.0-1/build.log
xml() { python3 -c 'import sys, xml.etree.ElementTree as xml; root = xml.parse("report.xml").getroot(); print(eval(sys.argv[1]))' "$1"; }
count() { xml "sum(int(suite.get('$1')) for suite in root)"; }
check_same 'tests, failures, errors, skipped' '6 1 0 1' "$(count tests) $(count failures) $(count errors) $(count skipped)"
check_contains 'the failure has a message' "$(xml "root.find('.//testcase[@name=\"bad\"]/failure').text")" 'failed in %build'
check_same 'each saw its dependencies' 'x-app' "$(rpm2cpio out/x-end-1.0-1/x-end-1.0-1.noarch.rpm | cpio -i --quiet --to-stdout '*seen')"
check_exit 4 rpmworks build --json
check_same 'one JSON document has results and error' '4 1 1 4' \
  "$(jq -r '"\(.builds | length) \(.failed | length) \(.not_built | length) \(.error.code)"' <<<"$out")"
check_same 'built packages are kept' 'true' "$(jq '[.builds[].cached] | all' <<<"$out")"

# --- what has changed ---------------------------------------------------------------------------------------------------
change bad -e 's/^test bad.*/true/'
check_exit 0 rpmworks build
check_exit 0 rpmworks build --plan
check_contains 'nothing is left to build' "$out" '0 to build, 0 perhaps, 6 unchanged'
before=$(git -C repos/x-lib rev-parse HEAD)
git -C repos/x-lib tag before
change x-lib -e "s|^install -d.*|&; echo new >%{buildroot}/usr/share/x-lib/new|" -e 's|^%install|&\n|'
after=$(git -C repos/x-lib rev-parse HEAD)
check_exit 0 rpmworks build --plan --json
check_same 'a change includes its dependants' 'x-lib build
x-app perhaps
x-end perhaps' "$(states | grep -v unchanged)"
check_exit 0 rpmworks build --plan=dot
check_contains 'as a graph' "$out" '"x-lib" -> "x-app";'
check_contains 'including unchanged packages' "$out" '"x-other" [fillcolor=palegreen'
check_exit 0 rpmworks why x-lib
check_same 'why names the commits' "x-lib-1.0-1.src for hostbase would be built: SRPM changed
  commit of the source package: ${before:0:12} → ${after:0:12}" "$out"
check_exit 0 rpmworks build x-app
check_exit 0 rpmworks --json why x-app
check_same 'and the package that caused another build' 'product x-lib' \
  "$(jq -r '.last_built_because[] | "\(.kind) \(.name)"' <<<"$out")"
check_exit 0 rpmworks build
check_exit 0 rpmworks build --rebuild x-other --json
check_same 'one is rebuilt' 'x-other rebuild requested' "$(jq -r '.builds[] | select(.cached | not) | "\(.name) \(.reason)"' <<<"$out")"
check_exit 2 rpmworks build --rebuild x-othr
check_contains 'an unknown name' "$err" "did you mean 'x-other'?"

# --- dependants of changed packages -------------------------------------------------------------------------------------
for name in x-app x-end x-other bad x-behind; do git -C "repos/$name" tag before; done
check_exit 0 rpmworks build --changed-since before --plan --json
check_same 'changed packages' 'x-lib' "$(jq -r '.plan[].name' <<<"$out")"
check_exit 0 rpmworks build --changed-since before --dependants --plan --json
check_same 'and their dependants' 'x-lib x-app x-end' "$(jq -r '[.plan[].name] | join(" ")' <<<"$out")"

# --- fail fast ----------------------------------------------------------------------------------------------------------
change bad -e 's/^true$/false/'
change x-other -e 's/^Summary:.*/Summary: Another/'
# If nothing was built before, the package that another waits for comes first.
check_exit 4 rpmworks --workspace fresh build --fail-fast -j1 --json x-other x-behind
check_same 'nothing starts after a failure' 'x-behind bad
x-other ' "$(jq -r '.not_built[] | "\(.name) \(.waits_for | join(" "))"' <<<"$out")"

# --- BuildRequires of all packages are checked before the first build -----------------------------------------------------
change bad -e 's/^Summary/BuildRequires: nobody-has-this\n&/'
change x-other -e 's/^Summary/BuildRequires: nor-this > 3\n&/'
check_exit 3 rpmworks build --report report.xml
check_contains 'one package' "$err" 'bad: nobody-has-this'
check_contains 'and the other' "$err" 'x-other: nor-this > 3'
check_same 'the report has it too' '1' "$(count errors)"

# --- a cycle ------------------------------------------------------------------------------------------------------------
mkdir cycle
cd cycle
package x-a '%bcond_without full' '%if %{with full}' 'BuildRequires: x-b' '%endif'
package x-b 'BuildRequires: x-a'
package x-user 'BuildRequires: x-a' 'BuildRequires: x-b'
printf '%s\n' 'schema: 1' 'product: cycle' 'packages:' '  x-a: { git: repos/x-a }' '  x-b: { git: repos/x-b }' \
  '  x-user: { git: repos/x-user }' >repos.yaml
check_exit 3 rpmworks build
check_contains 'the cycle is shown' "$err" 'in a cycle: x-a → x-b → x-a'
check_contains 'with the requirements of each package' "$err" 'x-b needs x-a, which x-a provides'
check_contains 'and with the hint' "$err" 'bootstrap: { without: [CONDITION] }'
sed -i 's|repos/x-a |repos/x-a, bootstrap: { without: [full] } |' repos.yaml
check_exit 0 rpmworks build --plan --json
check_same 'two builds' 'x-a (bootstrap),x-b,x-a,x-user' "$(jq -r '[.plan[].name] | join(",")' <<<"$out")"
check_exit 0 rpmworks build -o out
check_same 'the second build uses packages built with the first' 'x-b' \
  "$(rpm2cpio out/x-a-1.0-1/x-a-1.0-1.noarch.rpm | cpio -i --quiet --to-stdout '*seen')"
check_same 'the result is the second one' 'x-a-1.0-1 x-b-1.0-1 x-user-1.0-1' "$(cd out && echo *)"
check_exit 0 rpmworks build --json
check_same 'nothing is built twice' 'true' "$(jq '[.builds[].cached] | all' <<<"$out")"
