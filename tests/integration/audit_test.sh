#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# rpmworks audit: questions about real releases, the index (removed, damaged, shared, read-only), advisories in and out.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need gpg jq node python3 rpm
export RPMWORKS_NPM=$RPMWORKS_SOURCE/build/npm
[ -d "$RPMWORKS_NPM/node_modules/@secvisogram" ] || skip 'run tools/install-deps test, which installs the packages of npm'

example_product product
cd product
sed -i 's/    packages: { from: builds, sign: greetings }/    packages: { from: builds, sign: greetings, advisories: advisories.yaml }/' repos.yaml
cat >advisories.yaml <<'END'
GREET-2026-1:
  type: security
  severity: important
  title: greeter no longer crashes
  description: A long name crashed it.
  issued: 2026-01-06
  updated: 2026-01-07
  references: [CVE-2026-12345, CVE-2026-12346, "https://bugs.acme.example/9"]
  packages: { greeter: 1.0.1-1 }
GREET-2026-2:
  type: security
  title: greet checks its arguments
  issued: 2026-01-05
  packages: { greet: 1.0.0-1 }
GREET-2026-3:
  type: bugfix
  title: greeter is polite
  issued: 2026-01-05
  packages: { greeter: 1.0.0-1 }
END
check_exit 0 rpmworks release 1.0.0
next_greeter 1.0.1
check_exit 0 rpmworks release 1.0.1
arch=$(uname -m)
greeter=greeter-1.0.0-1.$arch

# --- questions -----------------------------------------------------------------------------------------------------------------
answers() { jq -r '.found[] | "\(.kind) \(.package.nevra // "-") \([.releases[].release] | join(","))"' <<<"$out" | sort -u; }
check_exit 0 rpmworks --json audit --package greeter
check_same 'both versions, each with its release' "package greeter-1.0.0-1.src 1.0.0
package greeter-1.0.0-1.$arch 1.0.0
package greeter-1.0.1-1.src 1.0.1
package greeter-1.0.1-1.$arch 1.0.1" "$(answers)"
check_same 'the published release is marked' '1.0.1' "$(jq -r '[.found[].releases[] | select(.published).release] | unique[]' <<<"$out")"
check_same 'the one before was published' 'true' "$(jq -r '[.found[].releases[].was_published] | all' <<<"$out")"
check_exit 0 rpmworks audit "$greeter"
check_contains 'the text' "$out" 'KIND     PACKAGE'
check_contains 'the release' "$out" "$greeter"
check_exit 0 rpmworks --json audit 1.0.1 --package greeter
check_same 'only in one release' "package greeter-1.0.1-1.src 1.0.1
package greeter-1.0.1-1.$arch 1.0.1" "$(answers)"
check_exit 0 rpmworks --json audit "$PWD/releases/1.0.0" "$greeter"
check_same 'a folder' 1 "$(jq '.found | length' <<<"$out")"
# Each manifest's own data must be found by it.
manifest=releases/1.0.0/manifest.json
package=$(jq -c --arg nevra "$greeter" '.packages[] | select(.nevra == $nevra)' "$manifest")
for field in sha256 sha512 header_sha256 payload_sha256 origin.srpm_sha256 build.buildroot_sha256; do
  hex=$(jq -r ".$field" <<<"$package")
  check_exit 0 rpmworks --json audit 1.0.0 --digest "${hex:0:16}"
  check_contains "the package by its $field" "$(answers)" "digest $greeter 1.0.0"
done
check_exit 0 rpmworks --json audit "$(sha256sum <"$manifest" | cut -d' ' -f1)"
check_same 'the manifest by its digest' 'digest - 1.0.0' "$(answers)"
check_exit 0 rpmworks --json audit 1.0.0 --commit "$(jq -r '.origin.commit[0:9]' <<<"$package")"
check_contains 'by the commit' "$(answers)" "commit $greeter 1.0.0"
fingerprint=$(jq -r '.signatures[0].fingerprint' <<<"$package")
for key in "$fingerprint" "${fingerprint:24}" "$(jq -r '.keys[0].user_id' "$manifest")"; do
  check_exit 0 rpmworks --json audit 1.0.0 --signer "$key"
  check_same "all packages by the key $key" "$(jq '.packages | length' "$manifest")" "$(jq '[.found[] | select(.package)] | length' <<<"$out")"
