#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Locks that were edited, merged line by line, or made to deceive: no release is made from them.
# shellcheck disable=SC2016,SC2154  # commands of messages; run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/vendor.sh"
need rpm rpmbuild rpmsign gpg createrepo_c jq

vendor_key epel
repo=$TMP/epel
vendor_package epel "$repo" erlang-libs 1.0
vendor_package epel "$repo" erlang 1.0 'Requires: erlang-libs = 1.0' 'Provides: language(erlang) = 1.0'
vendor_package epel "$repo" games 1.0
vendor_index "$repo" 100

mkdir -p product/keys
cd product
cp "$TMP/vendors/epel.asc" keys/
"$RPMWORKS_SOURCE/examples/make-key" gnupg >/dev/null 2>&1
git_repository repos/rabbit "rabbit.spec=$(spec rabbit 'Requires: language(erlang) >= 1' '%description' 'Queues.' '%files')"
config() { # config [RULE]
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
    deps/epel: { from: upstream, upstream: epel${1:-} }
YAML
}
config
restore() { printf '%s\n' "$good" >repos.lock; }
digest_again() {
  sed -i '/^digest: /d' repos.lock
  printf 'digest: %s\n' "$(sha256sum <repos.lock | cut -d' ' -f1)" >>repos.lock
}
sha256_of() { sha256sum "$repo/$1-1.0-1.noarch.rpm" | cut -d' ' -f1; }

# --- before there is a lock --------------------------------------------------------------------------------------------------
refused 3 rpmworks lock --precise erlang-1.0-1.noarch -- 'there is no ' 'repos.lock yet' 'run `rpmworks lock` first'
refused 3 rpmworks lock --update erlang -- 'there is no ' 'repos.lock yet'
check 'nothing was written' test ! -e repos.lock
check_exit 0 rpmworks release 1.0.0
good=$(cat repos.lock)

# --- options that do not fit together ----------------------------------------------------------------------------------------
refused 3 rpmworks lock --precise erlang-9-1.noarch -- 'epel has no erlang-9-1' 'its versions are 1.0-1' 'taking exactly erlang-9-1.noarch'
check 'it does not point to a rule of repos.yaml' test "$(grep -c 'repos.yaml:' <<<"$err")" = 0
refused 2 rpmworks lock --precise erlang-1-1.noarch --precise erlang-2-1.noarch -- 'two versions of erlang.noarch are asked for'
refused 3 rpmworks lock --import none.yaml -- 'there is no file none.yaml'
for options in '--check --precise erlang-1.0-1.noarch' '--outdated --check' '--outdated --precise erlang-1.0-1.noarch' \
  '--outdated --export x.yaml' '--outdated --import x.yaml' '--import x.yaml --precise erlang-1.0-1.noarch'; do
  # shellcheck disable=SC2086  # words
  check_exit 2 rpmworks lock $options
done
check_same 'the lock is unchanged' "$good" "$(cat repos.lock)"

# --- edited by hand ----------------------------------------------------------------------------------------------------------
for edit in '/name: erlang-libs/d' 's,section: deps/epel,section: deps/other,' "s/$(sha256_of erlang)/$(sha256_of games)/" \
  's/upstream: epel,/upstream: hostbase,/' '/^digest/d'; do
  sed -i "$edit" repos.lock
  for command in 'lock --check' 'lock --outdated' 'compose 1.0.1' 'compose 1.0.1 --locked' 'why erlang'; do
    # shellcheck disable=SC2086  # words
    refused 3 rpmworks $command -- 'repos.lock:' 'this file was changed after rpmworks wrote it' 'run `rpmworks lock`'
  done
  check 'there is no release' test ! -e releases/1.0.1
  check_exit 0 rpmworks lock
  check_same 'rpmworks lock makes it right' "$good" "$(cat repos.lock)"
done

