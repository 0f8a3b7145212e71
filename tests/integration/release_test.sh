#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Complete workflow on the example product, checked with its users' tools: rpm, dnf, gpg, createrepo_c's reader.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need dnf rpm gpg jq

# --- the plan -----------
example_product planned
cd planned
check_exit 0 rpmworks release 1.0.0 --plan
check_contains 'each build' "$out" 'greeter-1.0.0-1.src'
check_contains 'and how many' "$out" '3 to build, 0 perhaps, 0 unchanged'
check_exit 0 rpmworks --json release 1.0.0 --plan
check_same 'as JSON' 'greet greeter python-greetings' "$(jq -r '[.plan[].name] | sort | join(" ")' <<<"$out")"
plan=$out
check_exit 0 rpmworks build --plan=json
check_same 'it equals that of build' "$plan" "$out"
check_exit 0 rpmworks release 1.0.0 --plan=dot
check_contains 'as a graph' "$out" 'digraph build {'
check_exit 2 rpmworks release 1.0.0 --plan=svg
check_exit 3 rpmworks release current --plan
check 'nothing was built, and there is no release' test ! -e releases -a ! -e .rpmworks/results
cd ..

example_product one
cd one
check_exit 0 rpmworks --log-format json release 1.0.0
table=$out
# around VERB SUBJECT: the enclosing activity.
around() {
  jq -rs --arg verb "$1" --arg subject "$2" 'map(select(.event == "begin")) as $begun |
    ($begun[] | select(.verb == $verb and .subject == $subject).parent) as $parent |
    $begun[] | select(.id == $parent) | "\(.verb) \(.subject)"' "$TMP/err"
}
check_same 'packing is a part of making' 'making source packages' "$(around packing greet)"
check_same 'a build is a part of all builds' 'building packages' "$(around building greet-1.0.0-1.src)"
for word in greet greet-devel greeter python3-greetings packages sources; do
  check_contains "the table shows $word" "$table" "$word"
done
release=$PWD/releases/1.0.0
check_same 'current points at it' 1.0.0 "$(readlink releases/current)"
check_exit 0 rpmworks release 1.0.1 --plan
check_contains 'nothing is left to build' "$out" '0 to build, 0 perhaps, 3 unchanged'
check_same 'nothing new is released' 'current 1.0.0' "$(cd releases && echo current [0-9]*)"
for file in manifest.json manifest.json.asc index.html greetings.repo RPM-GPG-KEY-greetings; do
  check "$file exists" test -s "$release/$file"
done

# rpm itself, with an rpm database that contains only this key.
mkdir "$TMP/rpmdb"
rpmkeys --dbpath "$TMP/rpmdb" --import "$release/RPM-GPG-KEY-greetings"
while read -r package; do
  run rpmkeys --dbpath "$TMP/rpmdb" -Kv "$package"
  check_same "rpm -K $package" 0 "$code"
  check_contains "$package is signed" "$out" 'V4 RSA/SHA256 Signature'
done < <(find "$release" -name '*.rpm')

# Other readers of repodata find the packages of the manifest.
listed() {
  dnf -q --noplugins --releasever=12 --setopt=reposdir=/dev/null --setopt=cachedir="$TMP/dnf-cache" --setopt=logdir="$TMP" \
    --repofrompath="r,file://$release/$1" --setopt=r.gpgcheck=0 repoquery --repoid r \
    --qf '%{name}-%{evr}.%{arch}' '*' "${@:2}" | sort
}
nevras() { jq -r --arg s "$1" '.packages[] | select(.section == $s) | .nevra' "$release/manifest.json" | sort; }
check_same 'dnf lists the packages of the manifest' "$(nevras packages)" "$(listed packages)"
check_same 'dnf lists the sources of the manifest' "$(nevras sources)" "$(listed sources --arch src)"
gpg --dearmor <"$release/RPM-GPG-KEY-greetings" >"$TMP/keyring.gpg"
check 'the metadata is signed' gpgv -q --keyring "$TMP/keyring.gpg" \
  "$release/packages/repodata/repomd.xml.asc" "$release/packages/repodata/repomd.xml"
while read -r sum file; do
  check_same "the digest of $file" "$sum" "$(sha256sum "$release/$file" | cut -d' ' -f1)"
done < <(jq -r '.packages[] | "\(.sha256) \(.file)"' "$release/manifest.json")
check_same 'every package names its commit' 0 \
  "$(jq '[.packages[] | select(.origin.commit | test("^[0-9a-f]{40}$") | not)] | length' "$release/manifest.json")"

check 'dnf installs it with gpgcheck and repo_gpgcheck' dnf_install "$TMP/root" "$release" greetings packages greeter python3-greetings
check_contains 'the installed program runs' "$(chroot "$TMP/root" greeter)" 'ello'
check 'and the Python program' chroot "$TMP/root" greetings
check_exit 0 rpmworks verify 1.0.0

# The lines of the README, unchanged except for the path.
sed -n '/^    base=.*hostbase/,/^    chroot/p' "$RPMWORKS_SOURCE/README.md" | sed "s|/tmp/root|$TMP/readme-root|" >"$TMP/readme.sh"
check_exit 0 bash -eu "$TMP/readme.sh"
check_contains 'the lines of the README install it' "$out" 'Hello, world!'

# Nothing changed: nothing is made.
before=$(find releases -printf '%p %i %T@\n' | sort)
check_exit 0 rpmworks release 1.0.0
check_same 'a second run changes nothing' "$before" "$(find releases -printf '%p %i %T@\n' | sort)"

