#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A key on a PKCS#11 token, which GnuPG reaches through gnupg-pkcs11-scd; the token is SoftHSM's.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need gpg gpgv gpg-connect-agent gnupg-pkcs11-scd softhsm2-util pkcs11-tool openssl rpm jq
module=/usr/lib/softhsm/libsofthsm2.so
[ -e $module ] || skip "$module is not installed"

# --- a token with a key and its certificate, and a GnuPG home that knows it ----------------------------------------------------
mkdir "$TMP/token" tokens
export SOFTHSM2_CONF="$TMP/token/softhsm2.conf"
echo "directories.tokendir = $PWD/tokens" >"$SOFTHSM2_CONF"
softhsm2-util --init-token --free --label acme --pin 1234 --so-pin 5678 >/dev/null
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$TMP/token/key.pem" -outform der -out "$TMP/token/cert.der" -subj /CN=Acme -days 3650 2>/dev/null
openssl pkcs8 -topk8 -nocrypt -in "$TMP/token/key.pem" -out "$TMP/token/key8.pem"
softhsm2-util --import "$TMP/token/key8.pem" --token acme --label sign --id 01 --pin 1234 >/dev/null
pkcs11-tool --module $module --token-label acme --login --pin 1234 --write-object "$TMP/token/cert.der" --type cert --id 01 --label sign >/dev/null 2>&1
rm "$TMP"/token/key*.pem
mkdir -m 700 gnupg
printf 'providers softhsm\nprovider-softhsm-library %s\n' $module >gnupg/gnupg-pkcs11-scd.conf
# It gives the PIN once, as a person would; rpmworks itself never asks.
cat >"$TMP/token/pinentry" <<'EOF'
#!/bin/sh
echo OK
while read -r line; do
  case $line in
    GETPIN*) printf 'D 1234\nOK\n' ;;
    BYE*) echo OK; exit ;;
    *) echo OK ;;
  esac
done
EOF
chmod 755 "$TMP/token/pinentry"
printf 'scdaemon-program %s\npinentry-program %s\n' "$(command -v gnupg-pkcs11-scd)" "$TMP/token/pinentry" >gnupg/gpg-agent.conf
end_agent() { gpgconf --homedir gnupg --kill gpg-agent; }
trap 'status=$?; set +e; end_agent; (exit $status); finish' EXIT
gpg-connect-agent --homedir gnupg 'LEARN --force' /bye >/dev/null 2>&1
grip=$(basename gnupg/private-keys-v1.d/*.key .key)
[ ${#grip} = 40 ] || skip 'gnupg-pkcs11-scd does not find the key on the token'
gpg --homedir gnupg --quiet --batch --gen-key <<EOF 2>/dev/null
Key-Type: RSA
Key-Grip: $grip
Key-Usage: sign
Name-Real: Acme Token
Name-Email: rpm@acme.example
Expire-Date: 0
%commit
EOF
check_contains 'the key is on the token' "$(gpg --homedir gnupg -K 2>/dev/null)" 'sec>'

git_repository aa "aa.spec=$(printf '%s\n' 'Name: aa' 'Version: 1' 'Release: 1' 'Summary: A package' 'License: MIT' 'BuildArch: noarch' '%description' x '%files')"
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
refused 6 rpmworks release 2.0 -- 'did not sign' "unlock it first with \`gpg --homedir $PWD/gnupg"
gpg --homedir gnupg --quiet --detach-sign --output /dev/null repos.yaml
check_exit 0 rpmworks release 2.0
