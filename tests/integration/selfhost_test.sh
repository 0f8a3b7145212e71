#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# rpmworks releases this repository; dnf installs the package into an empty root, where it works.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need dnf git
git -C "$RPMWORKS_SOURCE" rev-parse -q --verify HEAD >/dev/null || skip 'the sources are not a git repository'

# shellcheck disable=SC2046  # one word a package
own_base $("$RPMWORKS_SOURCE/tools/install-deps" --list build run)
git clone -q --no-local "$RPMWORKS_SOURCE" self
cd self
"$RPMWORKS_SOURCE/examples/make-key" gnupg >/dev/null 2>&1
check_exit 0 rpmworks release 0.1.0
root=$TMP/root
key=$(basename releases/0.1.0/RPM-GPG-KEY-*)
check 'dnf installs it' dnf_install "$root" "$PWD/releases/0.1.0" "${key#RPM-GPG-KEY-}" packages rpmworks git
check_contains 'the installed program prints its version' "$(chroot "$root" rpmworks --version)" '0.1.0'

# The installed program makes a source package inside that root, with only the packages that it requires.
git_repository tiny "tiny.spec=$(spec tiny '%description' x '%files')"
cp -r tiny "$root/root/tiny"
# Entered like a container: in a plain chroot the kernel refuses user namespaces. The mounts end with the process.
# shellcheck disable=SC2016  # the words of the inner shell
run unshare -m sh -c 'mount --bind "$1" "$1" && mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" &&
  cd "$1" && pivot_root . mnt && exec env HOME=/root sh -c "cd /root/tiny && rpmworks srpm"' in-root "$root"
[ "$code" = 0 ] || { printf '%s\n' "$err" >&2; fail "rpmworks srpm in the root: exit $code"; }
check 'it made a source package' test -s "$root/root/tiny/tiny-1.0-1.src.rpm"
