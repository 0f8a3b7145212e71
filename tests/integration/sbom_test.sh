#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SBOMs checked by programs that others wrote: schemas of CycloneDX, parsers of SPDX expressions and of purls. With RPMWORKS_SPDX_SCHEMAS,
# a folder with spdx-2.3.json and spdx-3.0.1.json (SPDX's own JSON schemas), these too.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need node jq
export RPMWORKS_NPM=$RPMWORKS_SOURCE/build/npm
[ -d "$RPMWORKS_NPM/node_modules" ] || skip 'run tools/install-deps test, which installs the packages of npm'
check() { node "$RPMWORKS_SOURCE/tests/npm/check.mjs" "$@" || fail "check $1 of ${*:2}"; }

check ids "$RPMWORKS_SOURCE/lib/licenses/spdx-ids.txt"

# A package for each tag; the 3rd and 4th are source packages of others, and one in three was chosen for another.
tags=$RPMWORKS_SOURCE/tests/data/sbom/license-tags.txt
mkdir release
{
  grep -v '^#' "$tags"
  printf '%s\n' 'GPLv2+ and' '(((' ')' 'MIT OR' 'WITH' 'a/b' 'é' '<script>alert(1)</script>' 'LicenseRef-x' 'LicenseRef-' \
    'DocumentRef-a:LicenseRef-b' 'MIT+' 'GPL-2.0-only+' 'Apache-2.0 WITH LLVM-exception' 'MIT WITH MIT' 'NONE' 'NOASSERTION' '+' '-' '.'
} >all-tags
jq -R . all-tags | jq -s --slurpfile example "$RPMWORKS_SOURCE/tests/unit/manifest/example.json" '
  . as $tags | $example[0] | .packages[0] as $package | .supplier = {name: "Acme", url: "https://acme.example", contact: "rpm@acme.example"} |
  .packages = [range($tags | length) as $i | $package | del(.license_spdx, .purl) |
    .name = "greet-\($i)" | .nevra = "greet-\($i)-2:1.0~rc1^git+\($i)-1.x86_64" | .version = "1.0~rc1^git+\($i)" |
    .file = "packages/greet \($i)#%.rpm" | .license = $tags[$i] | .summary = "é\u0000\u001b" |
    if $i % 3 == 0 then .required_by = ["greet-\($i + 1)"] else . end |
    if $i % 5 == 0 then del(.sha512) | .vendor = "CentOS" | .origin = (.origin | .kind = "upstream" | .url = "https://mirror.example/a b.rpm" |
      .ref = "" | .commit = "" | .srpm_sha256 = "" | .upstream = "os" | del(.verified)) | del(.build) else . end]' >release/manifest.json
for format in spdx spdx-2.3 cyclonedx cyclonedx-1.6 packages; do
  "$RPMWORKS" manifest release --format $format >"$format.out" 2>"$TMP/err" || fail "manifest --format $format: $(cat "$TMP/err")"
  "$RPMWORKS" manifest release --format $format | cmp -s - "$format.out" || fail "--format $format differs in a second run"
  checks=$((checks + 2))
done
[ "$(jq '.packages | length' spdx-2.3.out)" = $(($(wc -l <all-tags) + 1)) ] || fail 'packages are missing'
check expressions spdx-2.3.out
check purls spdx-2.3.out
check spdx2 spdx-2.3.out
check spdx3 spdx.out
check cyclonedx cyclonedx.out cyclonedx-1.6.out
if [ -n "${RPMWORKS_SPDX_SCHEMAS-}" ]; then
  check schema "$RPMWORKS_SPDX_SCHEMAS/spdx-2.3.json" spdx-2.3.out
  check schema "$RPMWORKS_SPDX_SCHEMAS/spdx-3.0.1.json" spdx.out
else
  echo 'note: RPMWORKS_SPDX_SCHEMAS is not set; SPDX was checked only by the rules in tests/npm/spdx.mjs'
fi
# Names with one meaning are translated, and the others are named.
declared() { jq -r --arg tag "License tag: $1" 'first(.packages[] | select(.licenseComments == $tag)).licenseDeclared' spdx-2.3.out; }
[ "$(declared 'GPLv2+')" = GPL-2.0-or-later ] || fail 'GPLv2+'
[ "$(declared 'BSD')" = LicenseRef-BSD ] || fail 'BSD'
refs=$(grep -cv '^LicenseRef' <(jq -r '.packages[1:][].licenseDeclared' spdx-2.3.out))
[ "$refs" -gt $(($(grep -cv '^#' "$tags") / 2)) ] || fail "only $refs licences have an SPDX id"

# --- profiles ---------------------------------------------------------------------------------------------------------------
set +e
"$RPMWORKS" manifest release --profile bsi-2.1 >missing 2>"$TMP/err"
code=$?
set -e
[ $code = 5 ] || fail "--profile bsi-2.1 ended with $code: $(cat "$TMP/err")"
grep -q "packages/greet 0#%.rpm: component creator: no e-mail address or URL of 'CentOS' is known" missing || fail "$(head -3 missing)"
grep -q 'hash value of the deployable component: the SHA-512 of the file is not known' missing || fail 'no missing SHA-512'
"$RPMWORKS" manifest release --profile ntia >missing || fail 'ntia'
grep -q 'every field that ntia requires is known' missing || fail "$(cat missing)"
set +e
"$RPMWORKS" manifest release --profile bsi-2.1 --json | jq -e '.passed == false and (.missing | length > 10)' >/dev/null || fail '--json'
"$RPMWORKS" manifest release --profile bsi-2.1 --format spdx >with-profile 2>"$TMP/err"
[ $? = 5 ] || fail 'the exit code beside an SBOM'
cmp -s with-profile spdx.out || fail 'a profile changes the SBOM'
grep -q 'component creator' "$TMP/err" || fail 'no warning'
"$RPMWORKS" manifest release --profile bsi-2.1 --format spdx-2.3 >/dev/null 2>"$TMP/err"
[ $? = 2 ] || fail 'bsi-2.1 accepts SPDX 2.3'
set -e
checks=$((checks + 8))
