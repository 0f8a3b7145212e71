#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The upgrade guide of a release, the gate that proves it, and its commands carried out by the real dnf.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need gpg rpm rpmbuild jq

# package NAME VERSION LINE…: a repository with a noarch package; the lines follow its head.
package() {
  local name=$1 version=$2
  shift 2
  rm -rf "repos/$name"
  git_repository "repos/$name" "$name.spec=$(printf '%s\n' "Name: $name" "Version: $version" 'Release: 1' "Summary: The package $name" \
    'License: MIT' 'BuildArch: noarch' "$@" '%description' x '%install' 'mkdir -p %{buildroot}/opt/up' \
    "echo $version >%{buildroot}/opt/up/$name" '%files' "/opt/up/$name")"
}
waivers=''
config() {
  local name
  {
    printf '%s\n' 'schema: 1' 'product: upgraded' 'keys:' '  acme: { homedir: gnupg }' 'packages:'
    for name; do printf '  %s: { git: repos/%s }\n' "$name" "$name"; done
    printf '%s\n' 'release:' '  base: [hostbase]'
    [ -z "$waivers" ] || printf '  waivers:\n%s\n' "$waivers"
    printf '%s\n' '  sections:' '    packages: { from: builds, sign: acme }' '    sources: { from: srpms, sign: acme }'
  } >repos.yaml
}
ids() { jq -r '.checks[] | select(.findings) | .name as $gate | .findings[] | "\($gate) \(.id)"' <<<"$out" | sort; }
# commands FROM: the commands of the guide of 1.0.2 for dnf.
commands() { awk -v head="## From $1" '$0 == head { on = 1; next } /^## / { on = 0 } on && /^    dnf / { sub(/^    /, ""); print }' releases/1.0.2/UPGRADE.md; }

mkdir -m 700 gnupg
gpg --homedir gnupg --quiet --batch --passphrase '' --quick-gen-key 'Acme <rpm@acme.example>' rsa2048 sign never 2>/dev/null
gpgconf --homedir gnupg --kill gpg-agent

# --- two releases without any finding ------------------------------------------------------------------------------------------
package app 1.0 'Requires: bash' '%pre' 'echo before' '%post' 'test -e /opt/up/app'
package down 1.0
package old 1.0
config app down old
check_exit 0 rpmworks release 1.0.0
check 'the first release has no guide' test ! -e releases/1.0.0/UPGRADE.md
package app 1.1 'Requires: bash'
package down 2.0
config app down old
check_exit 0 rpmworks release 1.0.1
check_same 'an upgrade' 'dnf upgrade' "$(awk '/^    dnf/ { sub(/^    /, ""); print }' releases/1.0.1/UPGRADE.md)"
check_exit 0 rpmworks verify 1.0.1
check_contains 'the gate' "$out" 'ok      upgraded 1.0.1: upgrade, from 1.0.0'

# --- a lower version, a new package, and one that is gone ------------------------------------------------------------------------
package app 1.2 'Requires: bash' 'Requires: library'
package down 1.5
package library 1.0
package tool 1.0
config app down library tool
check_exit 5 rpmworks --json release 1.0.2
check_same 'findings' 'upgrade old.noarch removed' "$(ids)"
check_contains 'their text' "$out" 'old-1.0-1.noarch of 1.0.1 is not in this release, and nothing obsoletes it'
check 'no release' test ! -e releases/1.0.2
waivers=$'\n    - { gate: upgrade, finding: old.noarch removed, reason: nobody used it, owner: ann, expires: 2999-12-31 }'
config app down library tool
check_exit 0 rpmworks release 1.0.2
check_same 'from 1.0.0' 'dnf upgrade
dnf remove old
dnf install tool' "$(commands 1.0.0)"
check_same 'from 1.0.1' 'dnf upgrade
dnf distro-sync down
dnf remove old
dnf install tool' "$(commands 1.0.1)"
check_contains 'on the page' "$(cat releases/1.0.2/index.html)" '<h3>From 1.0.1</h3>'
check_contains 'it is a file of the release' "$(jq -r '.files[].file' releases/1.0.2/manifest.json)" UPGRADE.md
check_exit 0 rpmworks report 1.0.2 -o page.html
check_contains 'a page with checks that were made now' "$(cat page.html)" 'upgraded 1.0.2 is sound'
check_contains 'it has the guide too' "$(cat page.html)" '<h3>From 1.0.1</h3>'
check_exit 0 rpmworks verify 1.0.2
check_contains 'what users must do is told' "$out$err" 'clients that have 1.0.1 need more than an upgrade: UPGRADE.md explains the commands of dnf'
check_exit 0 rpmworks compose 1.0.2
check_contains 'composing again changes nothing' "$out$err" unchanged

# --- another workspace with the same earlier releases makes the same guide -----------------------------------------------------------
mkdir "$TMP/other"
cp -a repos gnupg repos.yaml "$TMP/other/"
mkdir "$TMP/other/releases"
cp -a releases/1.0.0 releases/1.0.1 "$TMP/other/releases/"
cd "$TMP/other"
check_exit 0 rpmworks compose 1.0.2
check 'the same guide' cmp releases/1.0.2/UPGRADE.md "$TMP/work/releases/1.0.2/UPGRADE.md"
check 'the same page' cmp releases/1.0.2/index.html "$TMP/work/releases/1.0.2/index.html"
cd "$TMP/work"

# --- carried out -----------------------------------------------------------------------------------------------------------------
if [ -x /usr/bin/dnf ]; then
  check_exit 0 rpmworks verify 1.0.2 --gate upgrade=real
  check_contains 'by dnf' "$out" 'upgrade, from 1.0.1, 1.0.0, carried out by dnf'
  no_traces
  # A real system notices what a solver cannot see: a scriptlet that fails.
  package app 1.3 'Requires: bash' '%pretrans -p /bin/sh' 'exit 1'
  config app down library tool
  check_exit 5 rpmworks --json compose 1.0.3 --gate upgrade=real
  check_contains 'a scriptlet that fails' "$(ids)" 'upgrade 1.0.2: dnf '
  no_traces
  check_exit 0 rpmworks --json verify 1.0.2
else
  echo "dnf is not installed: upgrades are not carried out"
fi
check_exit 2 rpmworks verify 1.0.2 --gate upgrade=perhaps