check_exit 0 rpmworks report 1.0.0 -o -
check_contains 'a page on stdout' "$out" '<!DOCTYPE html>'
check 'and no file named `-`' test ! -e ./-

# Nor after the workspace was moved.
mv "$TMP/work/one" "$TMP/work/moved"
cd "$TMP/work/moved"
check_exit 0 rpmworks verify 1.0.0
check_exit 0 rpmworks release 1.0.0
check_contains 'a moved workspace builds nothing' "$err" '0 built, 3 unchanged'
check_same 'its release is unchanged' "$before" "$(find releases -printf '%p %i %T@\n' | sort)"
check_exit 0 rpmworks build -o out
check 'its results are found' test -s out/greet-1.0.0-1/greet-1.0.0-1.x86_64.rpm
rm -r out
mv "$TMP/work/moved" "$TMP/work/one"
cd "$TMP/work/one"

# The same commits and key in another empty workspace, with nothing of the store: the same release, file by file.
mkdir ../two
cp -r gnupg repos.yaml ../two/
cp -r repos ../two/repos
cd ../two
RPMWORKS_CACHE=$RPMWORKS_CACHE check_exit 0 rpmworks release 1.0.0
check 'the two releases are identical' diff -r --no-dereference ../one/releases ../two/releases
no_traces

# --- rollback, and damaged releases -------------------------------------------------------------------------------------
cd ../one
check_exit 3 rpmworks rollback
check_contains 'nothing was published before' "$err" 'no release is known to have been published before 1.0.0'
check_exit 0 rpmworks compose 1.0.1 # a test release, never published
check_exit 0 rpmworks release 1.0.2
check_exit 0 rpmworks rollback
check_same 'back to the published release' 1.0.0 "$(readlink releases/current)"
printf X | dd of="$(echo releases/1.0.1/packages/greeter-1*.rpm)" bs=1 seek=3000 conv=notrunc status=none
for command in publish rollback release; do
  check_exit 5 rpmworks $command 1.0.1
  check_contains "$command: it is named" "$err" 'greeter-1.0.0-1'
  check_same "$command: nothing is published" 1.0.0 "$(readlink releases/current)"
done
check_exit 0 rpmworks release --replace 1.0.1
check_same 'composed again, it is publishable' 1.0.1 "$(readlink releases/current)"
mkdir releases/evil
echo '{}' >releases/evil/manifest.json
run rpmworks publish evil
check 'a damaged release is not published' test "$code" != 0 -a "$(readlink releases/current)" = 1.0.1

# --- one package with its build dependencies -------------------------------------------------------------------------
mkdir ../three
cp -r gnupg repos repos.yaml ../three/
cd ../three
check_exit 0 rpmworks build greeter -o out
check 'it was built with its library' test -s out/greeter-1.0.0-1/greeter-1.0.0-1.x86_64.rpm
(umask 077 && cd ../three && check_exit 0 rpmworks release 1.0.0)
check_same 'a strict umask does not matter' 755 "$(stat -c %a releases/1.0.0/packages)"

# --- a source package without all of its sources ---------------------------------------------------------------------------
git_repository ../nosrc/ns "ns.spec=$(spec ns 'NoSource: 0' 'Requires: bash' '%description' x '%files')"
sed -e '/^packages:/,/^release:/{/^packages:/!{/^release:/!d}}' -e 's|^packages:|&\n  ns: { git: ns }|' repos.yaml >../nosrc/repos.yaml
cp -r gnupg ../nosrc/
check_exit 0 rpmworks -c ../nosrc/repos.yaml compose 1.0.0
check 'it has the file name that its packages refer to' test -s ../nosrc/releases/1.0.0/sources/ns-1.0-1.nosrc.rpm
mkdir ../nosrc/releases/current
check_exit 1 rpmworks -c ../nosrc/repos.yaml release 1.0.1
check_contains '`current` is not a link' "$err" 'current exists and is not a symbolic link'
check 'which is reported before anything is done' test ! -e ../nosrc/releases/1.0.1

# --- clients follow the published release --------------------------------------------------------------------------------
sed -i "s|^release:|release:\n  baseurl: $PWD/releases|" repos.yaml
check_exit 0 rpmworks release 1.1.0
client() { # client ARGUMENT…: dnf of a machine that knows the base and the product's own file
  dnf -q -y --noplugins --installroot="$TMP/client" --releasever=12 --setopt=reposdir="$TMP/client-repos" --setopt=install_weak_deps=False \
    --setopt=cachedir="$TMP/client-cache" --setopt=persistdir="$TMP/client-state" --setopt=logdir="$TMP" \
    --repofrompath="base,file://$HOSTBASE" --setopt=base.gpgcheck=1 \
    --setopt="base.gpgkey=file://$HOSTBASE/RPM-GPG-KEY-hostbase" "$@" >"$TMP/dnf.log" 2>&1 || { cat "$TMP/dnf.log" >&2; return 1; }
}
client_version() { rpm --root "$TMP/client" -q --qf '%{VERSION}' greeter; }
mkdir "$TMP/client-repos"
cp releases/greetings.repo "$TMP/client-repos/"
check 'dnf installs with the .repo file for clients' client install greeter
check_same 'the version' 1.0.0 "$(client_version)"
next_greeter 1.0.1
check_exit 0 rpmworks compose 1.2.0
check 'an unpublished release is not visible' client --refresh upgrade
check_same 'the version before' 1.0.0 "$(client_version)"
check_exit 0 rpmworks publish 1.2.0
check 'the published one is' client --refresh upgrade
check_same 'the version afterwards' 1.0.1 "$(client_version)"
rm -rf releases/1.1.0
check 'it refers to no particular release' client --refresh makecache
