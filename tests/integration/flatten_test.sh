#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `rpmworks chain --flatten`: a release with what clients got from a chain, without the chain.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/vendor.sh"
need dnf rpm rpmbuild rpmsign gpg createrepo_c
export RPMWORKS_CACHE=$TMP/cache

vendor_key altai
vendor_key former
old=$PWD/chain/1.0.0 new=$PWD/chain/1.0.1
vendor_package former "$old" nova 1.0
vendor_package former "$old" glance 2.0
vendor_package former "$old" old 1.0
vendor_package former "$old" tool 1.0
vendor_index "$old" 1
vendor_package altai "$new" nova 2.0
vendor_package altai "$new" glance 1.0
vendor_package altai "$new" new 1.0 'Obsoletes: old < 2'
vendor_index "$new" 2
keys=$TMP/vendors
effective='glance-2.0-1.noarch new-1.0-1.noarch nova-2.0-1.noarch tool-1.0-1.noarch'
flatten() { rpmworks chain chain/1.0.0 chain/1.0.1 --flatten "$@"; }

# --- what is refused, before anything is written -------------------------------------------------------------------------
refused 2 flatten altai -- 'no key for the packages of 1.0.0' '--key FILE' '--key 1.0.0=FILE'
refused 2 flatten altai --key "1.0.0=$keys/former.asc" -- 'no key for the packages of 1.0.1'
refused 3 flatten altai --key chain/1.0.0/nova-1.0-1.noarch.rpm -- 'nova-1.0-1.noarch.rpm'
refused 2 flatten altai --key "$keys/altai.asc" --product 'a b' -- "'a b' is not a name of a product" '--product a-b'
refused 2 rpmworks chain chain/1.0.0 --key "$keys/altai.asc" -- 'only valid with --flatten'
refused 2 flatten altai --key "1.0.9=$keys/altai.asc" -- "the chain has no repository '1.0.9'" '1.0.0, 1.0.1'
check 'nothing was written' test ! -e altai

# --- a product -------------------------------------------------------------------------------------------------------------
check_exit 0 flatten altai --key "1.0.0=$keys/former.asc" --key "1.0.1=$keys/altai.asc"
check_same 'the files are printed' "$PWD/altai/repos.yaml
$PWD/altai/repos.lock" "$out"
check_contains 'what the chain does not do is a warning' "$err" 'warning: 1.0.1 has glance-1.0-1.noarch, but clients keep or get glance-2.0-1.noarch'
check_same 'the packages of the lock' "$effective" \
  "$(sed -n 's/.* name: \([a-z]*\), evr: \([0-9.-]*\), arch: \([a-z]*\),.*/\1-\2.\3/p' altai/repos.lock | sort | paste -sd' ')"
check_contains 'only its own key may have signed a repository' "$(cat altai/repos.yaml)" "baseurl: $old, trust: [former] }"
check 'the keys are there' cmp "$keys/former.asc" altai/keys/former.asc
check_contains 'the chain is documented' "$(head -5 altai/repos.yaml)" "$new"
first=$(cat altai/repos.yaml altai/repos.lock)
refused 3 flatten altai --key "$keys/altai.asc" -- 'repos.yaml already exists'
check_same 'nothing is overwritten' "$first" "$(cat altai/repos.yaml altai/repos.lock)"
mv altai earlier
check_exit 0 flatten altai --key "1.0.0=$keys/former.asc" --key "1.0.1=$keys/altai.asc"
check_same 'the same bytes again' "$first" "$(cat altai/repos.yaml altai/repos.lock)"
check_exit 0 rpmworks --json chain chain/1.0.0 chain/1.0.1 --flatten json --key "$keys/former.asc" --key "$keys/altai.asc"
check 'JSON' python3 -c 'import json,sys; j=json.load(open(sys.argv[1])); assert (j["packages"], j["upstreams"], len(j["written"])) == (4, 2, 2)' "$TMP/out"

# --- a release of it -------------------------------------------------------------------------------------------------------
cd altai
run rpmworks check
check_contains 'check names what is missing' "$out" 'MISSING  key altai'
"$RPMWORKS_SOURCE/examples/make-key" gnupg >/dev/null 2>&1
check_exit 0 rpmworks check
check_exit 0 rpmworks lock --check
check_exit 0 rpmworks release 1.0.2
check_same 'exactly what clients got' "$effective" "$(find releases/1.0.2/deps -name '*.rpm' -printf '%f\n' | sed 's/.rpm$//' | sort | paste -sd' ')"
for file in releases/1.0.2/deps/*/*.rpm; do
  check 'packages are unaltered' cmp "$file" "../chain/$(basename "$(dirname "$file")")/${file##*/}"
done
check_exit 0 rpmworks verify 1.0.2
check_same 'the lock is unchanged' "$first" "$(cat repos.yaml repos.lock)"
# It is the lock that a selection makes.
rm repos.lock
check_exit 0 rpmworks lock
check_same 'a selection gives the same lock' "$first" "$(cat repos.yaml repos.lock)"
sed -i '/^inputs: /a merged: true' repos.lock
check_exit 5 rpmworks lock --check
check_exit 0 rpmworks lock
check_same 'also after a merge' "$first" "$(cat repos.yaml repos.lock)"
# It needs no repository of the chain.
mv ../chain ../gone
check_exit 0 rpmworks compose 1.0.3 --locked
check_same 'the same packages' "$(cd releases/1.0.2/deps && sha256sum ./*/*.rpm)" "$(cd releases/1.0.3/deps && sha256sum ./*/*.rpm)"
mv ../gone ../chain

