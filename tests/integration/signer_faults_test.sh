#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What signs fails in the middle of a release: a command that dies, hangs, or answers nonsense; agents that are killed; a key that
# expires. The run ends with an error, nothing is published, and the next run makes only the missing signatures.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/many.sh"
need gpg rpm jq flock setsid gcc
for home in gnupg other; do at_end gpgconf --homedir "$TMP/work/$home" --kill all; done

key_home other Other
key_home gnupg
other=$(gpg --homedir other --with-colons --list-keys 2>/dev/null | awk -F: '$1 == "fpr" { print $10; exit }')
count=60
many_packages $count
signing_command
many_yaml 'public: key.asc, command: [./sign]'
check_exit 0 rpmworks release 1.0
next_version 2
# What it should be.
check_exit 0 rpmworks compose 2.0
mv releases/2.0 "$TMP/expected"
rm -rf .rpmworks/store/records/signature .rpmworks/releases/2.0.*

# says PART…: the run has shown one error, with these parts.
says() {
  local part
  for part; do check_contains 'the message' "$err" "$part"; done
  check_same 'one error is shown' 1 "$(grep -cE '^(\S+: )?error: ' <<<"$err")"
  check_contains 'it has a hint' "$err" 'hint: '
}

# unfinished NAME: a release that failed left nothing behind but more signatures.
before=$(signatures)
unfinished() {
  check "$1: no release" test ! -e releases/2.0
  check_same "$1: nothing is published" 1.0 "$(readlink releases/current)"
  check_same "$1: nothing is left" '' "$(find releases -mindepth 1 -maxdepth 1 -name '.rpmworks-*')$(ls -A .rpmworks/tmp)"
  check_kept "$1" "$before"
  check "$1: what was signed is stored" test "$(signatures | wc -l)" -gt "$(wc -l <<<"$before")"
  before=$(signatures)
}

# --- a command ---------------------------------------------------------------------------------------------------------------
# broken NAME LINE MESSAGE: the command does this instead of the sixth and all further signatures. The first ones are a trial
# before the builds, and two that show whether the key signs at random.
broken() {
  fault "[ \$n -lt 6 ] || { $2; }"
  check_exit 6 rpmworks release 2.0
  says 'repos.yaml:3:' "the command of the key 'acme' ($PWD/sign) $3"
  unfinished "$1"
}
broken 'a command that is killed' 'kill -KILL $$' 'was ended by signal 9'
broken 'a command that fails' 'echo the safe is closed >&2; exit 7' 'failed with exit code 7'
check_contains 'its message' "$err" 'the safe is closed'
broken 'a command that says nothing' 'exit 0' 'did not print one OpenPGP signature'
broken 'a command that answers nonsense' 'head -c 3000 /dev/zero | tr "\0" x; exit' 'did not print one OpenPGP signature'
broken 'a command with another key' "home=$PWD/other key=$other" 'made a signature that cannot be used'
broken 'a signature of something else' 'exec < <(echo something else)' 'made a signature that cannot be used'
broken 'a command that prints without end' 'exec yes' 'printed more than 64.0 KiB'

# A command that hangs ends with the run.
sleep_of_command="sleep 30.0$$"
fault "[ \$n -lt 6 ] || exec $sleep_of_command"
background rpmworks release 2.0
until pgrep -f "^$sleep_of_command" >/dev/null; do
  kill -0 "$pid" 2>/dev/null || fail "the run ended: $(cat "$TMP/err")"
  sleep 0.05
done
kill -TERM "$pid"
code=0
wait "$pid" || code=$?
check_same 'exit code of an interrupted run' 130 "$code"
check_same 'the command is ended too' '' "$(pgrep -f "^$sleep_of_command" || true)"
unfinished 'a command that hangs'

# It leaves a process behind that holds its output, and signs again.
no_fault
fault "$sleep_of_command &"
check_exit 0 rpmworks release 2.0
check_same 'what the command left behind is ended too' '' "$(pgrep -f "^$sleep_of_command" || true)"
check_kept 'a finished run' "$before"
# Signatures of all packages and the metadata of two sections, the manifest, its two statements and that about the build, and the trial.
check_same 'only the missing signatures are made' $((count + 2 + 6 - $(wc -l <<<"$before") + 1)) "$(calls)"
check 'the same release as without faults' diff -r "$TMP/expected" releases/2.0
check_same 'it is published' 2.0 "$(readlink releases/current)"
again() {
  check_exit 0 rpmworks rollback 1.0
  rm -rf releases/2.0 .rpmworks/store/records/signature .rpmworks/releases/2.0.*
  before=
}

