#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Packages of upstreams: selected and locked, fetched, verified, and in a release that dnf installs.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/vendor.sh"
need dnf rpm rpmbuild rpmsign gpg createrepo_c jq

vendor_key epel
vendor_key stranger
repo=$TMP/epel
vendor_package epel "$repo" erlang-libs 1.0
vendor_package epel "$repo" erlang 1.0 'Requires: erlang-libs = 1.0' 'Provides: language(erlang) = 1.0'
vendor_package epel "$repo" elixir 0.9 'Provides: language(erlang) = 1.0'
vendor_package epel "$repo" games 1.0
vendor_index "$repo" 100

mkdir -p product/keys
cd product
cp "$TMP/vendors/epel.asc" keys/
"$RPMWORKS_SOURCE/examples/make-key" gnupg >/dev/null 2>&1
git_repository repos/rabbit "rabbit.spec=$(spec rabbit 'Requires: language(erlang) >= 1' '%description' 'Queues.' '%files')"
config() {
  cat >repos.yaml <<YAML
schema: 1
product: altai
keys:
  altai: { homedir: gnupg }
  epel: { public: keys/epel.asc }
upstreams:
  epel: { baseurl: $repo, trust: [epel] }
packages:
  rabbit: { git: repos/rabbit }
release:
  base: [hostbase]
  sections:
    centos6: { from: builds, sign: altai }
    sources: { from: srpms, sign: altai }
    deps/epel: { from: upstream, upstream: epel, prefer: [erlang]${1:-} }
YAML
}
config
locked() { sed -n 's/.*name: \([^,]*\), evr: \([^,]*\),.*section: deps.epel.*/\1 \2/p; s/.*section: deps.epel, name: \([^,]*\), evr: \([^,]*\),.*/\1 \2/p' repos.lock | sort -u | paste -sd, ; }

check_exit 0 rpmworks check
check_contains 'there is no lock yet' "$out" 'lock repos.lock: does not exist yet'

# --- a lock ------------------------------------------------------------------------------------------------------------------
refused 5 rpmworks lock --check -- 'there is no ' 'repos.lock' 'rpmworks lock'
check 'nothing was written' test ! -e repos.lock
check_exit 0 rpmworks lock
check_contains 'each package is shown with its reason' "$out" 'deps/epel: added erlang-1.0-1.noarch: rabbit requires language(erlang) >= 1'
check_contains 'also one that another needs' "$out" 'added erlang-libs-1.0-1.noarch: erlang requires erlang-libs = 1.0'
check_same 'only the necessary packages are locked' 'erlang 1.0-1,erlang-libs 1.0-1' "$(locked)"
check_contains 'with the digest' "$(cat repos.lock)" "$(sha256sum "$repo/erlang-1.0-1.noarch.rpm" | cut -d' ' -f1)"
check_contains 'with the key' "$(cat repos.lock)" "$(gpg --show-keys --with-colons keys/epel.asc | awk -F: '/^fpr/ {print $10; exit}')"
first=$(cat repos.lock)
check_exit 0 rpmworks lock --check
check_contains 'it is up to date' "$out" 'up to date'
check_exit 0 rpmworks --json lock
check_same 'as JSON' 'true false 2' "$(jq -r '"\(.current) \(.written) \(.packages)"' <<<"$out")"
check_same 'nothing changed' "$first" "$(cat repos.lock)"
check_exit 0 rpmworks status
check_contains 'status says so too' "$out" 'repos.lock: up to date; no release was made with it'
refused 3 rpmworks lock --update zzz -- 'has no package or source package named zzz' 'the lock has erlang, erlang-libs'

# --- a lock that is a symbolic link ------------------------------------------------------------------------------------------
mkdir shared
mv repos.lock shared/the.lock
ln -s shared/the.lock repos.lock
sed -i 's/prefer: \[erlang\]/prefer: [erlang], weak: true/' repos.yaml
check_exit 0 rpmworks --json status
check_same 'other rules' 'false repos.yaml, a trusted key, or what the packages require has changed for hostbase' \
  "$(jq -r '"\(.lock_current) \(.lock_reason)"' <<<"$out")"