# --- made to deceive: the digest is right ------------------------------------------------------------------------------------
sed -i "s/$(sha256_of erlang)/$(sha256_of erlang-libs)/" repos.lock
digest_again
refused 6 rpmworks compose 1.0.1 --locked -- 'the lock lists erlang-libs-1.0-1.noarch of epel as erlang-1.0-1.noarch'
restore
sed -i 's,section: deps/epel,section: deps/other,' repos.lock
digest_again
refused 5 rpmworks compose 1.0.1 --locked -- 'out of date' 'deps/other: removed erlang-1.0-1.noarch'
restore
sed -i 's/upstream: epel,/upstream: epol,/; s/name: epel, url/name: epol, url/' repos.lock
digest_again
refused 5 rpmworks compose 1.0.1 --locked -- 'out of date' 'erlang-1.0-1.noarch comes from epel instead of epol'
check 'there is no release' test ! -e releases/1.0.1
restore

# --- merged line by line -----------------------------------------------------------------------------------------------------
# Each side adds a package; git without the driver reports a conflict at the digest, which somebody resolves in an editor.
git init -q -b main
git add repos.lock
git commit -qm lock
git checkout -qb games
config ', packages: [games]'
check_exit 0 rpmworks lock
git commit -qam games
git checkout -q main
sed -i '/name: erlang-libs/d' repos.lock
git commit -qam edited
check_exit 1 git merge -q games
sed -i '/^<<<<<<<\|^=======\|^>>>>>>>/d' repos.lock
check 'a conflict at the digest' test "$(grep -c '^digest: ' repos.lock)" -gt 1
sed -i '$d' repos.lock
run rpmworks compose 1.0.1
check_same 'no release' '3 yes' "$code $([ -e releases/1.0.1 ] || echo yes)"
rm -rf .git
config
restore

# --- the rules for the metadata are inputs -----------------------------------------------------------------------------------
sed -i 's/trust: \[epel\] }/trust: [epel], repomd: signed }/' repos.yaml
for command in 'lock --check' 'lock' 'compose 1.0.1 --locked'; do
  # shellcheck disable=SC2086  # words
  refused 6 rpmworks $command -- 'the metadata of epel cannot be trusted: it is not signed'
done
gpg --homedir "$TMP/vendors/epel" --batch --quiet --armor --detach-sign "$repo/repodata/repomd.xml"
check_exit 0 rpmworks lock
check_exit 0 rpmworks lock --check
# Signed metadata stays in the store, so the lock is solved again without the upstream.
mv "$repo" "$repo.away"
sed -i 's/upstream: epel }/upstream: epel, prefer: [erlang] }/' repos.yaml
check_exit 0 rpmworks lock
mv "$repo.away" "$repo"
rm "$repo/repodata/repomd.xml.asc"
config
check_exit 0 rpmworks lock
check_same 'the same lock as before' "$good" "$(cat repos.lock)"

# Another address of the base.
vendor_package epel "$TMP/os6.9" nothing 1.0
vendor_index "$TMP/os6.9" 1
vendor_package epel "$TMP/os6.10" erlang 9.0 'Provides: language(erlang) = 9.0'
vendor_index "$TMP/os6.10" 1
with_base() { # with_base FOLDER
  config
  sed -i "s,^packages:,  os: { baseurl: $1\, trust: [epel] }\n&,; s/base: .*/base: [hostbase, os]/" repos.yaml
}
with_base "$TMP/os6.9"
check_exit 0 rpmworks lock
with_base "$TMP/os6.10"
refused 5 rpmworks lock --check -- 'removed erlang-1.0-1.noarch'
refused 5 rpmworks compose 1.0.1 --locked -- 'out of date'
config
sed -i "s,base: .*,base: [hostbase\, { manifest: $TMP/none.json }]," repos.yaml
refused 3 rpmworks lock -- 'repos.yaml:11:' "there is no file $TMP/none.json"
config
restore

