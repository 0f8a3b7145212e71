#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# rpmworks withdraw: a release again without some of its packages, and the signed proof of it.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need dnf rpm gpg git jq

example_product product
cd product
check_exit 0 rpmworks release 1.0.0
first=$(sha256sum releases/1.0.0/manifest.json)
jq -r '.packages[].nevra' releases/1.0.0/manifest.json

# packages_in RELEASE: their NEVRAs, sorted.
packages_in() { jq -r '.packages[].nevra' "releases/$1/manifest.json" | sort; }

python=$(packages_in 1.0.0 | grep '^python.*noarch')
refused 3 rpmworks withdraw python-greeting-1.0.0-1.noarch -- 'the release 1.0.0 has no package' 'did you mean'
check_exit 3 rpmworks withdraw --from 0.9 "$python"
check_contains 'it names the releases' "$err" 1.0.0

# ---- only show it
before=$(find releases | sort)
check_exit 0 rpmworks withdraw --dry-run "$python"
check_contains 'it names the new release' "$out" '1.0.0.1 would be 1.0.0 without'
check_contains 'it lists the package' "$out" "$python"
check_contains 'and its source package, which nothing else was built from' "$out" '.src'
check_same 'nothing has changed' "$before" "$(find releases | sort)"

# ---- do it
check_exit 0 rpmworks withdraw "$python" --reason 'it greets the wrong people'
check_contains 'the result' "$out" '1.0.0.1 is 1.0.0 without'
check_same 'it is published' 1.0.0.1 "$(basename "$(readlink releases/current)")"
check_same 'the earlier release has not changed' "$first" "$(sha256sum releases/1.0.0/manifest.json)"
check_same 'what is missing is what was withdrawn' "$(comm -23 <(packages_in 1.0.0) <(packages_in 1.0.0.1))" \
  "$(jq -r '.withdrawn[].nevra' releases/1.0.0.1/manifest.json | sort)"
