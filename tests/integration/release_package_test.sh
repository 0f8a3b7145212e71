#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The package PRODUCT-release: `init --template release` writes its files, rpmworks builds it, dnf installs it with the .repo file beside
# the releases, and from then on clients use what it installed.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need dnf rpm gpg jq
[ "$(id -u)" = 0 ] || skip 'dnf installs into a root only as root'

example_product product
cd product
sed -i "s|^release:|release:\n  baseurl: file://$PWD/releases|" repos.yaml
mkdir repos/greetings-release
git init -q -b main repos/greetings-release
check_exit 0 rpmworks init repos/greetings-release --template release
check_contains 'how to go on' "$err" "greetings-release: { git: repos/greetings-release, sources: { baseurl: \"file://$PWD/releases\\n\" } }"
check_same 'its files' 'RPM-GPG-KEY-greetings greetings-release.spec greetings.repo.in' "$(cd repos/greetings-release && echo *)"
check_exit 3 rpmworks init repos/greetings-release --template release
check_contains 'they are not overwritten' "$err" 'already exists'
git -C repos/greetings-release add -A
git -C repos/greetings-release commit -q -m 'The repositories of greetings'
sed -i "s|^packages:|packages:\n  greetings-release: { git: repos/greetings-release, sources: { baseurl: \"file://$PWD/releases\\\\n\" } }|" repos.yaml
check_exit 0 rpmworks release 1.0.0

# --- a client ------------------------------------------------------------------------------------------------------------------
client() { # client REPOS ARGUMENT…
  local repos=$1
  shift
  dnf -q -y --noplugins --installroot="$TMP/client" --releasever=12 --setopt=reposdir="$repos" --setopt=install_weak_deps=False \
    --setopt=cachedir="$TMP/client-cache" --setopt=persistdir="$TMP/client-state" --setopt=logdir="$TMP" \
    --repofrompath="base,file://$HOSTBASE" --setopt=base.gpgcheck=1 \
    --setopt="base.gpgkey=file://$HOSTBASE/RPM-GPG-KEY-hostbase" "$@" >"$TMP/dnf.log" 2>&1 || { cat "$TMP/dnf.log" >&2; return 1; }
}
mkdir "$TMP/bootstrap"
cp releases/greetings.repo "$TMP/bootstrap/"
check 'dnf installs it with the file beside the releases' client "$TMP/bootstrap" install greetings-release
installed=$TMP/client/etc/yum.repos.d/greetings.repo
check_same 'the same repositories' "$(sed -n '/^\[/,$p' releases/greetings.repo | grep -v ^gpgkey)" "$(sed -n '/^\[/,$p' "$installed" | grep -v ^gpgkey)"
check_same 'with keys on the client' 'gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-greetings' "$(grep ^gpgkey "$installed" | sort -u)"
check 'which are there' cmp "$TMP/client/etc/pki/rpm-gpg/RPM-GPG-KEY-greetings" releases/RPM-GPG-KEY-greetings
check_same 'and configuration files' "/etc/yum.repos.d/greetings.repo" "$(rpm --root "$TMP/client" -qc greetings-release)"
# dnf of this machine does not look for keys in the root.
mkdir "$TMP/own"
sed "s|file:///etc/pki|file://$TMP/client/etc/pki|" "$installed" >"$TMP/own/greetings.repo"
check 'from then on it installs with these' client "$TMP/own" install greeter
check_contains 'the program runs' "$(chroot "$TMP/client" greeter)" 'ello'
