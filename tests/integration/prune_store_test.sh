#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# prune --unused-for: what no run has used for a time is removed from a store that two workspaces share. No release changes, the
# signatures stay, and what is missing is made again with the same bytes.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/many.sh"
need gpg rpm jq flock

key_home gnupg
many_packages 6
two_workspaces
place=$TMP/store
store() { rpmworks --store "$place" "$@"; }
prune() { store prune --unused-for 60d "$@"; }
# aged: all files of the store are as old as if nobody had used them for long.
aged() { find "$place/records" "$place/blobs" -type f -exec touch -d '90 days ago' {} +; }
files() { (cd "$place" && find records blobs -type f | sort); }
# kinds: of the records of the store.
kinds() { (cd "$place/records" && find . -type f | cut -d/ -f2 | sort -u | tr '\n' ' '); }
# kept_signatures: with their inodes. One that was made again is another file.
kept_signatures() { (cd "$place/records" && find signature* -type f -printf '%p %i\n' | sort); }

cd a
check_exit 1 prune
check_contains 'nothing was ever stored' "$err" "there is no store $place"
check_exit 2 store prune --unused-for 1d
check_contains 'a time that is too short' "$err" 'a store notes only once a day what is used'
check_exit 2 prune --keep 3
check_contains 'releases and the store at once' "$err" '--unused-for cannot be combined with --keep'

check_exit 0 store release 1
next_version 2
check_exit 0 store compose 2
cp -a releases "$TMP/expected"

# --- what was used stays ------------------------------------------------------------------------------------------------------
before=$(files)
check_exit 0 prune
check_same 'all of it is new' "nothing to remove from the store $place" "$out"
check_same 'nothing is removed' "$before" "$(files)"
aged
check_exit 0 store compose 2
used=$(find "$place/records" -type f -newermt '30 days ago' | wc -l)
check 'a run notes what it uses' test "$used" -ge 1

before=$(files)
signed=$(kept_signatures)
check_exit 0 prune --dry-run
check_contains 'why' "$out" 'no run has used it for that long'
check_contains 'what it would do' "$out" 'would be removed'
check_same 'a dry run removes nothing' "$before" "$(files)"
check_exit 0 store --json prune --unused-for 60d
check_same 'the store' "$place" "$(jq -r .store <<<"$out")"
check_same 'what is removed' "$(jq '[.removed[].count] | add' <<<"$out")" $(($(wc -l <<<"$before") - $(files | wc -l)))
check 'something is' test "$(jq .bytes <<<"$out")" -gt 1000
check_same 'the signatures stay' "$signed" "$(kept_signatures)"
check_same 'what was used stays' "$used" "$(find "$place/records" -type f -newermt '30 days ago' | wc -l)"
check_exit 0 prune
check_contains 'once' "$out" 'nothing to remove'
check 'the releases stay' diff -r "$TMP/expected" releases
check_exit 0 store compose 2
check_contains 'nothing is made again' "$out" unchanged

# --- all of it is old ----------------------------------------------------------------------------------------------------------
aged
check_exit 0 prune
check_same 'of all records, only signatures stay' 'signature signature-kind ' "$(kinds)"
check_same 'they are the same' "$signed" "$(kept_signatures)"
check_same 'of all files, only those that releases link to' '' "$(find "$place/blobs" -type f -links 1)"
for release in 1 2; do check_exit 0 rpmworks verify $release; done
check_exit 0 store build
check_contains 'the package is built again' "$out" 'never built'
rm -rf releases/2 .rpmworks/releases/2.*
check_exit 0 store compose 2
check 'the release has the same bytes' diff -r "$TMP/expected/2" releases/2
check_same 'nothing was signed again' "$signed" "$(kept_signatures)"

# --- while others use the store --------------------------------------------------------------------------------------------------
exec 8<"$place/lock"
flock -s 8
check_exit 8 prune
check_contains 'who is in the way' "$err" "another rpmworks is at work on the store $place"
exec 8<&-
cd ../b
composing() {
  local i
  for i in 2 3 4 5 6; do
    next_version "$i"
    store compose "$i" || return
  done
}
composing >"$TMP/composing" 2>&1 </dev/null &
other=$!
cd ../a
removed=0
while kill -0 $other 2>/dev/null; do
  aged 2>/dev/null || true # files come and go
  check_exit 0 prune --wait --json
  removed=$((removed + $(jq '[.removed[].count] | add // 0' <<<"$out")))
done
code=0
wait $other || code=$?
check_same "the other workspace was not disturbed: $(tail -20 "$TMP/composing")" 0 "$code"
check 'meanwhile, something was removed' test $removed -ge 1
cd ../b
for i in 2 3 4 5 6; do check_exit 0 rpmworks verify $i; done
check 'the same packages as in the other workspace' diff -r "$TMP/expected/2/packages" releases/2/packages
