#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The gates of a release, each of which finds something; waivers; reports for CI systems.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/vendor.sh"
need gpg rpm rpmbuild rpmsign createrepo_c jq xmllint python3

# package NAME LINE…: a repository with a noarch package of version $version; the lines follow its head.
version=1.0
package() {
  local name=$1
  shift
  rm -rf "repos/$name"
  git_repository "repos/$name" "$name.spec=$(printf '%s\n' "Name: $name" "Version: $version" 'Release: 1' "Summary: The package $name" \
    "License: ${license:-MIT}" 'BuildArch: noarch' "$@")"
}
# with_file CONTENT [ATTRIBUTES]: lines for a package with the file /opt/shared/$name.
with_file() {
  printf '%s\n' '%description' x '%install' 'mkdir -p %{buildroot}/opt/shared' "echo '$1' >%{buildroot}/opt/shared/$name" \
    '%files' "${2:-} /opt/shared/$name"
}
# lines FUNCTION ARGUMENT…: its output as an array of lines.
lines() { mapfile -t lines < <("$@"); }

# config PACKAGE…: repos.yaml, with $waivers in its release.
waivers=''
config() {
  local name
  {
    printf '%s\n' 'schema: 1' 'product: gated' 'keys:' '  acme: { homedir: gnupg }' "  viewers: { public: $TMP/vendors/viewers.asc }" \
      'upstreams:' "  viewers: { baseurl: file://$TMP/viewers, trust: [viewers] }" 'packages:'
    for name; do printf '  %s: { git: repos/%s }\n' "$name" "$name"; done
    printf '%s\n' 'release:' '  base: [hostbase, viewers]' '  gates: { licenses: [MIT] }'
    [ -z "$waivers" ] || printf '  waivers:\n%s\n' "$waivers"
    printf '%s\n' '  sections:' '    packages: { from: builds, sign: acme }' '    sources: { from: srpms, sign: acme }'
  } >repos.yaml
}
# waiver GATE FINDING [EXPIRY]: adds one.
waiver() {
  waivers+=$(printf '\n    - { gate: %s, finding: "%s", reason: it is a test, owner: ann, expires: %s }' "$1" "$2" "${3:-2999-12-31}")
}
# ids: the findings in the JSON of $out, one per line, as "GATE CODE ID".
ids() { jq -r '.checks[] | select(.findings) | .name as $gate | .code as $code | .findings[] | "\($gate) \($code) \(.id)"' <<<"$out" | sort; }

mkdir -m 700 gnupg
gpg --homedir gnupg --quiet --batch --passphrase '' --quick-gen-key 'Acme <rpm@acme.example>' rsa2048 sign never 2>/dev/null
vendor_key viewers
vendor_package viewers "$TMP/viewers" viewer 1.0 'Requires: libshared.so.1'
vendor_index "$TMP/viewers" 1

# --- a release that passes -------------------------------------------------------------------------------------------------
name=plain lines with_file x
package libshared 'Provides: libshared.so.1' "${lines[@]/shared\/plain/shared/libshared}"
name=tool lines with_file x
package tool "${lines[@]}"
config libshared tool
check_exit 0 rpmworks release 1.0.0 --report good.xml
check 'JUnit XML is well-formed' xmllint --noout good.xml
check_same 'the gates are in it' 1 "$(xmllint --xpath 'count(//testsuite[@name="gates"]/testcase[@name="closure" and not(*)])' good.xml)"
check_same 'and the builds' 2 "$(xmllint --xpath 'count(//testsuite[@name="hostbase"]/testcase)' good.xml)"
check 'junitparser reads it' "$RPMWORKS_SOURCE/tests/support/check_reports" good.xml
check_exit 0 rpmworks verify 1.0.0
check_contains 'the base is known' "$out" 'ok      hostbase: closure'

# --- a release in which each gate finds something ----------------------------------------------------------------------------
version=2.0
name=plain lines with_file x
package libshared 'Provides: libshared.so.2' "${lines[@]/shared\/plain/shared/libshared}"
name=tool lines with_file x '%attr(4755,root,root)'
package tool "${lines[@]}"
package broken 'Requires: nothing-has-this' '%description' x '%files'
name=same lines with_file one
package one "${lines[@]}"
name=same lines with_file two
package two "${lines[@]}"
package nothing '%description' x '%files'
license=Proprietary package odd 'Provides: oddity' '%description' x '%files'
package program '%global _binaries_in_noarch_packages_terminate_build 0' '%description' x '%install' 'mkdir -p %{buildroot}/usr/bin' \
  'cp /usr/bin/true %{buildroot}/usr/bin/a-program' '%files' /usr/bin/a-program
