#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A key on a PKCS#11 token, which GnuPG reaches through gnupg-pkcs11-scd; the token is SoftHSM's.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/token.sh"
need gpgv rpm jq

token_home
git_repository aa "aa.spec=$(printf '%s\n' 'Name: aa' 'Version: 1' 'Release: 1' 'Summary: A package' 'License: MIT' 'BuildArch: noarch' '%description' x '%install' 'mkdir -p %{buildroot}/opt' 'touch %{buildroot}/opt/aa' '%files' '/opt/aa')"
cat >repos.yaml <<EOF
schema: 1
product: acme
keys: { acme: { homedir: gnupg } }
packages: { aa: { git: aa } }
release:
  sections:
    packages: { from: builds, sign: acme }
    sources: { from: srpms, sign: acme }
EOF

# --- signing with it -------------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks -v release 1.0
check_contains '-v says who signs' "$err" "the key 'acme' signs with the agent of $PWD/gnupg, one signature at a time"
check_exit 0 rpmworks verify 1.0
check 'the agent that ran before still runs' gpg-connect-agent --homedir gnupg --no-autostart /bye
# The same signatures again: a token's RSA is deterministic too.
cp -r releases/1.0 "$TMP/first"
rm -rf .rpmworks/store/records/signature releases
check_exit 0 rpmworks release 1.0
check 'the same files without the stored signatures' diff -r "$TMP/first" releases/1.0

# --- the token is pulled out -----------------------------------------------------------------------------------------------------
kept=$(find .rpmworks/store/records/signature -type f | sort)
sed -i 's/^Version: 1/Version: 2/' aa/aa.spec
git -C aa commit -qam 'version 2'
mv tokens pulled-out
end_agent
refused 6 rpmworks release 2.0 -- 'repos.yaml:3:' "the key 'acme'" 'did not sign'
check 'no release' test ! -e releases/2.0
check_same 'signatures that were made are kept' "$kept" "$(find .rpmworks/store/records/signature -type f | sort)"
mv pulled-out tokens
# The PIN was not entered since: that is an error at once, not a prompt.
refused 6 rpmworks release 2.0 -- 'did not sign' 'it is on a card or token with a PIN that its agent does not hold' \
  "unlock it first with \`gpg --homedir $PWD/gnupg"
enter_pin
check_exit 0 rpmworks release 2.0
