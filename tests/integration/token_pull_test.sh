#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A token that is pulled out between two signatures of a release: the run ends with an error, nothing is published, signatures that
# were made are kept, and the run after it makes only the missing ones.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/many.sh"
. "$(dirname "$0")/token.sh"
need gpgv rpm jq flock setsid

token_home
count=12
many_packages $count
many_yaml 'homedir: gnupg'
enter_pin
check_exit 0 rpmworks release 1.0
check_same 'all packages are signed' $((count + 2)) "$(signed 1.0 | wc -l)"
end_agent

# The agent talks to the token through this program, which counts the signatures and can fail in between. The agent must not find
# the socket of gnupg-pkcs11-scd, because it would use it directly.
: >"$TMP/calls"
cat >"$TMP/token/scd" <<END
#!/bin/bash
coproc scd { exec $(command -v gnupg-pkcs11-scd) "\$@"; }
exec 3<&"\${scd[0]}" 4>&"\${scd[1]}"
cat <&3 4>&- &
while IFS= read -r line; do
  case \$line in
    'GETINFO socket_name') line='GETINFO no_socket' ;;
    PKSIGN*)
      n=\$(flock "$TMP/calls" sh -c 'echo x >>"\$1"; wc -l <"\$1"' count "$TMP/calls")
      [ ! -e "$TMP/fault" ] || . "$TMP/fault"
      ;;
  esac
  printf '%s\n' "\$line" >&4 || break
done
kill "\$scd_PID" 2>/dev/null
END
chmod 755 "$TMP/token/scd"
sed -i "s|^scdaemon-program .*|scdaemon-program $TMP/token/scd|" gnupg/gpg-agent.conf

# pull NAME VERSION FAULT: a release, in which FAULT happens at the fifth signature. The first one is the trial before the builds.
pull() {
  local name=$1 version=$2 before made published
  published=$(readlink releases/current)
  next_version "$version"
  no_fault
  enter_pin
  fault "[ \"\$n\" != 5 ] || { $3; }"
  before=$(signatures)
  check_exit 6 rpmworks release "$version"
  check_contains "$name: where" "$err" 'repos.yaml:3:'
  check_contains "$name: which key" "$err" "the key 'acme'"
  check_contains "$name: what happened" "$err" 'did not sign'
  check_same "$name: one error is shown" 1 "$(grep -c '^repos.yaml:.* error: ' <<<"$err")"
  check "$name: no release" test ! -e "releases/$version"
  check_same "$name: nothing is published" "$published" "$(readlink releases/current)"
  check_same "$name: nothing is left" '' "$(find releases -mindepth 1 -maxdepth 1 -name '.rpmworks-*' ! -name '.rpmworks-mirrorlist*')"
  check_kept "$name" "$before"
  made=$(signatures)
  check_same "$name: the signatures made so far are stored" 3 "$(comm -13 <(echo "$before") <(echo "$made") | wc -l)"
  # The token is back.
  end_agent
  [ ! -e pulled-out ] || mv pulled-out tokens
  no_fault
  enter_pin
  : >"$TMP/calls"
  check_exit 0 rpmworks release "$version"
  check_kept "$name, after that" "$made"
  # Metadata of two sections, the manifest, its two statements and that about the build, and the trial.
  check_same "$name: only the missing signatures are made" $((count + 2 - 3 + 7)) "$(calls)"
  check_same "$name: the release is published" "$version" "$(readlink releases/current)"
  check_exit 0 rpmworks verify "$version"
  end_agent
}

pull 'a token that disappears' 2.0 "mv '$PWD/tokens' '$PWD/pulled-out'; kill \$scd_PID; exit"
pull 'a program for the token that ends' 3.0 "kill -KILL \$scd_PID; exit"
pull 'a reader that says so' 4.0 "echo 'ERR 100696144 No such device <SCD>'; echo 'ERR 100696144 No such device <SCD>'; continue"
no_traces
