#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Two workspaces with the same commits and the same key, and nothing else in common, make the same releases: every byte, signatures
# included. So does a workspace that lost its store.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need git rpm gpg

example_product one
mkdir -p elsewhere/deeper
cp -a one elsewhere/deeper/two

# make_releases FOLDER UMASK ZONE: two releases.
make_releases() {
  (
    umask "$2"
    export TZ=$3
    cd "$1"
    for release in 1.0.0 1.0.1; do
      [ $release = 1.0.0 ] || sed -i 's/greeter, ref: v1.0.0/greeter, ref: v1.1.0/' repos.yaml
      "$RPMWORKS" release $release >"$TMP/made" 2>&1 || { cat "$TMP/made" >&2; exit 1; }
    done
  )
}

git -C one/repos/greeter rev-parse -q --verify v1.1.0 >/dev/null || {
  for copy in one elsewhere/deeper/two; do
    sed -i 's/^Version:.*/Version: 1.1.0/' "$copy/repos/greeter/greeter.spec"
    GIT_AUTHOR_DATE='2026-03-04T05:06:07Z' GIT_COMMITTER_DATE='2026-03-04T05:06:07Z' \
      git -C "$copy/repos/greeter" commit -q -am 'Version 1.1.0'
    git -C "$copy/repos/greeter" tag v1.1.0
  done
}
check 'one workspace' make_releases one 022 UTC
sleep 2 # a signature that contains the time of the clock would differ
check 'another one' make_releases elsewhere/deeper/two 077 Pacific/Auckland
for release in 1.0.0 1.0.1; do
  check "the releases $release are the same" diff -r "one/releases/$release" "elsewhere/deeper/two/releases/$release"
  check_same 'files and modes' "$(cd "one/releases/$release" && find . -printf '%P %m %s\n' | sort)" \
    "$(cd "elsewhere/deeper/two/releases/$release" && find . -printf '%P %m %s\n' | sort)"
done

# The store is lost, and the release with it.
cp -a one/releases/1.0.1 kept
rm -rf one/.rpmworks one/releases/1.0.1
sleep 1
cd one
check_exit 0 rpmworks release 1.0.1
check 'the same again' diff -r "$TMP/work/kept" releases/1.0.1
