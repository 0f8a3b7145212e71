# shellcheck shell=bash disable=SC2154 # bench/run sets tmp and rounds
# SPDX-License-Identifier: GPL-3.0-or-later
# A release of the example product without packages of upstreams, and the lock of the whole one. Sourced by bench/run.
mkdir "$tmp/product"
examples/make-repositories "$tmp/product/repos" >/dev/null
examples/make-key "$tmp/product/gnupg" >/dev/null 2>&1
cp tests/integration/example.yaml "$tmp/product/repos.yaml"
cd "$tmp/product" || exit
rpmworks release 1.0.0 >/dev/null 2>&1 # layers of BuildRequires are made here, once
rm -rf releases .rpmworks
timed "$tmp/release.first" rpmworks release 1.0.0
sleep 3 # recently changed files are read again, as git does with files that may have changed
for ((i = 0; i < rounds; i++)); do timed "$tmp/release.again" rpmworks release 1.0.0; done
row 'the example again, unchanged' "$tmp/release.again" "$tmp/release.first" 'its first release, roots warm'
cd "$OLDPWD" || exit
mkdir "$tmp/locked"
examples/make-repositories "$tmp/locked/repos" >/dev/null
examples/make-key "$tmp/locked/gnupg" >/dev/null 2>&1
examples/make-vendor "$tmp/locked/extras" >/dev/null 2>&1
cp examples/repos.yaml "$tmp/locked/"
cd "$tmp/locked" || exit
rpmworks lock >/dev/null 2>&1
sleep 3
for ((i = 0; i < rounds; i++)); do timed "$tmp/lock.check" rpmworks lock --check; done
line 'lock --check, nothing changed' "$(median "$tmp/lock.check")" '' '' 'at most 0.1 s'
cd "$OLDPWD" || exit
printf '%-36s %s\n' '  largest process of rpmworks' "$(peak "$tmp/release.first" "$tmp/release.again")"