config
sed -i 's/prefer: \[erlang\]/prefer: [erlang], weak: true/' repos.yaml
check_exit 0 rpmworks lock
check_same 'the link stays' shared/the.lock "$(readlink repos.lock)"
check 'the file that it points to is written' test "$first" != "$(cat shared/the.lock)"
config
check_exit 0 rpmworks lock
check_same 'and back' "$first" "$(cat repos.lock)"
rm repos.lock
mv shared/the.lock repos.lock
rmdir shared
mv .rpmworks/lock-demands.json "$TMP"
check_exit 0 rpmworks status
check_contains 'in a new workspace' "$out" 'whether it is up to date is not known, because the packages for hostbase were not built in this workspace with it yet'
mv "$TMP/lock-demands.json" .rpmworks
sed -i "s|baseurl: $repo,|baseurl: $TMP/nowhere,|" repos.yaml
run rpmworks lock --update
check_contains 'an upstream that is missing, with its place' "$err" "repos.yaml:$(grep -n nowhere repos.yaml | cut -d: -f1):"
config

# --- a release with it -------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks release 1.0.0
release=$PWD/releases/1.0.0
for name in erlang erlang-libs; do
  check "$name is unaltered" cmp "$repo/$name-1.0-1.noarch.rpm" "$release/deps/epel/$name-1.0-1.noarch.rpm"
done
check_same 'nothing else is in the section' 2 "$(find "$release/deps/epel" -name '*.rpm' | wc -l)"
package() { jq -r --arg name "$1" ".packages[] | select(.name == \$name) | $2" "$release/manifest.json"; }
check_same 'the manifest says why' 'rabbit-1.0-1.noarch erlang-1.0-1.noarch' "$(package erlang-libs '.required_by | join(" ")')"
check_same 'and from where' 'upstream epel' "$(package erlang '"\(.origin.kind) \(.origin.upstream)"')"
check_same 'and names the lock' "$(sha256sum repos.lock | cut -d' ' -f1)" "$(jq -r .lock_sha256 "$release/manifest.json")"
check 'the vendor key is shipped' test -s "$release/RPM-GPG-KEY-epel"
check_exit 0 rpmworks verify 1.0.0
# dnf with the product's own .repo file, and the base.
mkdir "$TMP/repos.d"
sed "s|file:///srv/altai/1.0.0|file://$release|g" "$release/altai.repo" >"$TMP/repos.d/altai.repo"
check 'dnf installs it' dnf -q -y --noplugins --installroot="$TMP/root" --releasever=12 --setopt=reposdir="$TMP/repos.d" \
  --setopt=install_weak_deps=False --setopt=cachedir="$TMP/dnf-cache" --setopt=persistdir="$TMP/dnf-state" --setopt=logdir="$TMP" \
  --repofrompath="base,file://$HOSTBASE" --setopt=base.gpgkey="file://$HOSTBASE/RPM-GPG-KEY-hostbase" install rabbit
check_same 'with what it needs' 3 "$(rpm --root "$TMP/root" -q rabbit erlang erlang-libs | grep -c -- -1.0-1)"
check_exit 0 rpmworks release 1.0.0
check_contains 'again: nothing has changed' "$out" 'nothing has changed'

