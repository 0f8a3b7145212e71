#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Kinds of packages that the built-in engine makes: for one or several architectures, with debug information, with %check, with
# network access if requested, and with BuildRequires that appear in several rounds.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild jq python3

product() { # product PACKAGE-LINE…: a repos.yaml with these packages
  printf '%s\n' 'schema: 1' 'product: p' 'targets: { t: { arch: x86_64, buildroot: { repos: [hostbase] } } }' 'packages:' \
    "${@/#/  }" >repos.yaml
}
made() { jq -r '[.builds[].packages[].file] | join(" ")' <<<"$out"; }

# --- architectures --------------------------------------------------------------------------------------------------------
srpm words 'BuildArch: noarch' '%description' x '%files'
srpm here 'ExclusiveArch: x86_64' '%description' x '%files'
srpm elsewhere 'ExclusiveArch: aarch64 s390x' '%description' x '%files'
srpm not-here 'ExcludeArch: x86_64' '%description' x '%files'
product 'words: { srpm: words-1.0-1.src.rpm }' 'here: { srpm: here-1.0-1.src.rpm }' \
  'elsewhere: { srpm: elsewhere-1.0-1.src.rpm }' 'not-here: { srpm: not-here-1.0-1.src.rpm }'
check_exit 0 rpmworks --json build
check_same 'packages for this architecture and noarch packages are built' 'here-1.0-1.x86_64.rpm words-1.0-1.noarch.rpm' "$(made)"
check_same 'they are in the result' 'elsewhere-1.0-1.src its spec does not build for x86_64 (ExclusiveArch: aarch64 s390x)
not-here-1.0-1.src its spec does not build for x86_64 (ExcludeArch: x86_64)' \
  "$(jq -r '.left_out[] | "\(.nevra) \(.reason)"' <<<"$out")"
check_contains 'a package for another architecture is skipped' "$err" \
  'warning: elsewhere is skipped: its spec does not build for x86_64 (ExclusiveArch: aarch64 s390x)'
check_contains 'and one that excludes this architecture' "$err" 'not-here is skipped: its spec does not build for x86_64 (ExcludeArch: x86_64)'
check_exit 0 rpmworks build --plan
check_same 'the plan lists them as skipped' 2 "$(grep -cE '^(elsewhere|not-here) .* left out ' <<<"$out" || true)"
check_exit 3 rpmworks build elsewhere
check_contains 'a selected one is an error' "$err" 'elsewhere: its spec does not build for x86_64 (ExclusiveArch: aarch64 s390x)'
check_exit 3 rpmworks build not-here-1.0-1.src.rpm
check_contains 'so is a file' "$err" 'not-here: its spec does not build for x86_64 (ExcludeArch: x86_64)'

# --- parallel jobs ---------------------------------------------------------------------------------------------------------
noarch_srpm jobs '%description' x '%install' 'install -D /dev/null "%{buildroot}/usr/share/jobs%{_smp_mflags}"' '%files' '/usr/share/jobs*'
jobs=$(($(nproc) + 1)) # not the default
check_exit 0 rpmworks -j "$jobs" build jobs-1.0-1.src.rpm
check_same '--jobs sets %{_smp_mflags} of a single build' "/usr/share/jobs-j$jobs" \
  "$(rpm -qlp .rpmworks/results/t/jobs-1.0-1/jobs-1.0-1.noarch.rpm)"

# BuildArch for a whole spec: rpm itself refuses a spec for another architecture than the machine's.
printf '%s\n' 'Name: old' 'Version: 1.0' 'Release: 1' 'Summary: x' 'License: MIT' 'BuildArch: i686' '%description' x '%files' >old.spec
setarch i686 rpmbuild -bs --quiet --define "_topdir $TMP/rpmbuild" old.spec
mv "$TMP/rpmbuild/SRPMS/old-1.0-1.src.rpm" .
product 'words: { srpm: words-1.0-1.src.rpm }' 'old: { srpm: old-1.0-1.src.rpm }'
check_exit 0 rpmworks build
check_contains 'it is skipped' "$err" 'old is skipped: its spec does not build for x86_64 (BuildArch: i686)'
check_exit 3 rpmworks build old
check_contains 'a selected one is an error' "$err" 'old: its spec does not build for x86_64 (BuildArch: i686)'
git_repository old "old.spec=$(cat old.spec)"
product 'old: { git: old }'
check_exit 3 rpmworks build
check_contains 'its source package cannot be made here either' "$err" 'No compatible architectures found for build'
check_contains 'with the reason' "$err" 'its BuildArch has only architectures that this target does not support'
# noarch subpackages are made beside architecture-specific ones.
srpm mixed '%description' x '%package data' 'Summary: x' 'BuildArch: noarch' '%description data' x '%files' '%files data'
product 'mixed: { srpm: mixed-1.0-1.src.rpm }'
check_exit 0 rpmworks --json build
check_same 'each has its own architecture' 'mixed-1.0-1.x86_64.rpm mixed-data-1.0-1.noarch.rpm' "$(made)"

