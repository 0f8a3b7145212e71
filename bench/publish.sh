# shellcheck shell=bash disable=SC2154,SC2016 # bench/run sets tmp and rounds; a line of a spec
# SPDX-License-Identifier: GPL-3.0-or-later
# Publishing a release of many packages, and the status of many releases. Sourced by bench/run.
mkdir -p "$tmp/publish/repos/parts" && cd "$tmp/publish" || exit
"$OLDPWD/examples/make-key" gnupg >/dev/null 2>&1
{
  printf '%s\n' 'Name: parts' 'Version: 1.0' 'Release: 1' 'Summary: Parts' 'License: MIT' 'BuildArch: noarch' '%description' 'Parts.' '%install' \
    'mkdir -p %{buildroot}/usr/share/parts' 'for i in $(seq 0 999); do echo $i >%{buildroot}/usr/share/parts/p$i; done'
  for ((i = 0; i < 1000; i++)); do
    printf '%s\n' "%package p$i" "Summary: Part $i" "%description p$i" "Part $i." "%files p$i" "/usr/share/parts/p$i"
  done
} >repos/parts/parts.spec
git -C repos/parts init -q -b main && git -C repos/parts add -A && git -C repos/parts commit -q -m 'Begin'
printf '%s\n' 'schema: 1' 'product: parts' 'keys: { parts: { homedir: gnupg } }' 'packages: { parts: { git: repos/parts } }' \
  'release: { sections: { packages: { from: builds, sign: parts }, sources: { from: srpms, sign: parts } } }' >repos.yaml
rpmworks release 1.0.0 >/dev/null 2>&1
rpmworks compose 1.0.1 >/dev/null 2>&1
for ((i = 0; i < 2 * rounds; i++)); do timed "$tmp/publish.times" rpmworks publish "1.0.$((i % 2))"; done
line 'publish, 1,000 packages' "$(median "$tmp/publish.times")" '' '' 'at most 0.05 s'
# Links to the files of a release, as the next releases have.
for ((i = 2; i < 100; i++)); do cp -al releases/1.0.0 "releases/1.0.$i"; done
rpmworks status >/dev/null # reads each manifest once
for ((i = 0; i < rounds; i++)); do timed "$tmp/status.times" rpmworks status; done
line 'status, 100 releases of 1,000' "$(median "$tmp/status.times")" '' '' 'at most 0.2 s'
printf '%-36s %s\n' '  largest process of rpmworks' "$(peak "$tmp/publish.times" "$tmp/status.times")"
cd "$OLDPWD" || exit