all=(libshared tool broken one two nothing odd program)
config "${all[@]}"
check_exit 5 rpmworks --json release 2.0.0 --report bad.sarif
expected='architecture 5 program.noarch /usr/bin/a-program
closure 5 broken-2.0-1.noarch
empty 5 nothing.noarch
file-conflicts 5 /opt/shared/same in one.noarch and two.noarch
licenses 5 odd.noarch Proprietary
licenses 5 odd.src Proprietary
lost 5 libshared.so.1 for viewer.noarch
permissions 5 tool.noarch /opt/shared/tool setuid root:root'
check_same 'the findings' "$expected" "$(ids)"
check_same 'the error names the gates' "the release 2.0.0 does not pass the gates 'architecture' (packages), 'file-conflicts' (hostbase), 'closure' (hostbase), 'lost' (hostbase), 'licenses' (gated 2.0.0), 'permissions' (gated 2.0.0), 'empty' (gated 2.0.0)" \
  "$(jq -r .error.message <<<"$out")"
check 'the release is not visible' test ! -e releases/2.0.0
check_same 'the published one stays' 1.0.0 "$(readlink releases/current)"

sarif() { jq -r ".runs[0] | $1" "$2"; }
check_same 'SARIF has the findings' 8 "$(sarif '.results | length' bad.sarif)"
check_same 'each with its rule' "$(sarif '.results[] | .ruleId' bad.sarif)" \
  "$(jq -r '.runs[0] | .tool.driver.rules as $rules | .results[] | $rules[.ruleIndex].id' bad.sarif)"
check_same 'and its package' packages/tool-2.0-1.noarch.rpm \
  "$(sarif '.results[] | select(.ruleId == "permissions") | .locations[0].physicalLocation.artifactLocation.uri' bad.sarif)"
check 'it follows the standard' "$RPMWORKS_SOURCE/tests/support/check_reports" bad.sarif
jq 'del(.runs[0].tool.driver.name)' bad.sarif >wrong.sarif
check 'the check notices a missing property' test "$("$RPMWORKS_SOURCE/tests/support/check_reports" wrong.sarif)" = \
  "wrong.sarif: \$.runs[0].tool.driver: 'name' is a required property"
check_same 'none is suppressed' 0 "$(sarif '[.results[] | select(.suppressions)] | length' bad.sarif)"

# --- one gate alone: exit code, message and text; without an earlier release that would have to be upgraded -------------------
alone() { # GATE PACKAGE PART…
  local gate=$1 package=$2 part
  config libshared-old "$package"
  check_exit 5 rpmworks compose 0.9.1
  check_contains "$gate is named" "$err" "the release 0.9.1 does not pass the gate '$gate' ("
  for part in "${@:3}"; do check_contains "the finding of $gate" "$err" "$part"; done
}
version=1.0
rm -rf repos/libshared-old
package libshared-old 'Provides: libshared.so.1' '%description' x '%files'
alone closure broken 'broken-2.0-1.noarch cannot be installed on the base: nothing provides nothing-has-this'
alone licenses odd "odd-2.0-1.noarch has the licence 'Proprietary'"
alone empty nothing 'nothing-2.0-1.noarch contains no file'
alone permissions tool 'tool-2.0-1.noarch: /opt/shared/tool is setuid root:root, which it was not in the release 1.0.0'
alone architecture program 'program-2.0-1.noarch: /usr/bin/a-program is a program or library for one architecture'
config one two libshared-old
check_exit 5 rpmworks compose 0.9.1
check_contains 'file-conflicts' "$err" "does not pass the gate 'file-conflicts' (hostbase)"
config libshared
check_exit 5 rpmworks compose 0.9.1
check_contains 'lost' "$err" "does not pass the gate 'lost' (hostbase)"
check_contains 'what was lost' "$err" 'nothing provides libshared.so.1 any more, which viewer-1.0-1.noarch of viewers requires: libshared-1.0-1.noarch of the release before provided it'

