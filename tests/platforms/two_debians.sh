#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A release for two distributions: this machine's Debian release and another one. Run it by hand, because it downloads the packages
# of the other one (200 MB, once); it needs no root file system of it.
#
#     RPMWORKS=build/dev/bin/rpmworks RPMWORKS_BUILD=$PWD/build/dev tests/platforms/two_debians.sh [SUITE]
#
# The other base repository is kept in $RPMWORKS_BUILD/test-cache/hostbase-SUITE.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../integration/lib.sh"
. "$here/../integration/base.sh"
. "$here/roots.sh"
need dnf rpm gpg jq apt-get

suite=${1:-trixie}
mirror=${MIRROR:-$(apt_mirror)} || skip 'apt names no Debian mirror: set MIRROR'
other=$RPMWORKS_BUILD/test-cache/hostbase-$suite

# rpmworks-hostbase asks apt for packages, and apt's configuration says of which Debian release.
apt=$RPMWORKS_BUILD/test-cache/apt-$suite
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/state" "$apt/parts"
: >"$apt/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$apt/sources.list"
cat >"$apt/apt.conf" <<CONF
Dir::State "$apt/state";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "$apt/parts";
Dir::Etc::preferences "/dev/null";
CONF
if [ ! -s "$other/repodata/repomd.xml" ]; then
  APT_CONFIG=$apt/apt.conf apt-get update
  APT_CONFIG=$apt/apt.conf rpmworks-hostbase -o "$other"
fi

"$RPMWORKS_SOURCE/examples/make-repositories" repos >/dev/null
"$RPMWORKS_SOURCE/examples/make-key" gnupg >/dev/null 2>&1
install='bash, coreutils, diffutils, file, findutils, gcc, grep, gzip, libc6-dev, make, mawk, patch, sed, tar, util-linux, xz-utils, zstd'
cat >repos.yaml <<YAML
schema: 1
product: twin
keys:
  twin: { homedir: gnupg }
  other: { public: $other/RPM-GPG-KEY-hostbase }
upstreams:
  other: { baseurl: "file://$other", trust: [other] }
targets:
  deb12: { dist: .deb12, buildroot: { repos: [hostbase] } }
  other: { dist: .other, buildroot: { repos: [other], install: [$install], macros: { build_ldflags: "-Wl,-O1", debug_package: "%{nil}", _libdir: /usr/lib/x86_64-linux-gnu } } }
packages:
  greet: { git: repos/greet, ref: v1.0.0 }
  greeter: { git: repos/greeter, ref: v1.0.0 }
  python-greetings: { git: repos/python-greetings, ref: v1.0.0, targets: [deb12] }
release:
  base: [{ upstream: hostbase, target: deb12 }, { upstream: other, target: other }]
  sections:
    deb12/packages: { from: builds, target: deb12, sign: twin }
    deb12/sources: { from: srpms, target: deb12, sign: twin }
    other/packages: { from: builds, target: other, sign: twin }
    other/sources: { from: srpms, target: other, sign: twin }
YAML
check_exit 0 rpmworks release 1.0.0
printf '%s\n' "$out"
check_contains 'it is for both' "$out" 'release 1.0.0 of twin for deb12, other: 5 built'
check_exit 0 rpmworks verify 1.0.0
release=$PWD/releases/1.0.0

base=$HOSTBASE
for target in deb12 other; do
  [ $target = deb12 ] || base=$other
  HOSTBASE=$base dnf_install "$TMP/root-$target" "$release" twin "$target/packages" greeter
  checks=$((checks + 1))
  check_contains "the program runs on $target" "$(chroot "$TMP/root-$target" greeter)" 'ello'
done
check 'they are different systems' test \
  "$(rpm --root "$TMP/root-deb12" -q libc6)" != "$(rpm --root "$TMP/root-other" -q libc6)"
check_exit 0 rpmworks release 1.0.1 --plan
check_contains 'nothing is left to build' "$out" '0 to build, 0 perhaps, 5 unchanged'
no_traces
