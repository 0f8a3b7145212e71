#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# rpmworks audit on 1,000 releases of 1,000 packages, manifests only: its answers are those of grep. bench/audit.sh measures the time.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need jq python3
[ "$(df --output=avail -k "$TMP" | tail -n 1)" -gt $((4 << 20)) ] || skip "less than 4 GiB are free in $TMP"
export RPMWORKS_CACHE=$TMP/cache
rpmworks() { "$RPMWORKS" "$@"; }

"$RPMWORKS_SOURCE/bench/make-manifests" releases 1000 1000
printf '%s\n' 'schema: 1' 'product: acme' 'keys: { acme: { homedir: gnupg } }' 'packages: { one: { git: one, ref: v1 } }' 'release:' \
  '  sections:' '    packages: { from: builds, sign: acme }' >repos.yaml
# with TEXT: the releases whose manifest has a text.
with() { grep -rlF --include=manifest.json -- "$1" releases | cut -d/ -f2 | sort; }
found() { jq -r '.found[].releases[].release' <<<"$out" | sort -u; }

for version in 0 1 3; do
  check_exit 0 rpmworks --json audit --package "package7-1.$version-1.x86_64"
  check_same "package7-1.$version" "$(with "\"package7-1.$version-1.x86_64\"")" "$(found)"
done
commit=$(sed -n 's/.*"name": "package7",.*"commit": "\([0-9a-f]*\)".*/\1/p' releases/1.0.500/manifest.json)
check_exit 0 rpmworks --json audit --commit "${commit:0:12}"
check_same 'by a commit' "$(with "\"commit\": \"$commit\"")" "$(found)"
check_same 'all packages of it' "$(cat releases/*/manifest.json | grep -F "\"commit\": \"$commit\"" | grep -o '"nevra": "[^"]*"' | sort -u | wc -l)" \
  "$(jq '.found | length' <<<"$out")"
hex=$(sed -n 's/.*"name": "package999",.* "sha256": "\([0-9a-f]*\)", "sha512".*/\1/p' releases/1.0.999/manifest.json)
check_exit 0 rpmworks --json audit --digest "$hex"
check_same 'by a digest' "$(with "\"sha256\": \"$hex\"")" "$(found)"
check_exit 0 rpmworks --json audit "$(sha256sum releases/1.0.123/manifest.json | cut -d' ' -f1)"
check_same 'a manifest by its digest' 1.0.123 "$(found)"
check_exit 0 rpmworks --json audit 1.0.999 --license mpl-2.0
check_same 'by a licence' 250 "$(jq '.found | length' <<<"$out")"
check_exit 0 rpmworks audit --license MIT
check_contains 'the text is short, and says so' "$out" 'more: --all lists them'
# One release changes, one is removed, one is new: only these are read.
sed -i 's/"package7-/"other7-/; s/"name": "package7"/"name": "other7"/' releases/1.0.10/manifest.json
rm -r releases/1.0.11
cp -r releases/1.0.12 releases/1.1.0
check_exit 0 rpmworks --json audit --package package7
check_contains 'only two manifests are read' "$err" 'indexing 2 manifests'
check_same 'the answer is that of today' "$(with '"name": "package7"')" "$(found)"
check_exit 0 rpmworks --json audit --package other7
check_same 'also of the changed one' 1.0.10 "$(found)"
check_exit 0 rpmworks --json audit --package package7
check_same 'nothing is read again' '' "$err"