# --- waivers -------------------------------------------------------------------------------------------------------------------
while read -r gate _ id; do waiver "$gate" "$id"; done <<<"$expected"
config "${all[@]}"
check_exit 0 rpmworks --json compose 2.0.0 --report waived.sarif
check_same 'nothing is left' '' "$(ids)"
check_same 'the waived findings are shown' 8 "$(jq '[.checks[].waived // [] | .[]] | length' <<<"$out")"
check_same 'with their owner' ann "$(jq -r '[.checks[].waived // [] | .[] | .owner] | unique[]' <<<"$out")"
check_same 'they are suppressed in SARIF' 8 "$(sarif '[.results[] | select(.suppressions[0].status == "accepted")] | length' waived.sarif)"
check 'and it still follows the standard' "$RPMWORKS_SOURCE/tests/support/check_reports" waived.sarif
check_same 'they are in the manifest' 8 "$(jq '.waivers | length' releases/2.0.0/manifest.json)"
check 'which follows its schema' python3 -c 'import json, jsonschema, sys
jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))' releases/2.0.0/manifest.json "$RPMWORKS_SOURCE/docs/manifest.schema.json"
check_exit 0 rpmworks verify 2.0.0
check_contains 'verify shows them' "$out" 'waived by ann until 2999-12-31: tool-2.0-1.noarch: /opt/shared/tool is setuid root:root'
check_contains 'and counts them' "$out" '8 findings waived'

# Without repos.yaml, the waivers of the manifest apply.
mkdir "$TMP/elsewhere"
cp -a releases/2.0.0 "$TMP/elsewhere/copy"
cd "$TMP/elsewhere"
check_exit 0 rpmworks verify copy --report copy.xml
check 'junitparser reads it, too' "$RPMWORKS_SOURCE/tests/support/check_reports" copy.xml
check_contains 'a gate without base' "$out" 'not checked: hostbase: closure: no repos.yaml says what the base is'
check_contains 'a waiver that still applies' "$out" 'waived by ann until 2999-12-31: nothing-2.0-1.noarch contains no file'
check 'JUnit XML' xmllint --noout copy.xml
check_same 'says what was skipped' 'no repos.yaml says what the base is' "$(xmllint --xpath 'string(//testcase[@name="closure"]/skipped/@message)' copy.xml)"
cd "$TMP/work"

# An expired waiver, and one that nothing uses.
sed 's/setuid root:root", reason: it is a test, owner: ann, expires: 2999-12-31/setuid root:root", reason: it is a test, owner: ann, expires: 2020-01-01/' repos.yaml >expired.yaml
check_exit 5 rpmworks -c expired.yaml --json compose 2.1.0 --workspace "$TMP/work"
check_same 'expired' 'permissions 5 tool.noarch /opt/shared/tool setuid root:root
waivers 5 permissions: tool.noarch /opt/shared/tool setuid root:root' "$(ids)"
check_contains 'its text' "$out" 'expired on 2020-01-01: correct the finding, or decide again'
waiver empty no-such.noarch
config "${all[@]}"
check_exit 5 rpmworks --json compose 2.1.0 --report unused.sarif
check_same 'unused' 'waivers 5 empty: no-such.noarch' "$(ids)"
check_contains 'its text' "$out" 'is not used: the gate has no such finding, so remove the waiver'
check_same 'its position' "repos.yaml $(grep -n no-such repos.yaml | cut -d: -f1)" \
  "$(sarif '.results[] | select(.ruleId == "waivers") | .locations[0].physicalLocation | "\(.artifactLocation.uri) \(.region.startLine)"' unused.sarif)"
check_exit 0 rpmworks publish 2.0.0

# A run that ends before the gates: the reports say why, and nothing of an earlier run stays in them.
cp unused.sarif early.sarif
cp good.xml early.xml
check_exit 5 rpmworks compose 2.0.0 --report early.sarif
check_same 'SARIF has the failure' 'false 5 0' "$(sarif '"\(.invocations[0].executionSuccessful) \(.invocations[0].exitCode) \(.results | length)"' early.sarif)"
check_contains 'and its text' "$(sarif '.invocations[0].toolExecutionNotifications[].message.text' early.sarif)" 'made from other inputs'
check_exit 5 rpmworks compose 2.0.0 --report early.xml
check 'other programs read both' "$RPMWORKS_SOURCE/tests/support/check_reports" early.sarif early.xml
check_same 'JUnit XML has the failure' 1 "$(xmllint --xpath 'count(//testcase/error)' early.xml)"

waivers=''
waiver signatures packages/x.rpm
config "${all[@]}"
check_exit 3 rpmworks check
check_contains 'trust cannot be waived' "$out$err" "findings of the gate 'signatures' cannot be waived"