# --- the upstream moves on ---------------------------------------------------------------------------------------------------
mv "$repo/erlang-1.0-1.noarch.rpm" "$TMP/old.rpm"
vendor_package epel "$repo" erlang 2.0 'Requires: erlang-libs >= 1.0' 'Provides: language(erlang) = 2.0'
vendor_package epel "$repo" erlang-libs 1.1
vendor_index "$repo" 200
cat >"$TMP/updateinfo.xml" <<XML
<updates><update from="epel" status="stable" type="security" version="1"><id>EPEL-2026-1</id><title>erlang-libs</title>
<severity>Important</severity><issued date="2026-01-02 00:00:00"/><pkglist><collection><package name="erlang-libs" version="1.1"
release="1" epoch="0" arch="noarch"><filename>erlang-libs-1.1-1.noarch.rpm</filename></package></collection></pkglist></update></updates>
XML
modifyrepo_c --mdtype=updateinfo "$TMP/updateinfo.xml" "$repo/repodata" >/dev/null 2>&1
check_exit 0 rpmworks lock --outdated
check_contains 'what the upstream has no more' "$out" 'the lock has erlang-1.0-1.noarch, but a new selection has erlang-2.0-1.noarch'
check_contains 'an update and its advisory' "$out" 'erlang-libs.noarch  1.0-1  1.1-1'
check_contains 'which is safe' "$out" 'safe alone'
check_contains 'and for security' "$out" 'EPEL-2026-1 (security, Important)'
check_exit 0 rpmworks --json lock --outdated --security
check_same 'as JSON' 'erlang-libs-1.1-1.noarch' "$(jq -r '.targets[0].updates[].to' <<<"$out")"
refused 2 rpmworks lock --security -- '--security needs --outdated'
check_exit 0 rpmworks lock --check
check_exit 0 rpmworks compose 1.0.1 --locked
check_same 'a release from the lock is the same' "$(cd "$release/deps/epel" && sha256sum ./*.rpm)" "$(cd releases/1.0.1/deps/epel && sha256sum ./*.rpm)"
check_same 'the lock too' "$first" "$(cat repos.lock)"
check_exit 0 rpmworks lock --update erlang
check_contains 'the new version is shown' "$out" 'deps/epel: erlang.noarch 1.0-1 to 2.0-1'
check_same 'all packages of that source package, and no other' 'erlang 2.0-1,erlang-libs 1.0-1' "$(locked)"
check_contains 'what is held back is said' "$(cat repos.lock)" 'held: 1.1-1'
refused 3 rpmworks lock --update erlnag -- 'no package or source package named erlnag' 'did you mean'
refused 2 rpmworks lock erlang -- 'need --update' 'rpmworks lock --update erlang'
check_exit 0 rpmworks lock --update
check_same 'all' 'erlang 2.0-1,erlang-libs 1.1-1' "$(locked)"
check_exit 0 rpmworks lock --precise erlang-libs-1.0-1.noarch
check_same 'an exact version' 'erlang 2.0-1,erlang-libs 1.0-1' "$(locked)"
check_exit 0 rpmworks lock
check_same 'which stays' 'erlang 2.0-1,erlang-libs 1.0-1' "$(locked)"
refused 3 rpmworks lock --precise games-1.0-1.noarch -- 'no package games for noarch' 'packages'
check_exit 2 rpmworks lock --precise games

# --- why, and other formats --------------------------------------------------------------------------------------------------
check_exit 0 rpmworks why erlang-libs
check_contains 'the package' "$out" 'erlang-libs-1.0-1.noarch of the upstream epel is in deps/epel for hostbase:'
check_contains 'the first step' "$out" '  rabbit requires language(erlang) >= 1: erlang-2.0-1.noarch'
check_contains 'the last step' "$out" '  erlang requires erlang-libs >= 1.0: erlang-libs-1.0-1.noarch'
# shellcheck disable=SC2016  # a command of the message
check_contains 'what is held back' "$out" 'the upstream has 1.1-1: `rpmworks lock --update erlang-libs` takes it'
check_exit 0 rpmworks --json why erlang
check_same 'as JSON, with what could not serve' 'elixir-0.9-1.noarch' "$(jq -r '.packages[0].rejected[].package' <<<"$out")"
check_exit 0 rpmworks why rabbit
check_contains 'a package of repos.yaml as before' "$out" 'rabbit-1.0-1'
refused 2 rpmworks why erlnag -- "erlnag"
check_exit 0 rpmworks lock --export "$TMP/packages.yaml"
check_contains 'a package manifest' "$(cat "$TMP/packages.yaml")" 'rpm-package-manifest'
cp repos.lock "$TMP/repos.lock"
rm repos.lock
check_exit 0 rpmworks lock --import "$TMP/packages.yaml"
check_same 'it gives the same versions' 'erlang 2.0-1,erlang-libs 1.0-1' "$(locked)"
check_same 'and the same lock' "$(cat "$TMP/repos.lock")" "$(cat repos.lock)"
sed -i 's/name: erlang-libs/name: games/' "$TMP/packages.yaml"
check_exit 0 rpmworks lock --import "$TMP/packages.yaml"
check_contains 'what is not needed is said' "$err" 'games-1.0-1.noarch is not in the lock: the release does not need it'
cp "$TMP/repos.lock" repos.lock

