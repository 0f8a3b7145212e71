#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The statements of a release, verified by the library of in-toto; `rpmworks prove` on a copy of the release, in another workspace with an
# empty cache: what is reproduced, and what cannot be, and why.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/web.sh"
need curl gpg jq nginx rpm rpmbuild sqv
/usr/bin/python3 -c 'import securesystemslib.gpg' 2>/dev/null || skip 'the library of in-toto is not installed'

example_product .
commit() { # commit NAME SPEC-LINE…: a repository with a spec
  local name=$1
  shift
  git init -q -b main "repos/$name"
  printf '%s\n' "Name: $name" 'Version: 1.0' 'Release: 1' "Summary: The package $name" 'License: MIT' 'BuildArch: noarch' "$@" >"repos/$name/$name.spec"
  git -C "repos/$name" add -A
  GIT_AUTHOR_DATE='@1700000000 +0000' GIT_COMMITTER_DATE='@1700000000 +0000' git -C "repos/$name" commit -qm "$name"
}
# A package that is another one each time, and one with a generated source.
commit clock '%description' x '%install' 'mkdir -p %{buildroot}/opt/clock' 'cat /proc/sys/kernel/random/uuid >%{buildroot}/opt/clock/now' '%files' /opt/clock/now
commit notes 'Source0: motto' '%description' x '%install' 'install -Dm644 %{SOURCE0} %{buildroot}/opt/notes/motto' '%files' /opt/notes/motto
# One whose build may use the network.
commit online '%description' x '%install' 'mkdir -p %{buildroot}/opt/online' '%files' /opt/online
# And one that is a source package from elsewhere.
commit given '%description' x '%install' 'mkdir -p %{buildroot}/opt/given' '%files' /opt/given
check_exit 0 rpmworks srpm repos/given -o .
sed -i '/^release:/i\  clock: { git: repos/clock }\n  notes: { git: repos/notes, sources: { motto: "Semper idem\\n" }, release: "7%{?dist}", changelog: commit }\n  online: { git: repos/online, network: true }\n  given: { srpm: given-1.0-1.src.rpm }\n' repos.yaml
check_exit 0 rpmworks release 1.0.0

# --- the statements ------------------------------------------------------------------------------------------------------------
statements=releases/1.0.0/provenance
gpg --homedir gnupg --export >"$TMP/key.gpg" 2>/dev/null
verify_statements() { /usr/bin/python3 "$RPMWORKS_SOURCE/tests/support/verify_statements.py" "$TMP/key.gpg" "$@"; }
check_exit 0 verify_statements "$statements"/*.intoto.jsonl
check_same 'one statement for each source package, and two for the release' \
  $'1 https://in-toto.io/attestation/release/v0.1\n7 https://slsa.dev/provenance/v1\n1 https://slsa.dev/verification_summary/v1' \
  "$(awk '{ print $2 }' <<<"$out" | sort | uniq -c | sed 's/^ *//')"
check_same 'each package of the manifest is a subject of provenance' "$(jq -r '.packages[].sha256' releases/1.0.0/manifest.json | sort)" \
  "$(grep 'slsa.dev/provenance' <<<"$out" | cut -d' ' -f3- | tr ' ' '\n' | sort)"
check_same 'the release statement names the manifest and each package' \
  "$({ sha256sum releases/1.0.0/manifest.json | cut -d' ' -f1; jq -r '.packages[].sha256' releases/1.0.0/manifest.json; } | sort)" \
  "$(grep 'attestation/release' <<<"$out" | cut -d' ' -f3- | tr ' ' '\n' | sort)"
