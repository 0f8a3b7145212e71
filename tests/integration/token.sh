# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A PKCS#11 token of SoftHSM with a key, and a GnuPG home that reaches it through gnupg-pkcs11-scd. Sourced after lib.sh.

# token_home: makes the folder of tokens, `tokens`, and the GnuPG home, `gnupg`, in the current folder. The home's own agent runs
# afterwards and has the PIN.
token_home() {
  need gpg gpg-connect-agent gnupg-pkcs11-scd softhsm2-util pkcs11-tool openssl
  local module=/usr/lib/softhsm/libsofthsm2.so grip
  [ -e $module ] || skip "$module is not installed"
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
  # It gives the PIN, as a person would; rpmworks itself never asks.
  cat >"$TMP/token/pinentry" <<'END'
#!/bin/sh
echo OK
while read -r line; do
  case $line in
    GETPIN*) printf 'D 1234\nOK\n' ;;
    BYE*) echo OK; exit ;;
    *) echo OK ;;
  esac
done
END
  chmod 755 "$TMP/token/pinentry"
  printf 'scdaemon-program %s\npinentry-program %s\n' "$(command -v gnupg-pkcs11-scd)" "$TMP/token/pinentry" >gnupg/gpg-agent.conf
  at_end end_agent
  gpg-connect-agent --homedir gnupg 'LEARN --force' /bye >/dev/null 2>&1
  grip=$(basename gnupg/private-keys-v1.d/*.key .key)
  [ ${#grip} = 40 ] || skip 'gnupg-pkcs11-scd does not find the key on the token'
  gpg --homedir gnupg --quiet --batch --gen-key <<END 2>/dev/null
Key-Type: RSA
Key-Grip: $grip
Key-Usage: sign
Name-Real: Acme Token
Name-Email: rpm@acme.example
Expire-Date: 0
%commit
END
  check_contains 'the key is on the token' "$(gpg --homedir gnupg -K 2>/dev/null)" 'sec>'
}

# enter_pin: one signature, as on a terminal.
enter_pin() { gpg --homedir gnupg --quiet --yes --detach-sign --output /dev/null repos.yaml; }
