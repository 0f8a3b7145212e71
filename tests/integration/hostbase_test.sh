#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The base repository, made here once for all tests that build; dnf installs from it with signatures checked.
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
  dnf -q --releasever=12 --setopt=reposdir=/dev/null --setopt=cachedir="$TMP/dnf-cache" --setopt=logdir="$TMP" \
    --repofrompath="base,file://$HOSTBASE" repoquery "$@"
}
for capability in rpm-build gcc-c++ python3-devel python3-setuptools /bin/sh /usr/bin/python3 'pkgconfig(python3)'; do
  found=$(repoquery --whatprovides "$capability")
  check "$capability is provided" test -n "$found"
done
unsigned=$(rpm -qp --qf '%{NAME} %{RSAHEADER:pgpsig}\n' "$HOSTBASE"/packages/*.rpm 2>/dev/null | grep '(none)' || true)
check_same 'every package is signed' '' "$unsigned"