# A client that had the chain gets the release; distro-sync also does the downgrade that the chain meant.
client() { dnf -q -y --noplugins --installroot="$TMP/root" --releasever=1 --setopt=cachedir="$TMP/dnf-cache" --setopt=persistdir="$TMP/dnf-state" \
  --setopt=logdir="$TMP" --setopt=module_platform_id=x:y --setopt=reposdir="$TMP/repos.d" "$@" >"$TMP/dnf.log" 2>&1 || { cat "$TMP/dnf.log" >&2; return 1; }; }
mkdir -p "$TMP/root" "$TMP/repos.d"
sed "s|file:///srv/altai/1.0.2|file://$PWD/releases/1.0.2|g" releases/1.0.2/altai.repo >"$TMP/repos.d/altai.repo"
rpm --root "$TMP/root" -i --nodeps --nosignature "$old"/*.rpm >/dev/null 2>&1
check 'dnf' client upgrade
check_same 'the client has the packages of the release' "$effective" "$(rpm --root "$TMP/root" -qa --qf '%{nvra}\n' | grep -v gpg-pubkey | sort | paste -sd' ')"
cd ..

# --- trust -----------------------------------------------------------------------------------------------------------------
check_exit 0 flatten wrong --key "$keys/altai.asc"
(cd wrong && "$RPMWORKS_SOURCE/examples/make-key" gnupg >/dev/null 2>&1)
check_exit 6 rpmworks -c wrong/repos.yaml compose 1.0.2
check_contains 'packages by another key are refused by name' "$err" 'glance-2.0-1.noarch'
check 'there is no release' test ! -e wrong/releases/1.0.2

# --- upstreams of repos.yaml bring their keys -----------------------------------------------------------------------------
cat >repos.yaml <<YAML
schema: 1
product: p
keys: { altai: { public: $keys/former.asc, expired: signed-before } }
upstreams: { first: { baseurl: chain/1.0.0, trust: [altai] } }
YAML
check_exit 0 rpmworks chain first chain/1.0.1 --flatten altai2 --product altai --key "$keys/altai.asc"
check_same 'no warning about keys' 0 "$(grep -c 'is not used' <<<"$err")"
check_contains 'with their rules, under another name than the signing key' "$(cat altai2/repos.yaml)" 'altai-2: { public: keys/altai-2.asc, fingerprint:'
check_contains 'the rule' "$(cat altai2/repos.yaml)" 'expired: signed-before }'
check_contains 'the other key' "$(cat altai2/repos.yaml)" 'altai-3: { public: keys/altai-3.asc'
rm repos.yaml

# --- a repository that changes meanwhile, and SHA-1 ----------------------------------------------------------------------
cp -a "$old" sha1
createrepo_c -q --checksum sha --revision 3 sha1
refused 3 rpmworks chain sha1 --flatten product --key "$keys/former.asc" -- 'has only SHA-1 checksums' '--digests sha1'
check 'nothing was written' test ! -e product
check_exit 0 rpmworks chain sha1 --flatten product --key "$keys/former.asc" --digests sha1
check_contains 'repos.yaml accepts it' "$(cat product/repos.yaml)" 'digests: sha1'
check_contains 'the lock has SHA-256, computed here' "$(cat product/repos.lock)" "$(sha256sum <sha1/nova-1.0-1.noarch.rpm | cut -d' ' -f1)"
rm -rf "$RPMWORKS_CACHE/upstreams"
printf x >>sha1/nova-1.0-1.noarch.rpm
check_exit 7 rpmworks chain sha1 --flatten again --key "$keys/former.asc" --digests sha1
check 'a damaged package leaves nothing behind' test ! -e again

# --- architectures ---------------------------------------------------------------------------------------------------------
architecture() { # architecture NAME ARCH: an unsigned package in the repository `many`
  printf '%s\n' "Name: $1" 'Version: 1' 'Release: 1' 'Summary: s' 'License: MIT' '%description' x '%files' >package.spec
  rpmbuild -bb --quiet --target "$2" --define "_topdir $TMP/rpmbuild" --define "_rpmdir $PWD/many" package.spec >/dev/null 2>&1
}
architecture lib x86_64
architecture lib i686
createrepo_c -q many
mkdir nothing
createrepo_c -q nothing
check_exit 0 rpmworks chain nothing many --flatten both --key "$keys/altai.asc" --key "nothing=$keys/former.asc"
check_contains 'a key for nothing is a warning' "$err" "warning: --key nothing=$keys/former.asc is not used"
check_contains 'x86_64 with i686' "$(cat both/repos.yaml)" 'x86_64: { arch: x86_64'
check_same 'both packages' 2 "$(grep -c ' name: lib,' both/repos.lock)"
architecture lib aarch64
createrepo_c -q many
refused 2 rpmworks chain many --flatten several --key "$keys/altai.asc" -- 'several architectures: aarch64, x86_64' '--arch aarch64'
check_exit 0 rpmworks chain many --flatten several --key "$keys/altai.asc" --arch aarch64
check_contains 'the given one' "$(cat several/repos.yaml)" 'aarch64: { arch: aarch64'
check_same 'with its packages' 'aarch64' "$(sed -n 's/.* name: lib,.* arch: \([a-z0-9_]*\),.*/\1/p' several/repos.lock)"
check_contains 'others are left out with a warning' "$err" 'warning: left out: 2 packages, because they are for other architectures'
refused 2 rpmworks chain many --flatten none --key "$keys/altai.asc" --arch s390x -- 'no package of the chain is for clients of s390x'
refused 3 rpmworks chain nothing --flatten none --key "$keys/altai.asc" -- 'clients get no package from these repositories'