# --- changed rules -----------------------------------------------------------------------------------------------------------
before=$(cat repos.lock)
config ', packages: [games]'
refused 5 rpmworks lock --check -- 'out of date' 'added games-1.0-1.noarch: listed in repos.yaml'
refused 5 rpmworks compose 1.0.2 --locked -- 'out of date' 'games-1.0-1.noarch'
check_same 'neither changes the lock' "$before" "$(cat repos.lock)"
check 'nor makes a release' test ! -e releases/1.0.2
check_exit 0 rpmworks compose 1.0.2
check_same 'without --locked it is changed' 'erlang 2.0-1,erlang-libs 1.0-1,games 1.0-1' "$(locked)"
config ', exclude: [erlang, elixir]'
refused 5 rpmworks lock -- 'cannot be installed' 'rabbit-1.0-1.noarch' 'erlang-2.0-1.noarch, which would help, but: excluded by repos.yaml'
config

# --- errors ------------------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks lock
good=$(cat repos.lock)
sed -i 's/sha256: ./sha256: x/' repos.lock
check_exit 3 rpmworks check
check_contains 'check reads it' "$out" "'sha256'"
refused 3 rpmworks lock --check -- 'repos.lock:' "'sha256'"
printf '%s\n' "$good" >repos.lock

vendor_index "$repo" 150
refused 7 rpmworks lock --update -- 'metadata of epel is older than that of the lock' '150' '200' 'mirror'
check_same 'the lock is unchanged' "$good" "$(cat repos.lock)"
# What the message advises, if the owner of the repository did go back.
sed -i '/name: epel, url/d; /upstream: epel,/d' repos.lock
check_exit 0 rpmworks lock
check_contains 'the older metadata is accepted then' "$(cat repos.lock)" 'revision: "150"'
vendor_index "$repo" newest
check_exit 0 rpmworks lock --update
check_contains 'a revision without an order is told' "$err" "its revision is 'newest', and the lock has '150'"
vendor_index "$repo" 300

# A package by another vendor, whose key the section does not trust.
rpmsign --delsign "$repo/games-1.0-1.noarch.rpm" >/dev/null 2>&1
vendor_sign stranger "$repo/games-1.0-1.noarch.rpm"
vendor_index "$repo" 301
config ', packages: [games]'
check_exit 0 rpmworks lock --update
refused 6 rpmworks compose 1.0.3 -- 'games-1.0-1.noarch'
check 'there is no release' test ! -e releases/1.0.3
config
check_exit 0 rpmworks lock

# A damaged package in the store is found, named, and fetched again.
digest=$(sha256sum "$repo/erlang-2.0-1.noarch.rpm" | cut -d' ' -f1)
check_exit 0 rpmworks compose 1.0.4
blob=.rpmworks/store/blobs/${digest:0:2}/${digest:2}
chmod u+w "$blob"
printf x | dd of="$blob" bs=1 seek=300 conv=notrunc 2>/dev/null
rm -rf "$RPMWORKS_CACHE"/upstreams/*epel*
check_exit 0 rpmworks compose 1.0.5
check_contains 'the damage is reported' "$err" 'erlang-2.0-1.noarch in the store is damaged'
check 'the release has the vendor package' cmp "$repo/erlang-2.0-1.noarch.rpm" releases/1.0.5/deps/epel/erlang-2.0-1.noarch.rpm

# Everything is in the store: no upstream is needed.
mv "$repo" "$repo.away"
check_exit 0 rpmworks compose 1.0.6 --locked
mv "$repo.away" "$repo"

# A product without packages of upstreams.
sed -i '/deps\/epel/d' repos.yaml
rm repos.lock
refused 3 rpmworks lock -- 'nothing to lock' 'from: upstream'
