#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# compose --delta-from: a release that holds only what another one lacks, and its chain for clients.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need dnf rpm gpg git jq

example_product product
cd product
sed -i "s|^release:|&\n  baseurl: $PWD/releases|" repos.yaml
packages_in() { jq -r '.packages[].nevra' "releases/$1/manifest.json" | sort | paste -sd' '; }
check_exit 0 rpmworks release 1.0.0
next_greeter 1.1.0
check_exit 0 rpmworks compose 1.1.0 --delta-from 1.0.0
check_same 'only what changed, and its source' 'greeter-1.1.0-1.src greeter-1.1.0-1.x86_64' "$(packages_in 1.1.0)"
check_same 'the manifest names the other release' "1.0.0 $(sha256sum releases/1.0.0/manifest.json | cut -d' ' -f1)" \
  "$(jq -r '.delta_from | "\(.release) \(.manifest_sha256)"' releases/1.1.0/manifest.json)"
check_exit 0 rpmworks verify 1.1.0
check_contains 'gates that need the whole release' "$out" 'closure: the release holds only packages that 1.0.0 lacks'
check_exit 0 rpmworks compose 1.1.0 --delta-from 1.0.0
check_contains 'composing again changes nothing' "$out$err" unchanged

# A delta of a delta.
next_greeter 1.2.0
check_exit 0 rpmworks compose 1.2.0 --delta-from 1.1.0
check_same 'only what changed' 'greeter-1.2.0-1.src greeter-1.2.0-1.x86_64' "$(packages_in 1.2.0)"

# A client of the chain gets everything.
check_same 'the repositories of the chain' '[greetings-packages-1.0.0] [greetings-packages-1.1.0] [greetings-packages]' \
  "$(grep '^\[.*packages' releases/1.2.0/greetings.repo | sort | paste -sd' ')"
mkdir repos.d
cp releases/1.2.0/greetings.repo repos.d/
check_exit 0 dnf -q -y --noplugins --installroot="$TMP/root" --releasever=12 --setopt=reposdir="$PWD/repos.d" \
  --setopt=install_weak_deps=False --setopt=cachedir="$TMP/cache" --setopt=persistdir="$TMP/state" --setopt=logdir="$TMP" \
  --repofrompath="base,file://$HOSTBASE" --setopt=base.gpgcheck=1 \
  --setopt="base.gpgkey=file://$HOSTBASE/RPM-GPG-KEY-hostbase" install greeter
check_same 'the newest' greeter-1.2.0-1.x86_64 "$(rpm --root "$TMP/root" -q greeter)"
check_same 'what it requires comes from the first release' greet-1.0.0-1.x86_64 "$(rpm --root "$TMP/root" -q greet)"

# ---- another key signs, and another section is new: each repository of the chain names its own keys
cp -a "$TMP/work/product" "$TMP/work/rotated"
cd "$TMP/work/rotated"
sed -i "s|baseurl: .*|baseurl: $PWD/releases|" repos.yaml
second=$(rpmworks --json key rotate --no-passphrase | jq -r .fingerprint)
sed -i "s|^keys:|&\n  greetings-2: { homedir: gnupg-greetings-2, fingerprint: $second }|; s|^release:|&\n  next-keys: [greetings-2]|" repos.yaml
next_greeter 1.3.0
check_exit 0 rpmworks compose 1.3.0 --delta-from 1.1.0
sed -i '/next-keys/d; s|sign: greetings|sign: greetings-2|; s|sections:|&\n    extra: { from: builds, sign: greetings-2 }|' repos.yaml
sed -i 's|python-greetings: { git: repos/python-greetings|&, section: extra|' repos.yaml
next_greeter 1.4.0
check_exit 0 rpmworks compose 1.4.0 --delta-from 1.3.0
check_exit 0 rpmworks verify 1.4.0
stanza() { sed -n "/^\[$1\]/,/^$/p" releases/1.4.0/greetings.repo; }
check_same 'the new key' "gpgkey=file://$PWD/releases/1.4.0/RPM-GPG-KEY-greetings-2" "$(stanza greetings-packages | grep ^gpgkey)"
check_same 'the keys of the first link' \
  "gpgkey=file://$PWD/releases/1.3.0/RPM-GPG-KEY-greetings file://$PWD/releases/1.3.0/RPM-GPG-KEY-greetings-2" \
  "$(stanza greetings-packages-1.3.0 | grep ^gpgkey)"
check_same 'the key of the second link' "gpgkey=file://$PWD/releases/1.1.0/RPM-GPG-KEY-greetings" \
  "$(stanza greetings-packages-1.1.0 | grep ^gpgkey)"
check_same 'no link has the new section' '[greetings-extra]' "$(grep '^\[.*extra' releases/1.4.0/greetings.repo)"
mkdir -p repos.d
cp releases/1.4.0/greetings.repo repos.d/
check_exit 0 dnf -q -y --noplugins --installroot="$TMP/root-rotated" --releasever=12 --setopt=reposdir="$PWD/repos.d" \
  --setopt=install_weak_deps=False --setopt=cachedir="$TMP/cache-rotated" --setopt=persistdir="$TMP/state-rotated" \
  --setopt=logdir="$TMP" --repofrompath="base,file://$HOSTBASE" --setopt=base.gpgcheck=1 \
  --setopt="base.gpgkey=file://$HOSTBASE/RPM-GPG-KEY-hostbase" install greeter
check_same 'the newest' greeter-1.4.0-1.x86_64 "$(rpm --root "$TMP/root-rotated" -q greeter)"
sed -i 's/RPM-GPG-KEY-greetings$/RPM-GPG-KEY-other/' releases/1.1.0/greetings.repo
next_greeter 1.5.0
refused 5 rpmworks compose 1.5.0 --delta-from 1.4.0 -- 'greetings.repo does not match its SHA-256 in the manifest of the release 1.1.0'
cd "$TMP/work/product"

# What cannot be.
refused 3 rpmworks publish 1.2.0 -- 'the release 1.2.0 cannot be published: it holds only packages that the release 1.1.0 lacks'
check_same 'the published release' 1.0.0 "$(readlink releases/current)"
refused 3 rpmworks compose 1.3.0 --delta-from 0.9 -- "there is no release '0.9'"
next_greeter 1.0.5
refused 5 rpmworks compose 1.3.0 --delta-from 1.2.0 -- 'clients of the chain would not see 1 package of the release 1.3.0' \
  'greeter-1.0.5-1.x86_64: an earlier release of the chain has 1.2.0-1'
check_exit 0 rpmworks compose 1.3.0
check_same 'a whole release' 7 "$(jq '.packages | length' releases/1.3.0/manifest.json)"
next_greeter 1.4.0
printf '\n' >>releases/1.1.0/manifest.json
refused 3 rpmworks compose 1.4.0 --delta-from 1.2.0 -- 'the release 1.1.0 is not the one from which a later delta was made'