# --- %check ---------------------------------------------------------------------------------------------------------------
srpm checked 'BuildArch: noarch' '%description' x '%check' 'echo the check fails; exit 1' '%files'
product 'checked: { srpm: checked-1.0-1.src.rpm }'
check_exit 4 rpmworks build
check_contains '%check runs' "$err" 'building checked-1.0-1.src failed in %check'
product 'checked: { srpm: checked-1.0-1.src.rpm, check: false }'
check_exit 0 rpmworks build
check_contains 'without it there is a warning' "$err" 'checked is built without its %check (`check: false`)'
srpm both 'BuildArch: noarch' '%description' x '%check' 'true' '%files'
product 'both: { srpm: both-1.0-1.src.rpm }'
check_exit 0 rpmworks build
product 'both: { srpm: both-1.0-1.src.rpm, check: false }'
check_exit 0 rpmworks build --plan
check_contains 'the results with and without it are distinct' "$out" '1 to build, 0 perhaps, 0 unchanged'

# --- the network ----------------------------------------------------------------------------------------------------------
mkdir served
echo 'from the network' >served/file
(cd served && exec python3 -c '
import http.server, socketserver
server = socketserver.TCPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
open("../port", "w").write(str(server.server_address[1]))
server.serve_forever()' 2>/dev/null) &
for _ in $(seq 100); do [ -s port ] || sleep 0.1; done
srpm fetches 'BuildArch: noarch' '%description' x '%install' 'mkdir -p %{buildroot}/usr/share/fetches' \
  "bash -c 'exec 3<>/dev/tcp/127.0.0.1/$(cat port); printf \"GET /file HTTP/1.0\\r\\n\\r\\n\" >&3; cat <&3' | tail -n 1 >%{buildroot}/usr/share/fetches/file" \
  'test -s %{buildroot}/usr/share/fetches/file' '%files' '/usr/share/fetches'
product 'fetches: { srpm: fetches-1.0-1.src.rpm }'
check_exit 4 rpmworks build
check_contains 'there is no network' "$(cat .rpmworks/results/t/fetches-1.0-1/build.log)" 'Connection refused'
product 'fetches: { srpm: fetches-1.0-1.src.rpm, network: true }'
check_exit 0 rpmworks --json build
check_contains 'if requested, there is a warning' "$err" 'fetches is built with the network (`network: true`)'
check_same 'and the network is available' 'from the network' \
  "$(rpm2cpio .rpmworks/results/t/fetches-1.0-1/fetches-1.0-1.noarch.rpm | cpio -i --quiet --to-stdout ./usr/share/fetches/file)"
product 'fetches: { srpm: fetches-1.0-1.src.rpm }'
check_exit 4 rpmworks build
check_same 'its result is not used without network access' 0 "$(grep -c 'nothing changed' <<<"$out$err" || true)"

# --- BuildRequires in several rounds ----------------------------------------------------------------------------------------
# Each round shows new requirements only after those of the previous round are installed.
srpm first 'BuildArch: noarch' '%description' x '%install' 'install -Dm755 /dev/null %{buildroot}/usr/bin/first' \
  'printf "#!/bin/sh\necho second\n" >%{buildroot}/usr/bin/first' '%files' '/usr/bin/first'
srpm second 'BuildArch: noarch' '%description' x '%install' 'install -Dm755 /dev/null %{buildroot}/usr/bin/second' \
  'printf "#!/bin/sh\necho third\n" >%{buildroot}/usr/bin/second' '%files' '/usr/bin/second'
srpm third 'BuildArch: noarch' '%description' x '%files'
srpm rounds 'BuildArch: noarch' '%description' x '%generate_buildrequires' 'echo first' \
  'command -v first >/dev/null && first' 'command -v second >/dev/null && second' 'exit 0' '%build' 'rpm -q third' '%files'
product 'first: { srpm: first-1.0-1.src.rpm }' 'second: { srpm: second-1.0-1.src.rpm }' \
  'third: { srpm: third-1.0-1.src.rpm }' 'rounds: { srpm: rounds-1.0-1.src.rpm }'
check_exit 0 rpmworks build
folder=.rpmworks/results/t/rounds-1.0-1
check_same 'the root contains the packages of each round' 'first second third' \
  "$(jq -r '[.packages[] | select(.origin == "this product").nevra | split("-")[0]] | join(" ")' "$folder/buildroot.json")"
check_same 'in four rounds' 4 "$(grep -c 'Start: rpmbuild' "$folder/state.log")"
check_exit 0 rpmworks build
check_contains 'and unchanged afterwards' "$out" 'unchanged'
rm -r .rpmworks/results
check_exit 0 rpmworks build --rebuild rounds rounds
check_same 'nor are the rounds repeated' 1 "$(grep -c 'Start: rpmbuild' "$folder/state.log")"
no_traces
