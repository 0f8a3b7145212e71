#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Who signs: agents, a command, a PKCS#11 token; what stays when signing is interrupted; signatures for old clients.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/many.sh"
need gpg gpgv rpm rpmkeys jq setsid

key_home gnupg
gpg --homedir gnupg --armor --export >key.asc
# One build makes many packages.
count=60
many_packages $count

# --- private agents --------------------------------------------------------------------------------------------------------
many_yaml 'homedir: gnupg'
check_exit 0 rpmworks -v release 1.0
check_contains '-v says who signs' "$err" "the key 'acme' signs with private agents"
signed 1.0 >"$TMP/expected"
check_same 'all packages are signed' $((count + 2)) "$(wc -l <"$TMP/expected")"
check_same 'no agent is left' '' "$(agents)"
mkdir "$TMP/rpmdb"
rpmkeys --dbpath "$TMP/rpmdb" --import key.asc
check 'rpm verifies them' rpmkeys --dbpath "$TMP/rpmdb" -K releases/1.0/packages/*.rpm >/dev/null
check_exit 0 rpmworks -v compose 1.1
check_same 'composing again makes no signature of a package' '' "$(grep 'signing ' <<<"$err" || true)"

# --- interrupted -------------------------------------------------------------------------------------------------------------
# A KILL at any moment leaves no agent, and what was signed is kept.
kept=0
for ((round = 0; round < 40 && kept < 3; round++)); do
  rm -rf releases/1.2 .rpmworks/store/records/signature
  background rpmworks compose 1.2
  until [ -n "$(signatures)" ] || ! kill -0 "$pid" 2>/dev/null; do :; done
  kill -9 "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  before=$(signatures)
  for ((i = 0; i < 100; i++)); do
    [ -n "$(agents)" ] || break
    sleep 0.05
  done
  check_same 'the agents end with the run' '' "$(agents)"
  [ "$(wc -l <<<"$before")" -lt "$count" ] || continue
  kept=$((kept + 1))
  check_exit 0 rpmworks compose 1.2
  check_kept 'after a kill' "$before"
  check_same 'the same files' "$(cat "$TMP/expected")" "$(signed 1.2)"
done
check 'some rounds ended in the middle' test "$kept" -gt 0

# --- an agent that is broken ---------------------------------------------------------------------------------------------------
mkdir "$TMP/fake"
agent=$(command -v gpg-agent)
# fake SCRIPT: a gpg-agent for the next command.
fake() {
  printf '#!/bin/bash\n%s\n' "$1" >"$TMP/fake/gpg-agent"
  chmod 755 "$TMP/fake/gpg-agent"
}
with_fake() { PATH=$TMP/fake:$PATH rpmworks "$@"; }
fake 'echo "SSH-2.0-OpenSSH"; sleep 1'
check_exit 6 with_fake compose 1.3
check_contains 'nonsense: what it said' "$err" "it answered 'SSH-2.0-OpenSSH'"
fake 'echo no memory >&2; exit 2'
check_exit 6 with_fake compose 1.3
check_contains 'an agent that does not start' "$err" 'gpg-agent does not start'
check_contains 'its message' "$err" 'no memory'
rm -rf .rpmworks/store/records/signature
# It ends after some signatures: another one goes on.
fake "sed -u 40q | $agent \"\$@\""
check_exit 0 with_fake compose 1.3
check_same 'the same files with agents that end' "$(cat "$TMP/expected")" "$(signed 1.3)"
rm -rf releases/1.3 .rpmworks/store/records/signature
fake "$agent \"\$@\" | sed -u 's/sig-val/sig-fal/'"
check_exit 6 with_fake compose 1.3
check_contains 'an answer that is no signature' "$err" 'gpg-agent did not answer with a signature'
fake "$agent \"\$@\" | LC_ALL=C sed -u 's/s256:.\{20\}/s256:aaaaaaaaaaaaaaaaaaaa/'"
check_exit 6 with_fake compose 1.3
check 'a wrong signature is not shipped' test ! -e releases/1.3

# --- a command -----------------------------------------------------------------------------------------------------------------
cat >sign <<EOF
#!/bin/sh
echo x >>$TMP/calls
exec gpg --homedir $PWD/gnupg --batch --quiet --faked-system-time "\$RPMWORKS_TIME!" --digest-algo "\$RPMWORKS_HASH" \
  --local-user "\$RPMWORKS_KEY!" --armor --detach-sign "\$@"
EOF
chmod 755 sign
rm -rf .rpmworks/store/records/signature
many_yaml 'public: key.asc, command: [./sign, --output, "-"]'
check_exit 0 rpmworks -v compose 1.4
check_contains '-v names the command' "$err" "the key 'acme' signs with the command $PWD/sign"
check_same 'the same files by a command' "$(cat "$TMP/expected")" "$(signed 1.4)"
: >"$TMP/calls"
check_exit 0 rpmworks compose 1.5
check_same 'made once: only a trial before the builds, the manifest and two statements about the release are new' 4 "$(wc -l <"$TMP/calls")"
gpgconf --homedir gnupg --kill all # the agent of the command
printf '#!/bin/sh\necho the safe is closed >&2\nexit 7\n' >sign
refused 6 rpmworks compose 1.6 -- 'repos.yaml:3:' "the command of the key 'acme' ($PWD/sign) failed with exit code 7" 'the safe is closed'
check 'and no release' test ! -e releases/1.6
many_yaml 'public: key.asc, command: [no-such-program]'
refused 1 rpmworks compose 1.6 -- 'no-such-program'
gpgconf --homedir gnupg --kill all

# --- old clients ---------------------------------------------------------------------------------------------------------------
many_yaml 'homedir: gnupg' 'targets: { old: { arch: x86_64, client: el6, buildroot: { repos: [hostbase] } } }
'
rm -rf releases .rpmworks/results
check_exit 0 rpmworks release 2.0
package=releases/2.0/packages/many-p1-1-1.noarch.rpm
check_contains 'over the header' "$(rpm -qp --nosignature --qf '%{RSAHEADER:pgpsig}' "$package")" 'RSA/SHA256'
check_contains 'and over header and payload' "$(rpm -qp --nosignature --qf '%{SIGPGP:pgpsig}' "$package")" 'RSA/SHA256'
check 'rpm verifies both' rpmkeys --dbpath "$TMP/rpmdb" -K "$package" >/dev/null
check_exit 0 rpmworks verify 2.0

# --- several keys -----------------------------------------------------------------------------------------------------------------
sed -i 's/packages, sign: acme/&/; s/from: builds, sign: acme/from: builds, sign: [acme, second]/' repos.yaml
sed -i "s/^keys: .*/keys: { acme: { homedir: gnupg }, second: { homedir: second } }/" repos.yaml
mkdir -m 700 second
gpg --homedir second --quiet --batch --passphrase '' --quick-gen-key 'Second <s@acme.example>' ed25519 sign never 2>/dev/null
gpgconf --homedir second --kill all
refused 5 rpmworks release 2.1 -- 'repos.yaml:' 'the section packages has several keys in `sign`' 'read only one signature'
sed -i 's/client: el6/client: rpm6/' repos.yaml
check_exit 0 rpmworks release 3.0
check_contains 'clients get both keys' "$(cat releases/*.repo)" 'RPM-GPG-KEY-second'
check_exit 0 rpmworks verify 3.0