payload() { jq -r .payload "$1" | base64 -d; }
# Sequoia verifies them too.
payload "$statements"/greet-1.0.0-1.hostbase.intoto.jsonl >payload
{ printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(stat -c %s payload)"; cat payload; } >encoding
jq -r '.signatures[0].sig' "$statements"/greet-1.0.0-1.hostbase.intoto.jsonl | base64 -d >payload.sig
check 'sqv takes the signature' sqv --keyring "$TMP/key.gpg" payload.sig encoding
check_same 'the commit is in it' "$(git -C repos/greet rev-parse 'v1.0.0^{commit}')" \
  "$(jq -r '.predicate.buildDefinition.resolvedDependencies[0].digest.gitCommit' payload)"
check_same 'and the build root' "$(jq -r '.packages[] | select(.name == "greet" and .arch != "src").build.buildroot_sha256' releases/1.0.0/manifest.json)" \
  "$(jq -r '.predicate.buildDefinition.internalParameters.buildroot' payload)"
check_same 'and the settings of repos.yaml' '{"git":"repos/notes","sources":{"motto":"Semper idem\n"},"release":"7%{?dist}","changelog":"commit"}' \
  "$(payload "$statements"/notes-1.0-7.hostbase.intoto.jsonl | jq -c .predicate.buildDefinition.externalParameters.package)"
check_exit 0 rpmworks verify 1.0.0
check_contains 'verify checks them' "$out" 'provenance'

# A statement with other contents, one of another key, one that is missing.
copy() { rm -rf "$TMP/copy"; cp -a releases/1.0.0 "$TMP/copy"; }
change() { /usr/bin/python3 -c 'import base64, json, sys
envelope = json.loads(open(sys.argv[1]).readline())
envelope["payload"] = base64.b64encode(base64.b64decode(envelope["payload"]).replace(sys.argv[2].encode(), sys.argv[3].encode())).decode()
open(sys.argv[1], "w").write(json.dumps(envelope) + "\n")' "$@"; }
copy
change "$TMP/copy/provenance/release.intoto.jsonl" greetings salutations
check_exit 6 rpmworks verify "$TMP/copy"
check_contains 'a changed statement about the release' "$out" 'provenance/release.intoto.jsonl: '
copy
rm "$TMP/copy/provenance/release.intoto.jsonl"
check_exit 6 rpmworks verify "$TMP/copy"
check_contains 'a missing one' "$out" 'provenance/release.intoto.jsonl is missing'
copy
echo 'no envelope' >>"$TMP/copy/provenance/release.intoto.jsonl"
check_exit 6 rpmworks verify "$TMP/copy"
check_contains 'a line that is none' "$out" 'release.intoto.jsonl:3:1: this is not a DSSE envelope'
copy
change "$TMP/copy/provenance/greet-1.0.0-1.hostbase.intoto.jsonl" v1.0.0 v6.6.6
check_exit 6 rpmworks verify "$TMP/copy"
check_contains 'a changed statement about a build' "$out" 'provenance/greet-1.0.0-1.hostbase.intoto.jsonl'
check_exit 6 rpmworks prove "$TMP/copy"
check_contains 'is not used for a proof' "$err" 'is not the release that its maintainers signed'
copy
rm -rf "$TMP/copy/provenance"
check_exit 6 rpmworks prove "$TMP/copy"

# --- proof -------------------------------------------------------------------------------------------------------------------
# The auditor has the release and the repositories, but neither repos.yaml nor anything that the maintainers' runs left.
repos=$PWD/repos fingerprint=$(gpg --homedir gnupg --list-keys --with-colons | awk -F: '/^fpr/ { print $10; exit }')
mkdir "$TMP/auditor"
cp -a releases/1.0.0 "$TMP/auditor/release"
cd "$TMP/auditor"
export RPMWORKS_CACHE=$TMP/auditor/cache RPMWORKS_DATA=$TMP/auditor/data
outcomes() { awk '/^package /,/^$/' <<<"$out" | awk 'NR > 1 && NF { print $1, $2 }' | sed 's/ not$/ not-rebuilt/' | sort; }

check_exit 5 rpmworks prove release greet
check_contains 'the build root is missing' "$out" 'packages of its build root were not found: '
check_contains 'and so is the repository' "$out" 'the release was made from repos/greet, a folder beside repos.yaml; --repository or --base say where it is'
check_exit 2 rpmworks prove release gret
check_contains 'an unknown package' "$err" "the release was made from no package 'gret'"
check_contains 'and the known one' "$err" 'greet'
check_exit 2 rpmworks prove release --repository greet
check_exit 2 rpmworks prove release --sign "$fingerprint"
check_exit 3 rpmworks prove release --packages nowhere
check_exit 6 rpmworks prove release --key 0123456789ABCDEF0123456789ABCDEF01234567
check_exit 3 rpmworks prove nowhere

check_exit 5 rpmworks prove release --packages "$HOSTBASE" --base "$(dirname "$repos")" --key "$fingerprint" --keep kept --statement proof.json
check_same 'all packages but one are reproduced' "clock-1.0-1.noarch differs
clock-1.0-1.src reproduced
given-1.0-1.noarch reproduced
given-1.0-1.src given
greet-1.0.0-1.src reproduced
greet-1.0.0-1.x86_64 reproduced
greet-devel-1.0.0-1.x86_64 reproduced
greeter-1.0.0-1.src reproduced
greeter-1.0.0-1.x86_64 reproduced
notes-1.0-7.noarch reproduced
notes-1.0-7.src reproduced
online-1.0-1.noarch not-rebuilt
online-1.0-1.src reproduced
python-greetings-1.0.0-1.src reproduced
python3-greetings-1.0.0-1.noarch reproduced" "$(outcomes)"
check_contains 'the first difference is named' "$out" '/opt/clock/now'
check_contains 'the network is a choice' "$out" 'its build may use the network; --network permits that here'
check_contains 'the verdict' "$out" 'greetings 1.0.0 is not proven: 12 of 14 packages reproduced, 1 differ, 1 not rebuilt'
check_contains 'the statement is not signed' "$err" 'proof.json is not signed'
check_exit 2 rpmworks prove release notes --packages "$HOSTBASE" --keep kept
check_contains 'an earlier proof is not used' "$err" '--keep: kept is not empty'
check 'the packages are kept' test -e kept/.rpmworks/results/hostbase/greet-1.0.0-1/greet-1.0.0-1.x86_64.rpm
check_same 'the statement says it too' 'FAILED 12 ["packages/clock-1.0-1.noarch.rpm","packages/online-1.0-1.noarch.rpm"]' \
  "$(jq -r '.predicate | "\(.result) \(.passedTests | length) \(.failedTests | tojson)"' proof.json)"
check_same 'its subject is the manifest' "$(sha256sum release/manifest.json | cut -d' ' -f1)" "$(jq -r '.subject[0].digest.sha256' proof.json)"

# Some packages; greeter is built with greet.
gpg --homedir "$(dirname "$repos")/gnupg" --export-secret-keys 2>/dev/null | gpg --quiet --import 2>/dev/null || fail 'importing the key'
check_exit 0 rpmworks --json prove release greeter notes --packages "$HOSTBASE" --repository "greet=$repos/greet" --repository "greeter=$repos/greeter" \
  --repository "notes=$repos/notes" --statement proof.intoto.jsonl --sign "$fingerprint"
check_same 'what was asked for, and what that needs' 'true 7 8' \
  "$(jq -r '"\(.proven) \([.packages[] | select(.outcome == "reproduced")] | length) \([.packages[] | select(.outcome == "not asked")] | length)"' <<<"$out")"
check_exit 0 verify_statements proof.intoto.jsonl
check_contains 'a signed statement' "$out" 'https://in-toto.io/attestation/test-result/v0.1'
gpgconf --kill gpg-agent

check_exit 0 rpmworks prove release online --packages "$HOSTBASE" --repository "online=$repos/online" --network
check_contains 'with the network' "$out" 'online-1.0-1.noarch               reproduced'

# A repository without the commit: its packages are built from the published source package, which is not proven then.
git init -q -b main other
git -C other commit -q --allow-empty -m x
check_exit 5 rpmworks prove release notes --packages "$HOSTBASE" --repository "notes=$PWD/other"
check_same 'the source package is not made' $'notes-1.0-7.noarch reproduced\nnotes-1.0-7.src not-rebuilt' "$(outcomes | grep notes)"
check_contains 'why' "$out" 'built from the published source package: it could not be made from the commit'

# --- a release on a server ---------------------------------------------------------------------------------------------------
chmod 755 "$TMP" "$TMP/auditor"
web "$TMP/auditor"
check_exit 0 rpmworks prove "$url/release" notes --packages "$HOSTBASE" --repository "notes=$repos/notes"
check_same 'it is proven from there' $'notes-1.0-7.noarch reproduced\nnotes-1.0-7.src reproduced' "$(outcomes | grep notes)"
check_same 'statements are read' 1 "$(grep -c 'GET /release/provenance/notes' "$TMP/nginx/access.log")"
# A package that was replaced by another one of the same size.
chmod u+w release/packages
package=$(ls release/packages/notes-*.rpm)
cp "$package" other.rpm
printf 'x' | dd of=other.rpm bs=1 seek=3000 conv=notrunc 2>/dev/null
mv other.rpm "$package"
check_exit 6 rpmworks prove "$url/release" notes --packages "$HOSTBASE" --repository "notes=$repos/notes"
check_contains 'the package is named' "$err" "${package#release/} on the server is not the package of the signed manifest"
check_exit 3 rpmworks prove "$url/nowhere"
