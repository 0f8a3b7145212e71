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
refused 3 rpmworks compose 1.0.1 --locked -- 'is erlang-libs-1.0-1.noarch, not erlang-1.0-1.noarch'
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

# --- why a package is there --------------------------------------------------------------------------------------------------
mv repos/rabbit repos/hare
sed -i 's/rabbit/hare/' repos/hare/rabbit.spec
git -C repos/hare mv rabbit.spec hare.spec
git -C repos/hare commit -qam 'Another name'
sed -i 's,rabbit: .*,hare: { git: repos/hare },' repos.yaml
refused 5 rpmworks lock --check -- 'erlang-1.0-1.noarch is there for another reason: hare requires language(erlang) >= 1'
check_exit 0 rpmworks --json lock
check_same 'as JSON' 'reason reason' "$(jq -r '[.changes[].change] | join(" ")' <<<"$out")"