# --- the same lock wherever the product is -----------------------------------------------------------------------------------
check_contains 'an absolute address stays' "$good" "name: epel, url: $repo, "
mkdir -p "$TMP/else/where"
cp -r . "$TMP/else/where/product"
rm -rf "$TMP/else/where/product/"{.rpmworks,releases}
check_exit 0 rpmworks -c "$TMP/else/where/product/repos.yaml" lock --check
rm "$TMP/else/where/product/repos.lock"
check_exit 0 rpmworks -c "$TMP/else/where/product/repos.yaml" lock
check_same 'in another folder' "$good" "$(cat "$TMP/else/where/product/repos.lock")"
check_exit 0 rpmworks -c "$TMP/else/where/product/repos.yaml" compose 1.0.0
origins() { jq -c '[.packages[].origin | select(.kind == "upstream")]' "$1/releases/1.0.0/manifest.json"; }
check_same 'and the same origins' "$(origins .)" "$(origins "$TMP/else/where/product")"

# --- no section needs the lock any more --------------------------------------------------------------------------------------
config
sed -i '/deps.epel/d; s/^  rabbit: .*/  games: { git: repos\/games }/' repos.yaml
git_repository repos/games "games.spec=$(spec games 'Provides: toys' '%description' 'Games.' '%files')"
sed -i 's/^release:/&\n  waivers: [{ gate: upgrade, finding: rabbit.noarch removed, reason: a test, owner: ann, expires: 2999-12-31 }]/' repos.yaml
check_exit 0 rpmworks compose 1.0.1 --locked
check_contains 'the lock is not used' "$err" 'warning: repos.lock is not used, because no section is `from: upstream`'
config
restore

# --- one of several targets --------------------------------------------------------------------------------------------------
cat >several.yaml <<YAML
schema: 1
product: altai
keys:
  altai: { homedir: gnupg }
  epel: { public: keys/epel.asc }
upstreams:
  epel: { baseurl: $repo, trust: [epel] }
targets:
  a: { dist: .a, buildroot: { repos: [hostbase] } }
  b: { dist: .b, buildroot: { repos: [hostbase] } }
packages:
  rabbit: { git: repos/rabbit }
release:
  base: [hostbase]
  sections:
    a/packages: { from: builds, target: a, sign: altai }
    b/packages: { from: builds, target: b, sign: altai }
    a/sources: { from: srpms, target: a, sign: altai }
    b/sources: { from: srpms, target: b, sign: altai }
    a/epel: { from: upstream, upstream: epel, target: a }
    b/epel: { from: upstream, upstream: epel, target: b, packages: [games] }
YAML
check_exit 0 rpmworks -c several.yaml lock
both=$(cat several.lock)
check_same 'both targets' 'a a b b b' "$(sed -n 's/^  - { target: \(.\),.*/\1/p' several.lock | paste -sd' ')"
check_exit 0 rpmworks -c several.yaml lock --target a --check
check_exit 0 rpmworks -c several.yaml lock --target b --export "$TMP/b.yaml"
check_contains 'the packages of one target' "$(cat "$TMP/b.yaml")" 'games'
rm several.lock
check_exit 0 rpmworks -c several.yaml lock --target b
check_exit 0 rpmworks -c several.yaml lock --target a
check_same 'one after the other gives the same lock' "$both" "$(cat several.lock)"

# --- why a package is there --------------------------------------------------------------------------------------------------
mv repos/rabbit repos/hare
sed -i 's/rabbit/hare/' repos/hare/rabbit.spec
git -C repos/hare mv rabbit.spec hare.spec
git -C repos/hare commit -qam 'Another name'
sed -i 's,rabbit: .*,hare: { git: repos/hare },' repos.yaml
refused 5 rpmworks lock --check -- 'erlang-1.0-1.noarch is there for another reason: hare requires language(erlang) >= 1'
check_exit 0 rpmworks --json lock
check_same 'as JSON' 'reason reason' "$(jq -r '[.changes[].change] | join(" ")' <<<"$out")"
