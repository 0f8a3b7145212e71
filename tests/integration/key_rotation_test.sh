#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A new signing key reaches clients with a release that the old key signs: rpmworks key rotate, release.next-keys, the gate "keys".
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need dnf rpm gpg git jq

git_repository repos/tool tool.spec="$(spec tool '%description' 'x' '%prep' '%setup -q' '%install' \
  'install -D -m 644 tool.spec %{buildroot}/usr/share/tool/text' '%files' '/usr/share/tool')"
"$RPMWORKS_SOURCE/examples/make-key" gnupg 'Acme packages' >/dev/null 2>&1
first=$(gpg --homedir gnupg --with-colons --list-keys 2>/dev/null | awk -F: '$1 == "fpr" { print $10; exit }')
# config SIGN [KEYS NEXT]
config() {
  cat >repos.yaml <<YAML
schema: 1
product: acme
keys:
  acme: { homedir: gnupg, fingerprint: $first }
${2:-}
packages:
  tool: { git: repos/tool }
release:
${3:-}
  sections:
    packages: { from: builds, sign: $1 }
    sources: { from: srpms, sign: $1 }
YAML
}

# ---- 1: there is no next key
config acme
check_exit 0 rpmworks key rotate
check_contains 'the step' "$out" "step 1 of 3: the key 'acme' has no successor"
check_exit 0 rpmworks release 1.0.0
refused 3 rpmworks key rotate bob -- "the key 'bob' signs no section"
printf '\n' >empty
refused 3 rpmworks key rotate --passphrase-file empty -- 'has no passphrase in its first line'
check_exit 0 rpmworks key rotate --no-passphrase --dry-run
check 'a dry run makes nothing' test ! -e gnupg-acme-2
check_exit 0 rpmworks --json key rotate --no-passphrase
second=$(jq -r .fingerprint <<<"$out")
check_same 'a key was made' true "$(jq .made <<<"$out")"
check_same 'only its owner can read it' 700 "$(stat -c %a gnupg-acme-2)"
check_same 'with the same user id' "$(gpg --homedir gnupg --with-colons --list-keys 2>/dev/null | awk -F: '$1 == "uid" { print $10 }')" \
  "$(gpg --homedir gnupg-acme-2 --with-colons --list-keys 2>/dev/null | awk -F: '$1 == "uid" { print $10 }')"
refused 1 rpmworks key rotate --no-passphrase -- 'exists already'
no_traces

# ---- the key is used too early
keys="  acme-2: { homedir: gnupg-acme-2, fingerprint: $second }"
config acme-2 "$keys"
check_exit 5 rpmworks --json release 1.0.1
check_same 'the gate names the key' "$second" "$(jq -r '.checks[] | select(.name == "keys") | .findings[].id' <<<"$out")"
check 'no release' test ! -e releases/1.0.1

# ---- 2: it is shipped
config acme "$keys" '  next-keys: [acme-2]'
check_exit 0 rpmworks key rotate
check_contains 'the step' "$out" 'step 2 of 3: the published release 1.0.0 does not ship the next key'
check_exit 0 rpmworks release 1.0.1
check_same 'the manifest lists it' "$second" "$(jq -r '.keys[] | select(.next) | .fingerprint' releases/1.0.1/manifest.json)"
check_same 'the old key signs' "$first" "$(jq -r .signer releases/1.0.1/manifest.json)"
check_exit 0 gpg --homedir gnupg-acme-2 --show-keys releases/1.0.1/RPM-GPG-KEY-acme-2
check_contains 'clients are told about it' "$(grep -h ^gpgkey releases/acme.repo)" RPM-GPG-KEY-acme-2
check_exit 0 rpmworks verify 1.0.1

# ---- 3: it signs
check_exit 0 rpmworks key rotate
check_contains 'the step' "$out" 'step 3 of 3: the published release 1.0.1 ships the key'
config acme-2 "$keys"
check_exit 0 rpmworks --json key rotate
check_same 'nothing is left to do' done "$(jq -r .step <<<"$out")"
check_exit 0 rpmworks release 1.0.2
check_same 'the new key signs' "$second" "$(jq -r .signer releases/1.0.2/manifest.json)"
# shellcheck disable=SC2016  # these backticks are Markdown
check_same 'the guide says which clients lack the key' \
  '1.0.0: Clients whose `acme.repo` is that of 1.0.0 need the present `acme.repo` first. Theirs lacks the key `RPM-GPG-KEY-acme-2`.' \
  "$(awk '/^## From / { from = $3 } /^Clients whose/ { print from ": " $0 }' releases/1.0.2/UPGRADE.md)"
check_exit 0 rpmworks verify 1.0.2
check_exit 0 rpmworks --json key rotate
check_same 'the next rotation may begin' make "$(jq -r .step <<<"$out")"

# A client that has 1.0.1's .repo file accepts 1.0.2.
check_exit 0 dnf_install "$TMP/root" "$PWD/releases/1.0.2" acme-2 packages tool

# ---- in an emergency
third=$(rpmworks --json key rotate --no-passphrase | jq -r .fingerprint)
keys+=$'\n'"  acme-3: { homedir: gnupg-acme-3, fingerprint: $third }"
config acme-3 "$keys" "  waivers: [{ gate: keys, finding: $third, reason: acme-2 was stolen, owner: ann, expires: 2999-12-31 }]"
check_exit 0 rpmworks release 1.0.3
check_contains 'the waiver is told' "$out$err" 'acme-2 was stolen'
