#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# prune and status: what is removed and why, what each release adds on disk, and removals that are killed at any moment.
# RPMWORKS_TEST_KILLS: how often (10); RPMWORKS_TEST_SEED: of the moments.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/kills.sh"
need rpm gpg jq setsid

example_product product
cd product
check_exit 0 rpmworks status
check_contains 'nothing yet' "$out" "no release in $PWD/releases"
check_exit 0 rpmworks release 1.0.0
for release in 1.0.1 1.0.2 1.0.3; do
  next_greeter $release
  check_exit 0 rpmworks compose $release
done
# at AGE RELEASE…: publishes the releases, as if that had been so long ago.
at() {
  local time
  time=$(date -u -d "-$1" +%Y-%m-%dT%H:%M:%SZ)
  shift
  for release; do
    check_exit 0 rpmworks publish "$release"
    sed -i "\$s/.*/$release $time 21600/" .rpmworks/published
  done
}
sed -i "s/^1.0.0 [^ ]*/1.0.0 2026-01-01T00:00:00Z/" .rpmworks/published
at '3 days' 1.0.1
at '2 days' 1.0.2

# --- status ----------------------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks status
check_contains 'the releases' "$out" '4 releases, '
check_contains 'the published one' "$out" 'published since'
check_contains 'an earlier one' "$out" 'published before the present one'
check_contains 'one that nobody has' "$out" 'never published'
check_contains 'the mirror lists' "$out" 'mirrorlist/packages: 1.0.2, 1.0.1'
check_contains 'results of builds' "$out" 'builds for hostbase: '
check_exit 0 rpmworks --json status
check_same 'as JSON' '1.0.0 1.0.1 1.0.2 1.0.3' "$(jq -r '[.releases[].release] | join(" ")' <<<"$out")"
check_same 'nothing is left to do' '[] []' "$(jq -c '.stale, .temporary' <<<"$out" | tr '\n' ' ' | sed 's/ $//')"
# Packages that did not change are the same file in every release.
unchanged=$(stat -c %i releases/1.0.0/packages/greet-1*.rpm)
check_same 'links' "$unchanged" "$(stat -c %i releases/1.0.3/packages/greet-1*.rpm)"
check_same 'what a release adds is less than what it holds' true "$(jq '.releases[1] | .bytes_of_its_own < .bytes_on_disk' <<<"$out")"
check_same 'each file counts once' "$(du -c --block-size=1 -s releases/1.0.?/* | tail -1 | cut -f1)" \
  "$(jq .bytes_on_disk <<<"$out")"
rm releases/greetings.repo
check_exit 0 rpmworks status
check_contains 'a file is missing' "$out" 'missing or out of date: greetings.repo (repair: rpmworks publish 1.0.2)'
check_exit 0 rpmworks publish 1.0.2

# --- the plan --------------------------------------------------------------------------------------------------------------------
check_exit 2 rpmworks prune
check_contains 'a rule is needed' "$err" 'pass --keep N'
check_exit 2 rpmworks prune --older-than soon
before=$(find releases .rpmworks/published | sort)
check_exit 0 rpmworks prune --keep 1 --dry-run
check_contains 'what would be removed' "$out" '1.0.0    would be removed  not one of the 1 newest releases; published until'
check_contains 'and kept' "$out" '1.0.1    kept              published before the present one'
check_same 'nothing is removed' "$before" "$(find releases .rpmworks/published | sort)"
sed -i 's/^release:/release:\n  keep: [1.0.0, 0.9]/' repos.yaml
check_exit 0 rpmworks --json prune --keep 1 --dry-run
check_same 'release.keep' 'listed in `release.keep`' "$(jq -r '.releases[0].reason' <<<"$out")"
check_contains 'an unknown name there' "$err" '`release.keep` lists 0.9, but there is no such release'
sed -i '/keep: \[/d' repos.yaml
check_exit 0 rpmworks --json prune --keep 1 --older-than 2w --dry-run
check_same 'every rule must say so' 0 "$(jq '[.releases[] | select(.removed)] | length' <<<"$out")"

# --- killed at any moment ----------------------------------------------------------------------------------------------------------
cp -a releases "$TMP/releases"
cp .rpmworks/published "$TMP/published"
milliseconds check_exit 0 rpmworks --json prune --keep 0
check_same 'the releases that clients do not need' '1.0.0 1.0.3' "$(jq -r '[.releases[] | select(.removed).release] | join(" ")' <<<"$out")"
check_same 'are removed' 'releases/1.0.1 releases/1.0.2' "$(echo releases/1.*)"
check_exit 0 rpmworks verify 1.0.1
check_exit 0 rpmworks verify 1.0.2
for _ in $(seq "$kills"); do
  rm -rf releases
  cp -a "$TMP/releases" releases
  cp "$TMP/published" .rpmworks/published
  killed_within $((took + 10)) rpmworks prune --keep 0
  for release in releases/1.*; do
    check "$release is complete" diff -r "$TMP/$release" "$release"
  done
  while read -r url; do
    release=${url#file:///srv/greetings/}
    check "a mirror list names $release" test -e "releases/${release%/}/repodata/repomd.xml"
  done < <(cat releases/mirrorlist/*)
  check_same 'the published release stays' 1.0.2 "$(readlink releases/current)"
  check_exit 0 rpmworks prune --keep 0
  check_same 'the same command finishes' 'releases/1.0.1 releases/1.0.2' "$(echo releases/1.*)"
  check_same 'and leaves nothing' '' "$(find releases -maxdepth 1 -name '.rpmworks*')"
done
check_struck