# --- agents that are killed ----------------------------------------------------------------------------------------------------
# gpg-agent itself is the child of rpmworks; before each signature, $TMP/fault is read, as by ./sign. In it, $$ is the agent.
mkdir "$TMP/slow"
cat >"$TMP/slow/gpg-agent" <<END
#!/bin/bash
watched() {
  local line n
  while IFS= read -r line; do
    if [ "\$line" = PKSIGN ]; then
      n=\$(flock "$TMP/calls" sh -c 'echo x >>"\$1"; wc -l <"\$1"' count "$TMP/calls")
      [ ! -e "$TMP/fault" ] || . "$TMP/fault"
    fi
    printf '%s\\n' "\$line"
  done
}
exec $(command -v gpg-agent) "\$@" < <(watched)
END
chmod 755 "$TMP/slow/gpg-agent"
many_yaml 'homedir: gnupg'
# check_same_sections DESCRIPTION: the manifest has the digest of another repos.yaml.
check_same_sections() {
  local section
  for section in packages sources; do check "the same $section $1" diff -r "$TMP/expected/$section" "releases/2.0/$section"; done
}
# kill_agents: kills the private agents of the run.
kill_agents() {
  local agent
  for agent in $(pgrep -P "$pid" -x gpg-agent); do kill -KILL "$agent" 2>/dev/null && killed=$((killed + 1)); done || true
}
again
killed=0
halt_when 6
PATH="$TMP/slow:$PATH" halted rpmworks release 2.0
kill_agents
: >"$TMP/go"
code=0
wait "$pid" || code=$?
check_same "agents that are killed once are replaced: $(cat "$halted_err")" 0 "$code"
check 'agents were killed' test "$killed" -ge 1
check_same_sections 'with other agents'

again
fault "[ \$n -lt 6 ] || kill -KILL \$\$"
PATH="$TMP/slow:$PATH" background rpmworks release 2.0
code=0
wait "$pid" || code=$?
err=$(cat "$TMP/err")
check_same "agents that are killed again and again: $err" 6 "$code"
says 'repos.yaml:3:' "the key 'acme' (" 'did not sign' 'it has ended'
unfinished 'agents that are killed again and again'
no_fault
check_exit 0 rpmworks release 2.0
check_kept 'after killed agents' "$before"
check_same_sections 'after killed agents'

# --- a key that expires in the middle ------------------------------------------------------------------------------------------
again
gpg --homedir gnupg --quiet --batch --passphrase '' --quick-set-expire "$(gpg --homedir gnupg --with-colons --list-keys 2>/dev/null |
  awk -F: '$1 == "fpr" { print $10; exit }')" 1d 2>/dev/null
gpg --homedir gnupg --armor --export >key.asc
many_yaml 'public: key.asc, command: [./sign]'
# For rpmworks, the key expires while a signature is made: of a package, of the metadata of a section.
for moment in package metadata; do
  number=6
  [ $moment = package ] || number=$((1 + count + 2 - $(wc -l <<<"$before") + 1))
  set_clock 0
  fault "[ \$n != $number ] || echo 172800 >$TMP/clock"
  check_exit 6 with_clock rpmworks release 2.0
  says 'repos.yaml:3:' "the key 'acme' (" 'expired on 20'
  unfinished "a key that expires while a $moment is signed"
done
# While the manifest is signed, which is the last signature.
set_clock 0
fault "[ \$n != 6 ] || echo 172800 >$TMP/clock"
check_exit 6 with_clock rpmworks release 2.0
check_contains 'the gates find it' "$err" "'signatures' (packages)"
check_contains 'why' "$err" 'expired on 20'
unfinished 'a key that expires while the manifest is signed'
for home in gnupg other; do gpgconf --homedir $home --kill all; done
many_yaml 'homedir: gnupg'
set_clock 0
cat >"$TMP/slow/gpg-agent" <<END
#!/bin/bash
setting() { n=0; while IFS= read -r line; do n=\$((n + 1)); [ \$n != 12 ] || echo 172800 >"$TMP/clock"; printf '%s\\n' "\$line"; done; }
exec $(command -v gpg-agent) "\$@" < <(setting)
END
rm -rf .rpmworks/store/records/signature
before=
PATH="$TMP/slow:$PATH" check_exit 6 with_clock rpmworks release 2.0
says 'repos.yaml:3:' "the key 'acme' (" 'expired on 20' 'extend it with'
unfinished 'a key in a GnuPG home that expires'
no_traces