check_same 'with the reason' 'it greets the wrong people' "$(jq -r '.withdrawn[0].reason' releases/1.0.0.1/manifest.json)"
check_exit 0 rpmworks verify 1.0.0.1
for file in $(cd releases/1.0.0.1 && ls packages/*.rpm sources/*.rpm); do
  check_same "$file is the file of 1.0.0" "$(stat -c %i "releases/1.0.0/$file")" "$(stat -c %i "releases/1.0.0.1/$file")"
done
check_exit 0 dnf_install "$TMP/root" "$PWD/releases/1.0.0.1" greetings packages greeter
check_exit 0 rpm --root "$TMP/root" -q greeter

# ---- again: nothing is left to do
check_exit 0 rpmworks withdraw "$python" --reason 'it greets the wrong people'
check_contains 'it says so' "$out" '1.0.0.1 already lacks'

# The run was stopped before it published: the same command publishes what it made.
check_exit 0 rpmworks rollback
check_same 'back to the first release' 1.0.0 "$(basename "$(readlink releases/current)")"
check_exit 0 rpmworks withdraw "$python" --reason 'it greets the wrong people'
check_same 'the same release is published' 1.0.0.1 "$(basename "$(readlink releases/current)")"
check_same 'no other release was made' '1.0.0 1.0.0.1' "$(find releases -mindepth 1 -maxdepth 1 -type d -name '1*' -printf '%f\n' | sort | paste -sd' ')"

# ---- a second withdrawal follows the first
devel=$(packages_in 1.0.0 | grep '^greet-devel')
check_exit 0 rpmworks --json withdraw "$devel" --no-publish
check_same 'the next number' 1.0.0.2 "$(jq -r .release <<<"$out")"
check_same 'not published' 1.0.0.1 "$(basename "$(readlink releases/current)")"
check_same 'only that package' "$devel" "$(jq -r '.withdrawn[].nevra' <<<"$out")"
check_exit 0 rpmworks verify 1.0.0.2

# ---- another name, which exists
check_exit 5 rpmworks withdraw "$devel" --as 1.0.0
check_contains 'the error names it' "$err" 1.0.0
refused 3 rpmworks withdraw "$devel" --as 'a/b' -- 'cannot be the name of a release'

# ---- repos.yaml has changed
sed -i 's/^    sources: .*/    source-packages: { from: srpms, sign: greetings }/' repos.yaml
refused 3 rpmworks withdraw "$devel" --as 1.0.9 -- 'repos.yaml has changed since the release 1.0.0.1 was made' 'it has no section sources'

# ---- a release that was published before, and that a gate refuses now: each publication warns
cd ..
example_product second
cd second
check_exit 0 rpmworks release 1.0.0
check_exit 0 rpmworks release 1.1.0
check_exit 0 rpmworks rollback
check_exit 0 rpmworks withdraw "$python"
warning='was withdrawn from the release 1.0.0 (this release was published before, so it may be published again)'
check_exit 0 rpmworks publish --verify 1.1.0
check_contains 'the warning' "$err" "$warning"
check_exit 0 rpmworks --json publish 1.1.0
check_contains 'the warning again' "$err" "$warning"
check_same 'also without reading it again' known "$(jq -r .verification <<<"$out")"

# A rollback to a release that still has the package says so.
check_exit 0 rpmworks rollback 1.0.0
check_contains 'rollback' "$err" 'was withdrawn: the release 1.0.0.1 is 1.0.0 without it (this release was published before'
check_exit 0 rpmworks verify 1.0.0
check_contains 'verify notes it' "$out$err" 'was withdrawn: the release 1.0.0.1 is 1.0.0 without it'

# ---- a package that is withdrawn between compose and publish
cd ..
example_product third
cd third
check_exit 0 rpmworks release 1.0.0 --no-publish
check 'it is not published' test ! -e releases/current
check_exit 0 rpmworks withdraw --from 1.0.0 "$devel" --no-publish
refused 5 rpmworks publish 1.0.0 -- 'the release 1.0.0.1 is 1.0.0 without it' 'publish the release that was made without them'
rm -r releases/1.0.0.1
check_exit 0 rpmworks publish 1.0.0
check_exit 0 rpmworks release 1.1.0 --no-publish
check_exit 0 rpmworks withdraw --from 1.0.0 "$python" --as 1.0.0.1 --reason 'it greets the wrong people'
refused 5 rpmworks publish 1.1.0 -- 'the release 1.1.0 has packages that were withdrawn, so it was not published' \
  'was withdrawn from the release 1.0.0: it greets the wrong people' "rpmworks withdraw --from 1.1.0 $python"
check_same 'it is not published' 1.0.0.1 "$(basename "$(readlink releases/current)")"
refused 5 rpmworks publish --verify 1.1.0 -- 'was withdrawn from the release 1.0.0'
check_exit 0 rpmworks withdraw --from 1.1.0 "$python"
check_same 'the command of the hint' 1.1.0.1 "$(basename "$(readlink releases/current)")"

# ---- a release that cannot be read is a finding, whatever is left of its manifest
rm releases/1.0.0.1/manifest.json
lost='what was withdrawn from the release before 1.0.0.1 is not known, because 1.0.0.1 cannot be read: '
check_exit 5 rpmworks verify 1.1.0
check_contains 'without a manifest' "$out" "${lost}it has no manifest.json"
jq 'del(.withdrawn) | .packages = 1' releases/1.1.0/manifest.json >releases/1.0.0.1/manifest.json
check_exit 5 rpmworks verify 1.1.0
check_contains 'with the place' "$out" "$lost$PWD/releases/1.0.0.1/manifest.json:"
# 6: it is not the release either that 1.1.0 follows.
refused 6 rpmworks release 1.3.0 --no-publish -- "$lost" 'restore it from a copy, or remove its folder'
check_exit 0 rpmworks withdraw --from 1.1.0.1 "$devel" --no-publish
check_contains 'a package can be withdrawn all the same' "$err" "$lost"
rm -r releases/1.0.0.1
check_exit 0 rpmworks verify 1.1.0
