#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The guide in docs/guide-leave-chain.md as written, with a client that dnf installs from the chain and then from the releases.
# guide_steps explains how the guide is read.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/guide.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/vendor.sh"
need dnf rpm rpmbuild rpmsign gpg createrepo_c
export RPMWORKS_CACHE=$TMP/cache
mkdir "$TMP/client" "$TMP/repos.d"
start=$PWD

chain() {
  local old=$PWD/chain/1.0.0 new=$PWD/chain/1.0.1
  vendor_key former
  vendor_key altai
  vendor_package former "$old" nova 1.0
  vendor_package former "$old" glance 2.0
  vendor_package former "$old" old 1.0
  vendor_package former "$old" tool 1.0
  vendor_index "$old" 1
  vendor_package altai "$new" nova 2.0
  vendor_package altai "$new" glance 1.0
  vendor_package altai "$new" new 1.0 'Obsoletes: old < 2'
  vendor_index "$new" 2
  mkdir keys
  cp "$TMP/vendors/former.asc" keys/RPM-GPG-KEY-former
  cp "$TMP/vendors/altai.asc" keys/RPM-GPG-KEY-altai
  # A client that uses the chain.
  client --repofrompath "one,file://$old" --repofrompath "two,file://$new" --setopt=one.gpgcheck=0 --setopt=two.gpgcheck=0 \
    install nova glance new tool >"$TMP/dnf" 2>&1 || fail "the client cannot be installed: $(cat "$TMP/dnf")"
  before=$(installed)
}
client() {
  dnf -q -y --noplugins --installroot="$TMP/client" --releasever=1 --setopt=reposdir="$TMP/repos.d" --setopt=cachedir="$TMP/dnf-cache" \
    --setopt=persistdir="$TMP/dnf-state" --setopt=logdir="$TMP" --setopt=module_platform_id=x:y "$@"
}
installed() { rpm --root "$TMP/client" -qa --qf '%{NVRA}\n' | grep -v gpg-pubkey | sort | paste -sd' '; }
with_repo_file() {
  mkdir -p "$TMP/repos.d"
  # The address at which the guide's clients see the releases is the folder itself here.
  sed "s#/srv/altai#$start/altai/releases#g" "$start/altai/releases/altai.repo" >"$TMP/repos.d/altai.repo"
  sed -i "s#/srv/altai#$start/altai/releases#g" "$start"/altai/releases/mirrorlist/*/* "$start"/altai/releases/mirrorlist/packages 2>/dev/null || true
}
without_the_chain() { mv "$start/chain" "$start/gone"; }
with_the_chain() { mv "$start/gone" "$start/chain"; }
moved_clients() {
  with_repo_file
  client --refresh upgrade >"$TMP/dnf" 2>&1 || fail "dnf upgrade: $(cat "$TMP/dnf")"
  check_same 'dnf upgrade finds nothing to do' "$before" "$(installed)"
}
downgraded_clients() {
  check_contains 'the command for clients' "$(cat "$start/altai/releases/1.0.3/UPGRADE.md")" 'dnf distro-sync'
  with_repo_file
  client --refresh distro-sync >"$TMP/dnf" 2>&1 || fail "dnf distro-sync: $(cat "$TMP/dnf")"
  check_same 'the client goes back' "${before/glance-2.0/glance-1.0}" "$(installed)"
}

run_guide "$RPMWORKS_SOURCE/docs/guide-leave-chain.md" 13
