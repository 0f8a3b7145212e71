#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Obstacles between a release and its clients: keys, gpg.conf, addresses, ids, metadata times, other files in releases/.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need gpg gpgv rpm

# key FOLDER KIND [OPTION…]: a key without a passphrase.
key() {
  mkdir -m 700 "$1"
  gpg --homedir "$1" --quiet --batch --passphrase '' "${@:3}" --quick-gen-key 'Acme <rpm@acme.example>' "$2" sign never 2>/dev/null
  gpgconf --homedir "$1" --kill all
}
fingerprint() { gpg --homedir "$1" --with-colons --list-keys 2>/dev/null | sed -n 's/^fpr:*\([0-9A-F]*\):$/\1/p' | head -1; }
# thing NAME DATE: a committed package without files.
thing() {
  git_repository "$1" "$1.spec=$(printf '%s\n' "Name: $1" 'Version: 1' 'Release: 1' "Summary: The package $1" 'License: MIT' \
    'BuildArch: noarch' 'Provides: thing(%{name})' '%description' x '%files')"
  GIT_COMMITTER_DATE=${2}T00:00:00Z git -C "$1" commit -q --amend --no-edit
}

# yaml KEY PACKAGE…: the repos.yaml, with lines from $target, $release and the name in $product.
product=acme target='' release=''
yaml() {
  {
    printf 'schema: 1\nproduct: %s\nkeys: { acme: { homedir: %s } }\n%spackages:\n' "$product" "$1" "$target"
    printf '  %s\n' "${@:2}" | sed 's/.*\( .*\)/ \1: { git:\1 }/'
    printf 'release:\n%s  sections:\n    packages: { from: builds, sign: acme }\n    sources: { from: srpms, sign: acme }\n' "$release"
  } >repos.yaml
}

thing aa 2024-01-01
thing bb 2026-06-01
key good rsa3072

# --- keys that clients cannot use ----------------------------------------------------------------------------------------
key curve nistp384
yaml curve aa
check_exit 3 rpmworks check
check_contains 'check names the key type' "$out" 'can import a key of the kind nistp384 (ECDSA: Enterprise Linux 8 and 9 do not verify it)'
check_contains 'the position' "$out" 'repos.yaml:3'
check_contains 'and a hint for this key' "$out" "gpg --homedir $PWD/curve --quick-gen-key"
refused 5 rpmworks release 1.0 -- 'repos.yaml:3:' "the key 'acme'" 'nistp384'
check 'nothing was built' test ! -e .rpmworks/results

key weak rsa3072 --cert-digest-algo SHA1
yaml weak aa
check_exit 3 rpmworks check
check_contains 'a SHA-1 signature on itself' "$out" 'its self-signature is made with SHA-1'
again=$(sed -n "s/.*renew the key's self-signature: \`\([^\`]*\)\`.*/\1/p" <<<"$out")
check_contains 'the hint is a command' "$again" "gpg --homedir $PWD/weak --cert-digest-algo SHA256"
read -ra words <<<"$again"
check_exit 0 "${words[0]}" --batch --passphrase '' "${words[@]:1}"
gpgconf --homedir weak --kill all
run rpmworks check
check_contains 'which works' "$out" 'can sign as'

# A GnuPG home that gpg cannot read is not treated as one without the key.
key cut rsa3072
yaml cut aa
truncate -s 300 cut/pubring.kbx
check_exit 3 rpmworks check
check_contains 'a truncated keyring' "$out" "GnuPG cannot list the keys of the GnuPG home $PWD/cut"
check_contains 'with the message of gpg' "$out" 'keydb_search'
check_contains 'its file' "$out" "hint: restore $PWD/cut/pubring.kbx from a copy if it is damaged"
check 'the hint suggests no other key' test "${out#*quick-gen-key}" = "$out"
refused 6 rpmworks release 1.0 -- 'repos.yaml:3:' "GnuPG cannot list the keys of the GnuPG home $PWD/cut"

key soon rsa3072
gpg --homedir soon --batch --quiet --passphrase '' --quick-set-expire "$(fingerprint soon)" 10d
gpgconf --homedir soon --kill all
yaml soon aa
run rpmworks check
check_contains 'a key that expires soon' "$out" "warning: repos.yaml:3: the key 'acme': its public key expires on "
check_contains 'the command to extend it' "$out" "gpg --homedir $PWD/soon --quick-set-expire $(fingerprint soon) 2y"

key curve25519 ed25519
yaml curve25519 aa
run rpmworks check
check_contains 'a key that only some clients can use gives a warning' "$out" 'warning: '
check_contains 'with its type' "$out" 'ed25519 (EdDSA)'
target='targets: { old: { arch: x86_64, client: el7, buildroot: { repos: [hostbase] } } }
'
yaml curve25519 aa
refused 5 rpmworks release 1.0 -- 'rpm of el7 verifies RSA signatures, and the key is ed25519'
target=''

# --- settings in gpg.conf change nothing ----------------------------------------------------------------------------------
printf 'default-sig-expire seconds=2\ndigest-algo SHA512\ncomment hello\n' >good/gpg.conf
yaml good aa
check_exit 0 rpmworks release 1.0
rm good/gpg.conf
for signature in releases/1.0/manifest.json.asc releases/1.0/packages/repodata/repomd.xml.asc; do
  packets=$(gpg --list-packets "$signature" 2>/dev/null)
  check_contains "$signature: SHA-256" "$packets" 'digest algo 8'
  check "$signature does not expire" test -z "$(grep 'sig expires' <<<"$packets")"