done
license=$(jq -r '.license_spdx' <<<"$package")
check_exit 0 rpmworks --json audit 1.0.0 --license "${license,,}"
check_same 'by the licence' "$(jq --arg id "$license" '[.packages[] | select(.license_spdx | contains($id))] | length' "$manifest")" "$(jq '.found | length' <<<"$out")"
check_exit 0 rpmworks --json audit 1.0.0 --source greeter
check_contains 'by the source package' "$(answers)" "source $greeter 1.0.0"
# Files: compared with rpm.
path=$(rpm -qlp --nosignature releases/1.0.0/packages/"$greeter".rpm | grep '/bin/' | head -n 1)
check_exit 0 rpmworks --json audit "$path"
check_contains 'by the path' "$(answers)" "file $greeter 1.0.0"
check_exit 0 rpmworks --json audit 1.0.0 --file '*'
expected=$(for file in releases/1.0.0/*/*.rpm; do rpm -qp --nosignature --qf '[%{FILENAMES}\n]' "$file"; done | wc -l)
check_same 'all files' "$expected" "$(jq '.found | length' <<<"$out")"
check_same 'nothing is missing' '[]' "$(jq -c .gaps <<<"$out")"
check_exit 0 rpmworks audit nothing-like-this
check_contains 'nothing is an answer' "$out" 'nothing found in 2 releases'
check_exit 1 rpmworks audit --exit-code nothing-like-this
check_exit 0 rpmworks audit --exit-code greeter
check_exit 2 rpmworks audit
check_exit 2 rpmworks audit --digest xyz
check_exit 2 rpmworks audit --vulnerable --package x
check_exit 3 rpmworks audit 9.9.9 greeter
check_contains 'an unknown release' "$err" 'no release of that name'

# --- advisories in the metadata -------------------------------------------------------------------------------------------------
check_exit 0 rpmworks --json audit cve-2026-12345
check_same 'which have the vulnerability, and which are fixed' "greeter-1.0.0-1.$arch affected 1.0.1-1
greeter-1.0.1-1.$arch fixed 1.0.1-1" "$(jq -r '.found[] | "\(.package.nevra) \(.status) \(.fixed_in)"' <<<"$out" | sort)"
check_exit 0 rpmworks --json audit --vulnerable 1.0.0 1.0.1
check_same 'vulnerable packages' "CVE-2026-12345 $greeter 1.0.0
CVE-2026-12346 $greeter 1.0.0" "$(jq -r '.vulnerable[] | "\(.vulnerability) \(.package.nevra) \(.releases[].release)"' <<<"$out")"
check_exit 0 rpmworks audit --vulnerable
check_contains 'without a release, the published one' "$err" '1.0.1, the published release'
check_contains 'it is fixed there' "$out" 'no vulnerable packages; '
check_exit 1 rpmworks audit --vulnerable --exit-code
check_exit 0 rpmworks audit --without-source
check_contains 'every package has its source' "$out" 'every package has its source package'
check_exit 3 rpmworks audit --outdated
check_contains 'this product has no upstreams' "$err" 'no section of repos.yaml takes packages from an upstream'

# --- advisories in files ----------------------------------------------------------------------------------------------------------
mkdir osv
osv() { # osv ID VENDOR NAME FIXED
  printf '{"id": "%s", "modified": "2026-01-01T00:00:00Z", "affected": [{"package": {"ecosystem": "%s", "name": "%s"},
    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "%s"}]}]}], "upstream": ["CVE-2026-9"]}\n' "$@" >"osv/$1.json"
}
osv ALSA-2026:1 AlmaLinux:9 greeter 1.0.1-1
osv ALSA-2026:2 AlmaLinux:9 greeter 1:0.1-1
osv PYSEC-1 PyPI greeter 9.9
check_exit 0 rpmworks --json audit --vulnerable --advisories osv 1.0.1
check_same 'the advisories of another vendor do not count' '[]' "$(jq -c .vulnerable <<<"$out")"
check_contains 'what is left out is told' "$err" '1 of 3 entries say nothing about RPM packages'
check_exit 0 rpmworks --json audit --vulnerable --any-vendor --advisories osv 1.0.1
check_same 'except if asked for: an epoch is later than every version' "CVE-2026-9 greeter-1.0.1-1.$arch 1:0.1-1" \
  "$(jq -r '.vulnerable[] | "\(.vulnerability) \(.package.nevra) \(.fixed_in)"' <<<"$out")"
python3 -m zipfile -c osv.zip osv/
cp "$TMP/out" "$TMP/folder"
check_exit 0 rpmworks --json audit --vulnerable --any-vendor --advisories osv.zip 1.0.1
check_same 'the same from a zip file' "$(jq -S . "$TMP/folder")" "$(jq -S . <<<"$out")"
cat >vex.json <<'END'
{"document": {"csaf_version": "2.0", "title": "greeter", "tracking": {"id": "VEX-9"}},
 "product_tree": {"full_product_names": [{"name": "greeter", "product_id": "g", "product_identification_helper": {"purl": "pkg:rpm/greeter"}}]},
 "vulnerabilities": [{"cve": "CVE-2026-9", "product_status": {"known_not_affected": ["g"]},
   "flags": [{"label": "vulnerable_code_not_in_execute_path", "product_ids": ["g"]}]}]}
END
check_exit 0 rpmworks audit --vulnerable --any-vendor --advisories osv --advisories vex.json 1.0.1
check_contains 'a VEX document hides the finding, which is told' "$out" 'hidden: 1 finding about packages that an advisory says are not affected'
check_exit 0 rpmworks --json audit --vulnerable --any-vendor --advisories osv --advisories vex.json 1.0.1
check_contains 'with the reason' "$(jq -r '.not_affected[].reason' <<<"$out")" vulnerable_code_not_in_execute_path
printf '{\n"id": 7}' >osv/bad.json
check_exit 3 rpmworks audit --vulnerable --advisories osv
check_contains 'a bad file is an error with its position' "$err" 'osv/bad.json:2:7: error: this is not an OSV advisory'
rm osv/bad.json
check_exit 3 rpmworks audit --vulnerable --advisories nowhere
check_exit 3 rpmworks audit --vulnerable --advisories repos.yaml

# --- advisories for others ----------------------------------------------------------------------------------------------------------
check_exit 3 rpmworks audit --export csaf -o csaf 1.0.1
check_contains 'CSAF needs a publisher' "$err" 'the release has no supplier.name'
check 'nothing was written' test ! -e csaf
sed -i '/^product:/a supplier: { name: Acme, url: "https://acme.example", contact: rpm@acme.example }' repos.yaml
check_exit 0 rpmworks release 1.0.2
check_exit 0 rpmworks audit --export csaf -o csaf 1.0.2
check_same 'one file for each security advisory' $'csaf/greet-2026-1.json\ncsaf/greet-2026-2.json' "$out"
check_contains 'others are left out' "$err" '1 advisory not about security is left out'
check 'they are valid' node "$RPMWORKS_SOURCE/tests/npm/check.mjs" csaf csaf/*.json
check_exit 0 rpmworks audit --export osv -o osv-out 1.0.2
for id in GREET-2026-1 GREET-2026-2; do check "OSV $id" test -s "osv-out/$id.json"; done
check 'they keep the rules of OSV' node "$RPMWORKS_SOURCE/tests/npm/check.mjs" osv osv-out/*.json
for format in csaf osv; do
  check_exit 0 rpmworks audit --export $format -o again 1.0.2
done
check 'the same bytes' diff -r <(cat csaf/* osv-out/*) <(cat again/greet-* again/GREET-*)
# rpmworks reads what it wrote, and finds what the metadata says.
for files in csaf osv-out; do
  check_exit 0 rpmworks --json audit --vulnerable --any-vendor --advisories $files 1.0.0
  check_same "the same findings from $files" "CVE-2026-12345 $greeter
CVE-2026-12346 $greeter" "$(jq -r '.vulnerable[] | "\(.vulnerability) \(.package.nevra)"' <<<"$out")"
done
check_exit 2 rpmworks audit --export osv

# --- the index -----------------------------------------------------------------------------------------------------------------------
index=.rpmworks/audit.sqlite
question() { rpmworks --json audit --package greeter; }
question >"$TMP/expected" 2>/dev/null
rm "$index"
check_same 'a removed index is made again' "$(cat "$TMP/expected")" "$(question 2>/dev/null)"
size=$(stat -c %s "$index")
for damage in 'truncate -s 5000' 'truncate -s 0' 'printf garbage >'; do
  eval "$damage $index"
  run question
  check_same "after $damage" "$(cat "$TMP/expected")" "$out"
  check_contains 'it is told' "$err" 'is made again, because'
done
printf '\xff%.0s' {1..20000} | dd of="$index" bs=4096 seek=1 conv=notrunc status=none
run question
check_same 'after overwriting pages' "$(cat "$TMP/expected")" "$out"
check 'an index of about the same size' test "$(stat -c %s "$index")" -gt $((size / 2))
printf '\x00\x00\x00\x63' | dd of="$index" bs=1 seek=60 conv=notrunc status=none
run question
check_same 'another version' "$(cat "$TMP/expected")" "$out"
check_contains 'it is told' "$err" 'it is of version 99'
# Several at once.
rm "$index"
for i in 1 2 3 4 5 6; do question >"$TMP/answer.$i" 2>"$TMP/err.$i" & done
wait
for i in 1 2 3 4 5 6; do check_same "process $i" "$(cat "$TMP/expected")" "$(cat "$TMP/answer.$i")"; done
check_same 'nothing is left behind' '' "$(find .rpmworks -maxdepth 1 -name '.audit-*')"
# A killed run leaves the earlier index or none.
rm "$index"
rpmworks audit greeter >/dev/null 2>&1 & pid=$!
sleep 0.02
kill -9 "$pid" 2>/dev/null || true
wait "$pid" 2>/dev/null || true
check_same 'after a kill' "$(cat "$TMP/expected")" "$(question 2>/dev/null)"
# A workspace that cannot be written to: the index is in the cache.
rm "$index"
# shellcheck disable=SC2016  # expanded by the inner shell
if unshare -m true 2>/dev/null; then
  run unshare -m bash -c 'mount --bind "$PWD" "$PWD" && mount -o remount,bind,ro "$PWD" && cd "$PWD" && rpmworks --json audit --package greeter'
  check_same 'read-only' "$(cat "$TMP/expected")" "$out"
  check_contains 'it is told' "$err" 'the index cannot be kept in'
  check 'nothing was written' test ! -e "$index"
else
  echo 'note: mounts are not allowed here; a read-only workspace was not tried'
fi
