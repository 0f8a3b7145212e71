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
check_same 'and configuration files' '/etc/yum.repos.d/greetings.repo /etc/zypp/repos.d/greetings.repo' \
  "$(rpm --root "$TMP/client" -qc greetings-release | paste -sd' ')"
zypper=$TMP/client/etc/zypp/repos.d/greetings.repo
check_same 'zypper has the same repositories' "$(<"$installed")" "$(grep -v ^autorefresh "$zypper")"
check_same 'and reads new metadata of those that are enabled' "$(grep -c ^enabled=1 "$installed")" "$(grep -c ^autorefresh=1 "$zypper")"
# dnf of this machine does not look for keys in the root.
mkdir "$TMP/own"
sed "s|file:///etc/pki|file://$TMP/client/etc/pki|" "$installed" >"$TMP/own/greetings.repo"
check 'from then on it installs with these' client "$TMP/own" install greeter
check_contains 'the program runs' "$(chroot "$TMP/client" greeter)" 'ello'

# ---- the next signing key reaches clients by an update of the package, before it signs ---------------------------------------------
# published_client ARGUMENT…: the client with what the package installed.
published_client() {
  sed "s|file:///etc/pki|file://$TMP/client/etc/pki|g" "$installed" >"$TMP/own/greetings.repo"
  client "$TMP/own" --refresh "$@"
}
second=$(rpmworks --json key rotate --no-passphrase | jq -r .fingerprint)
sed -i "s|^keys:|&\n  greetings-2: { homedir: gnupg-greetings-2, fingerprint: $second }|; s|^release:|&\n  next-keys: [greetings-2]|" repos.yaml
check_exit 0 rpmworks key rotate
check_contains 'what to do first' "$out" \
  "the package greetings-release needs the key: \`rpmworks init $PWD/repos/greetings-release --template release --update\`"
check_exit 0 rpmworks --json key rotate
check_same 'as JSON' "greetings-release $PWD/repos/greetings-release false" \
  "$(jq -r '.release_package | "\(.name) \(.folder) \(.has_key)"' <<<"$out")"
refused 5 rpmworks release 1.1.0 -- 'finding: "greetings-release lacks RPM-GPG-KEY-greetings-2"' 'refuse the first release that this key signs'
refused 2 rpmworks init repos/greetings-release --update -- '--update needs --template release'
echo '# mine' >>repos/greetings-release/greetings.repo.in
refused 3 rpmworks init repos/greetings-release --template release --update -- 'has changes that are not committed: greetings.repo.in'
git -C repos/greetings-release checkout -q .
check_exit 0 rpmworks init repos/greetings-release --template release --update
check_same 'what is written' 'RPM-GPG-KEY-greetings-2 greetings-release.spec greetings.repo.in' "$(xargs -n 1 basename <<<"$out" | paste -sd' ')"
check_contains 'the version' "$err" 'the Version is 2 now, after 1'
check_exit 0 rpmworks key rotate
check_contains 'it has to be committed' "$out" 'the package greetings-release needs the key'
git -C repos/greetings-release add -A
git -C repos/greetings-release commit -q -m 'The next key'
check_exit 0 rpmworks init repos/greetings-release --template release --update
check_contains 'nothing is left' "$err" 'nothing to write'
check_exit 0 rpmworks key rotate
check_same 'the step says nothing of it' '' "$(grep greetings-release <<<"$out" || true)"
check_exit 0 rpmworks release 1.1.0
check 'a client updates the package' published_client upgrade
check_contains 'its repositories name the key' "$(grep ^gpgkey "$installed")" RPM-GPG-KEY-greetings-2
check_exit 0 rpmworks key rotate
check_contains 'the key may sign' "$out" 'step 3 of 3'
sed -i '/next-keys/d; s|sign: greetings|sign: greetings-2|' repos.yaml
next_greeter 2.0.0
check_exit 0 rpmworks release 1.2.0
check_same 'it does' "$second" "$(jq -r .signer releases/1.2.0/manifest.json)"
check 'the client accepts the release' published_client upgrade
check_same 'and has its packages' greeter-2.0.0-1.x86_64 "$(rpm --root "$TMP/client" -q greeter)"