done
cmp releases/1.0/RPM-GPG-KEY-acme releases/1.0/packages/repodata/repomd.xml.key
check 'the key has no comment' test -z "$(grep hello releases/1.0/RPM-GPG-KEY-acme)"
check_exit 0 rpmworks verify 1.0
check_contains 'verify names the signer' "$out" "packages: signatures, signed by Acme <rpm@acme.example> ($(fingerprint good))"

# An invalid signature in the store is replaced.
for record in .rpmworks/store/records/signature/*/*; do
  grep -q BEGIN "$record" && sed -i 's/iQ[A-Za-z0-9+/]\{20\}/iQAAAAAAAAAAAAAAAAAAAA/' "$record"
done
rm -rf releases/1.0
check_exit 0 rpmworks release 1.0
check_contains 'with a warning' "$err" 'is not valid and is replaced'
check_exit 0 rpmworks verify 1.0

# --- files of other programs, and leftovers -------------------------------------------------------------------------------
mkdir -p releases/.rsync.tmp releases/.1.1.tmp
echo mine | tee releases/.rsync.tmp/partial releases/.todo.tmp releases/.1.1.tmp/a >/dev/null
mkdir -p releases/.rpmworks-1.1-0a1b2c3d/packages
echo '{"release":"1.1","folder":".rpmworks-1.1-0a1b2c3d"}' >.rpmworks/staged.json
check_exit 0 rpmworks compose 1.1
check_same 'files of other programs stay' 3 "$(cat releases/.rsync.tmp/partial releases/.todo.tmp releases/.1.1.tmp/a | grep -c mine)"
check_same 'files of a killed run are removed' '' "$(find releases -name '.rpmworks-*')"

# --- a damaged published release -------------------------------------------------------------------------------------------
check_exit 0 rpmworks compose --replace 1.0
check_contains 'it is complete' "$out" 'nothing has changed'
package=$(echo releases/1.0/packages/aa-*.rpm)
cp "$package" "$TMP/kept.rpm"
rm "$package"
refused 5 rpmworks compose --replace 1.0 -- 'the release 1.0 is damaged, but it is published' 'aa-1-1.noarch.rpm is missing'
cp "$TMP/kept.rpm" "$package"

# --- a workspace without stored signatures ---------------------------------------------------------------------------------
rm -r .rpmworks/store/records/signature
sleep 1.1 # a signature contains its time in seconds
check_exit 0 rpmworks compose 1.2
check 'no file differs, so there is no warning' test -z "$(grep warning <<<"$err")"
for package in packages/aa-1-1.noarch.rpm sources/aa-1-1.src.rpm; do
  check "$package is the same file" cmp "releases/1.1/$package" "releases/1.2/$package"
done

# --- yum keeps the newer metadata ------------------------------------------------------------------------------------------
target='targets: { old: { arch: x86_64, client: el6, buildroot: { repos: [hostbase] } } }
'
yaml good aa bb
check_exit 0 rpmworks release 2.0
yaml good aa
refused 5 rpmworks release 2.1 -- 'bb-1-1.noarch of 2.0 is not in this release, and nothing obsoletes it' 'finding: "bb.noarch removed"'
release='  waivers: [{ gate: upgrade, finding: bb.noarch removed, reason: nobody used it, owner: ann, expires: 2999-12-31 }]
'
yaml good aa
check_exit 0 rpmworks release 2.1
newest() { grep -oE '<(timestamp|revision)>[0-9]+' "releases/$1/$2/repodata/repomd.xml" | tr -dc '0-9\n' | sort -n | tail -1; }
for section in packages sources; do
  check_same "the metadata of $section does not get older" "$(newest 2.0 $section)" "$(newest 2.1 $section)"
done
check_contains 'with a message' "$err" 'gets the time of the release 2.0 (2026-06-01T00:00:00Z)'
check_exit 0 rpmworks verify 2.1
target='' release=''
thing later 2099-01-01
yaml good aa later
check_exit 0 rpmworks compose 3.0
check_contains 'a commit with a time in the future is reported' "$err" 'of later was made in the future, on 2099-01-01'

# --- addresses and ids ------------------------------------------------------------------------------------------------------
for url in '/srv/my repo' '/srv/a#b' '/srv/a?b' '/srv/a,b' 'https://x.example/rpm?token=abc' 'releases' './releases' 'https://x.example/ä'; do
  release="  baseurl: '$url'
"
  yaml good aa
  refused 3 rpmworks check -- 'repos.yaml:' "'baseurl' of 'release'"
done
release="  baseurl: 'https://u:s3cret@x.example/rpm'
"
yaml good aa later
run rpmworks check
check_contains 'credentials give a warning' "$out" 'contains a user name or a password'
check_exit 0 rpmworks compose 4.0
check_contains 'also when a release is made' "$err" 'contains a user name or a password'
release=''
product=c++tools
yaml good aa
check_exit 0 rpmworks compose 5.0
check_same 'ids are valid for dnf' '' "$(grep '^\[' releases/5.0/c++tools.repo | grep -vE '^\[[A-Za-z0-9._:-]+\]$' || true)"
check 'no path of the workspace is in it' test -z "$(grep -rF "$PWD" releases/5.0/c++tools.repo)"

# --- an invalid TMPDIR --------------------------------------------------------------------------------------------------------
refused 1 env TMPDIR=/nowhere rpmworks verify 1.1 -- 'the folder for temporary files, /nowhere, cannot be used'
