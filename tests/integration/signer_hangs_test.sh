#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A command of a key that never answers: after `timeout` of the key the run ends with an error, the command and its children end
# with it, nothing is published, and the next run makes only the missing signatures.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/many.sh"
need gpg rpm jq flock
at_end end_agent

key_home gnupg
count=10
many_packages $count
signing_command
key='public: key.asc, command: [./sign], timeout: 12s'
many_yaml "$key"
check_exit 0 rpmworks release 1.0
next_version 2

# Neither the command nor its child ends on TERM. The first signatures are a trial before the builds, and two that show whether
# the key signs at random.
hangs="sleep 600.0$$"
fault "[ \$n -lt 6 ] || { echo waiting for a person >&2; trap '' TERM; $hangs & exec $hangs; }"
before=$(signatures)
check_exit 6 rpmworks release 2.0
for part in 'repos.yaml:3:' "the command of the key 'acme' ($PWD/sign) gave no signature within 12.00 s" 'waiting for a person' \
  "hint: if a signature may take longer, set \`timeout\` of the key"; do
  check_contains 'the message' "$err" "$part"
done
check_same 'one error is shown' 1 "$(grep -cE '^(\S+: )?error: ' <<<"$err")"
check_same 'the command and its child have ended' '' "$(pgrep -f "^$hangs" || true)"
check 'no release' test ! -e releases/2.0
check_same 'nothing is published' 1.0 "$(readlink releases/current)"
check_same 'nothing is left' '' "$(find releases -mindepth 1 -maxdepth 1 -name '.rpmworks-*')$(ls -A .rpmworks/tmp)"
check_kept 'the run that failed' "$before"
made=$(signatures)
check 'what was signed is stored' test "$(wc -l <<<"$made")" -gt "$(wc -l <<<"$before")"

no_fault
check_exit 0 rpmworks release 2.0
check_same 'it is published' 2.0 "$(readlink releases/current)"
check_kept 'a finished run' "$made"
# Signatures of all packages and the metadata of two sections, the manifest, its two statements and that about the build, and the trial.
check_same 'only the missing signatures are made' $((2 * (count + 2 + 6) + 1 - $(wc -l <<<"$made"))) "$(calls)"
end_agent
no_traces
