#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The base repository, made here once for all tests that build; dnf installs from it with signatures checked.
# shellcheck disable=SC2154  # check_exit of lib.sh sets out
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need apt-get apt-cache dpkg-deb rpmbuild dnf

check_exit 0 rpmworks-hostbase
check 'the repository has metadata' test -s "$HOSTBASE/repodata/repomd.xml"
check 'and its public key' test -s "$HOSTBASE/RPM-GPG-KEY-hostbase"
before=$(stat -c '%i %Y' "$HOSTBASE/repodata/repomd.xml")
check_exit 0 rpmworks-hostbase
check_same 'a second run changes nothing' "$before" "$(stat -c '%i %Y' "$HOSTBASE/repodata/repomd.xml")"

repoquery() {
  dnf -q --noplugins --releasever=12 --setopt=reposdir=/dev/null --setopt=cachedir="$TMP/dnf-cache" --setopt=logdir="$TMP" \
    --repofrompath="base,file://$HOSTBASE" repoquery "$@"
}
for capability in rpm-build gcc-c++ python3-devel python3-setuptools /bin/sh /usr/bin/python3 'pkgconfig(python3)'; do
  found=$(repoquery --whatprovides "$capability")
  check "$capability is provided" test -n "$found"
done
unsigned=$(rpm -qp --qf '%{NAME} %{RSAHEADER:pgpsig}\n' "$HOSTBASE"/packages/*.rpm 2>/dev/null | grep '(none)' || true)
check_same 'every package is signed' '' "$unsigned"

# --- packagers' names, with their version limits -------------------------------------------------------------------------
check_same 'no package has an epoch' '' "$(rpm -qp --qf '%{NAME} %{EPOCH}\n' "$HOSTBASE"/packages/*.rpm 2>/dev/null | grep -v '(none)' || true)"
for limit in 'gcc >= 8' 'gcc < 30' 'gcc-c++ >= 8' 'cmake >= 3.20' 'python3-devel >= 3.9' 'pkgconfig(python3) >= 3.9' 'perl(strict)'; do
  check "$limit is kept" test -n "$(repoquery --whatprovides "$limit")"
done
check_same 'gcc >= 30 is not' '' "$(repoquery --whatprovides 'gcc >= 30')"
check_same 'python3-devel is one package' 'python3-dev' "$(repoquery --qf '%{name}' --whatprovides python3-devel)"
check 'Python has byte code' grep -q 'json/__pycache__/decoder.cpython' \
  <(rpm -qlp "$HOSTBASE"/packages/libpython3.*-stdlib-*.rpm 2>/dev/null)

# --- the cache is deleted ------------------------------------------------------------------------------------------------
mkdir -p cache product/repo
cp -a "$HOSTBASE" cache/hostbase
export RPMWORKS_CACHE=$PWD/cache
check_exit 0 rpmworks-hostbase --forget # additions of other tests would have to be requested again
check 'the key is not in the cache' test ! -e cache/hostbase/gnupg
spec words '%description' x '%prep' '%setup -q' '%build' 'python3 -c "import json"' '%files' >product/repo/words.spec
sed -i '/^Source0/i BuildRequires: python3' product/repo/words.spec
git -C product/repo init -q -b main
git -C product/repo add -A
git -C product/repo commit -qm Begin
printf '%s\n' 'schema: 1' 'product: words' 'packages: { words: { git: repo } }' >product/repos.yaml
check_exit 0 rpmworks -c product/repos.yaml build
sums() { (cd cache/hostbase && sha256sum packages/*.rpm repodata/* RPM-GPG-KEY-hostbase); }
before=$(sums)
mv cache/hostbase/cache/debs debs
rm -rf cache
mkdir -p cache/hostbase/cache
touch cache/hostbase/.rpmworks-hostbase
mv debs cache/hostbase/cache/debs # only to avoid downloads
check_exit 0 rpmworks-hostbase
check_same 'a repository that is made again is the same, signatures and all' "$before" "$(sums)"
check_exit 0 rpmworks -c product/repos.yaml build
check_contains 'nothing has to be rebuilt' "$out" 'nothing changed'
