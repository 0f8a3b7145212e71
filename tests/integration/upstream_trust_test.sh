#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Sections of two vendors, each with its own key: a mirror that fails, signed metadata, and an archive with an expired key and SHA-1.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/web.sh"
. "$(dirname "$0")/vendor.sh"
need rpm rpmbuild rpmsign gpg createrepo_c jq nginx curl python3

vendor_key epel
vendor_key archive 20200101T000000! 20300101T000000
repo=$TMP/epel
old=$TMP/archive
vendor_package epel "$repo" erlang 1.0 'Provides: language(erlang) = 1.0' 'Requires: oldlib'
vendor_index "$repo" 100
# Signed over SHA-1 before the key expired; the metadata has only SHA-1.
vendor_package '' "$old" oldlib 1.0
sign_digest=sha1 sign_time=20200301T000000! vendor_sign archive "$old/oldlib-1.0-1.noarch.rpm"
gpg --homedir "$TMP/vendors/archive" --batch --quiet --faked-system-time 20200102T000000! --passphrase '' \
  --quick-set-expire "$(gpg --homedir "$TMP/vendors/archive" --list-keys --with-colons | awk -F: '/^fpr/ {print $10; exit}')" 20210101T000000
gpg --homedir "$TMP/vendors/archive" --armor --export >"$TMP/vendors/archive.asc"
vendor_index "$old" 1 --checksum sha

