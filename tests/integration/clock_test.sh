#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A clock that was set back: releases that were made and published "tomorrow" are used today. Nothing that clients may need is
# removed, the bytes of a release do not depend on the clock, and each command says that the times do not fit.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/many.sh"
need gpg rpm jq gcc

mkdir product
cd product
key_home gnupg
many_packages 3
many_yaml 'homedir: gnupg'
cp -a . ../today

# --- tomorrow ------------------------------------------------------------------------------------------------------------------
set_clock 1
for release in 1.0 1.1 1.2; do
  [ $release = 1.0 ] || next_version $release
  check_exit 0 with_clock rpmworks release $release
done
check 'published in the future' test "$(tail -1 .rpmworks/published | cut -d' ' -f2)" '>' "$(date -u -d '+12 hours' +%Y-%m-%dT%H:%M:%SZ)"
# The kernel's clock cannot be set here, so the files get their times afterwards.
find releases .rpmworks -exec touch -h -d '+1 day' {} +
contents() { (cd releases && find 1.* -type f -exec sha256sum {} + | sort -k2); }
before=$(contents)
files=$(find releases/1.* -type f -printf '%p %i\n' | sort)

# --- today ---------------------------------------------------------------------------------------------------------------------
set_back='the clock was set back'
no_negative() { check_same "no negative age: $1" '' "$(grep -E -- '(^|[ (])-[0-9]' <<<"$out$err" || true)"; }
check_exit 0 rpmworks status
check_contains 'status says so' "$err" "$set_back"
no_negative status
check_exit 0 rpmworks release 1.2
check_contains 'release says so' "$err" "$set_back"
no_negative release
check_exit 0 rpmworks compose 1.2
check_exit 0 rpmworks verify 1.0
check_exit 0 rpmworks publish 1.2
check_contains 'publish says so' "$err" "$set_back"
for rule in '--keep 0' '--keep 1' '--older-than 1s' '--keep 0 --older-than 1s'; do
  # shellcheck disable=SC2086  # several words
  check_exit 0 rpmworks --json prune $rule
  check_contains "prune $rule says so" "$err" "$set_back"
  check_same "prune $rule removes nothing that clients may need" 0 "$(jq '[.releases[] | select(.removed)] | length' <<<"$out")"
  no_negative prune
done
check_same 'every release is unchanged' "$files" "$(find releases/1.* -type f -printf '%p %i\n' | sort)"
check_exit 0 rpmworks rollback
check_contains 'rollback says so' "$err" "$set_back"
check_same 'to the release before' 1.1 "$(readlink releases/current)"
check_same 'the lists have every release that clients may have' '1.1 1.2 1.0' \
  "$(sed 's|.*/\(1[^/]*\)/packages/$|\1|' releases/mirrorlist/packages | tr '\n' ' ' | sed 's/ $//')"
check_exit 0 rpmworks prune --keep 0
check_same 'nothing is removed after a rollback either' "$before" "$(contents)"
# What was made tomorrow and today is the same.
cd ../today
check_exit 0 rpmworks compose 1.0
check 'the same bytes' diff -r ../product/releases/1.0 releases/1.0
cd ../product

# --- before the key was made -----------------------------------------------------------------------------------------------------
next_version 2.0
set_clock -400
check_exit 6 with_clock rpmworks release 2.0
check_contains 'where' "$err" 'repos.yaml:3:'
check_contains 'what is wrong' "$err" "was created on $(date -u +%Y-%m-)"
check_contains 'why' "$err" "but this machine's clock says $(date -u -d '-400 days' +%Y-%m-)"
check_contains 'what to do' "$err" 'correct the clock'
check 'no release' test ! -e releases/2.0
check_exit 0 with_clock rpmworks prune --keep 0
check_same 'nothing is removed' "$before" "$(contents)"

# --- later -----------------------------------------------------------------------------------------------------------------------
set_clock 3
check_exit 0 with_clock rpmworks --json prune --keep 0
check_same 'when nobody needs a release any more, it is removed' 1.0 "$(jq -r '[.releases[] | select(.removed).release] | join(" ")' <<<"$out")"
check_same 'nothing to say about the clock' '' "$(grep "$set_back" <<<"$err" || true)"
check_exit 0 rpmworks verify 1.1
check_exit 0 rpmworks verify 1.2