# A mirror without packages, one that cuts them off, and a good one.
mkdir -p "$TMP/www/empty" "$TMP/www/cut/repodata"
cp -r "$repo/repodata" "$TMP/www/empty/"
cp "$repo"/repodata/* "$TMP/www/cut/repodata/"
head -c 1000 "$repo/erlang-1.0-1.noarch.rpm" >"$TMP/www/cut/erlang-1.0-1.noarch.rpm"
ln -s "$repo" "$TMP/www/good"
web "$TMP/www"
printf '%s\n' "$url/empty/" "$url/cut/" "$url/good/" >"$TMP/www/mirrors"

mkdir -p product/keys
cd product
cp "$TMP"/vendors/*.asc keys/
"$RPMWORKS_SOURCE/examples/make-key" gnupg >/dev/null 2>&1
git_repository repos/rabbit "rabbit.spec=$(spec rabbit 'Requires: language(erlang) >= 1' '%description' 'Queues.' '%files')"
config() { # config EPEL-UPSTREAM ARCHIVE-UPSTREAM ARCHIVE-KEY TRUST-OF-EPEL
  cat >repos.yaml <<YAML
schema: 1
product: altai
keys:
  altai: { homedir: gnupg }
  epel: { public: keys/epel.asc }
  archive: { public: keys/archive.asc$3 }
upstreams:
  epel: { mirrorlist: $url/mirrors, trust: [${4:-epel}]$1 }
  archive: { baseurl: $old, trust: [archive]$2 }
packages:
  rabbit: { git: repos/rabbit }
release:
  base: [hostbase]
  sections:
    centos6: { from: builds, sign: altai }
    sources: { from: srpms, sign: altai }
    deps/epel: { from: upstream, upstream: epel }
    deps/archive: { from: upstream, upstream: archive }
YAML
}

# --- the metadata of an archive ----------------------------------------------------------------------------------------------
config '' '' ''
refused 7 rpmworks lock -- "a digest of type 'sha" 'set `digests: sha1` for upstreams.archive'

# --- signed metadata ---------------------------------------------------------------------------------------------------------
config ', repomd: signed' ', digests: sha1' ''
refused 6 rpmworks lock -- 'the metadata of epel cannot be trusted: it is not signed' 'repodata/repomd.xml.asc'
gpg --homedir "$TMP/vendors/archive" --batch --quiet --faked-system-time 20200301T000000! --armor --detach-sign "$repo/repodata/repomd.xml"
cp "$repo/repodata/repomd.xml.asc" "$TMP/www/empty/repodata/"
cp "$repo/repodata/repomd.xml.asc" "$TMP/www/cut/repodata/"
refused 6 rpmworks lock -- 'the metadata of epel cannot be trusted' 'which is not trusted for this repository'
rm "$repo/repodata/repomd.xml.asc"
gpg --homedir "$TMP/vendors/epel" --batch --quiet --armor --detach-sign "$repo/repodata/repomd.xml"
cp "$repo/repodata/repomd.xml.asc" "$TMP/www/empty/repodata/"
cp "$repo/repodata/repomd.xml.asc" "$TMP/www/cut/repodata/"

# --- the keys of packages ----------------------------------------------------------------------------------------------------
refused 6 rpmworks lock -- 'oldlib-1.0-1.noarch.rpm' 'expired on 2021-01-01, after the signature was made on 2020-03-01' \
  'over a SHA-1 hash' 'set `digests: sha1` and `expired: signed-before` for keys.archive'
config ', repomd: signed' ', digests: sha1' ', expired: signed-before'
refused 6 rpmworks lock -- 'set `digests: sha1` for keys.archive'
config ', repomd: signed' ', digests: sha1' ', expired: signed-before, digests: sha1'
check_exit 0 rpmworks lock
check_contains 'the lock has the SHA-256' "$(cat repos.lock)" "$(sha256sum "$old/oldlib-1.0-1.noarch.rpm" | cut -d' ' -f1)"

# --- mirrors -----------------------------------------------------------------------------------------------------------------
refused 5 rpmworks release 1.0.0 -- 'oldlib-1.0-1.noarch: its signature is made with sha1, which rpm of modern does not verify'
check_contains 'the failed mirror is named' "$err" "warning: the mirror $url of epel failed, and another one was used"
rpmsign --delsign "$old/oldlib-1.0-1.noarch.rpm" >/dev/null 2>&1
sign_time=20200301T000000! vendor_sign archive "$old/oldlib-1.0-1.noarch.rpm"
vendor_index "$old" 2 --checksum sha
check_exit 0 rpmworks lock --update
check_exit 0 rpmworks release 1.0.0
release=$PWD/releases/1.0.0
check 'the package of the good mirror' cmp "$repo/erlang-1.0-1.noarch.rpm" "$release/deps/epel/erlang-1.0-1.noarch.rpm"
manifest() { jq -c "$1" "$release/manifest.json"; }
check_same 'the manifest says which metadata had SHA-1' '[null,"sha1"]' "$(manifest '[.sections[] | select(.path | startswith("deps/")) | .digests] | sort')"
check_same 'and what was accepted from which keys' '[[null,null],[null,null],["signed-before","sha1"]]' "$(manifest '[.keys[] | [.expired, .digests]] | sort')"
check 'the package of the archive' cmp "$old/oldlib-1.0-1.noarch.rpm" "$release/deps/archive/oldlib-1.0-1.noarch.rpm"

# --- another vendor's key ----------------------------------------------------------------------------------------------------
config '' ', digests: sha1' ', expired: signed-before, digests: sha1' archive
refused 6 rpmworks compose 1.0.2 -- 'erlang-1.0-1.noarch'
check 'there is no release' test ! -e releases/1.0.2
config ', repomd: signed' ', digests: sha1' ', expired: signed-before, digests: sha1'
check_exit 0 rpmworks lock

# --- the lock of metadata with SHA-1 is solved again without its upstream ----------------------------------------------------
kill "$server"
wait "$server" 2>/dev/null || true
mv "$old" "$old.away"
rm -rf "$RPMWORKS_CACHE"/upstreams/*archive*
before=$(cat repos.lock)
sed -i 's/upstream: archive }/upstream: archive, weak: false, prefer: [oldlib] }/' repos.yaml
check_exit 0 rpmworks lock
check_same 'the same packages' "$(grep -v '^inputs\|^digest' <<<"$before")" "$(grep -v '^inputs\|^digest' repos.lock)"
mv "$old.away" "$old"

# --- without a network -------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks compose 1.0.1 --locked
check_same 'the same packages' "$(cd "$release/deps" && sha256sum ./*/*.rpm)" "$(cd releases/1.0.1/deps && sha256sum ./*/*.rpm)"
