# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Root file systems of Debian suites, for tests with the programs of other distributions. Sourced after lib.sh.
#
# A root is made once by debootstrap and kept in $RPMWORKS_ROOTS (default: platform-roots in the build folder; 0.5 GB each).

RPMWORKS_ROOTS=${RPMWORKS_ROOTS:-${RPMWORKS_BUILD:?}/platform-roots}

# apt_mirror: the Debian mirror that this machine's apt uses; false if it uses none. $MIRROR names another one.
apt_mirror() {
  # shellcheck disable=SC2016  # apt's own variable
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -m1 '/debian/*$'
}

# make_root SUITE PACKAGE…: sets $root to a root of the suite that contains these packages; false if it cannot be made.
make_root() {
  local suite=$1 list mirror
  shift
  list=$(printf '%s\n' "$@" | sort | paste -sd,)
  root=$RPMWORKS_ROOTS/$suite
  [ ! -e "$root/.packages" ] || [ "$(<"$root/.packages")" != "$list" ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
    echo "there is no root of $suite: debootstrap is not installed, or this user may not run it" >&2
    return 1
  fi
  mirror=${MIRROR:-$(apt_mirror)} || {
    echo "there is no root of $suite: apt names no Debian mirror; set MIRROR" >&2
    return 1
  }
  rm -rf --one-file-system "$root" "$root.part"
  mkdir -p "$RPMWORKS_ROOTS"
  if ! debootstrap --variant=minbase --include="ca-certificates,$list" "$suite" "$root.part" "$mirror" \
    >"$root.log" 2>&1; then
    echo "debootstrap cannot make a root of $suite: $(tail -n 1 "$root.log") (see $root.log)" >&2
    rm -rf --one-file-system "$root.part"
    return 1
  fi
  rm -rf "$root.part"/var/cache/apt/archives/*.deb
  echo "$list" >"$root.part/.packages"
  mv "$root.part" "$root"
}

# in_root ROOT COMMAND…: runs the command in the root, as a container would: with a mount namespace and processes of its own, a
# root of its own (in a plain chroot, user namespaces do not work) and this machine's network. $TMP is at the same path.
in_root() {
  local root=$1
  shift
  # shellcheck disable=SC2016  # the words of the inner shell
  unshare --mount --pid --fork --kill-child bash -c '
    set -e
    mount --bind "$1" "$1"
    mount -t tmpfs tmpfs "$1/tmp"
    mkdir -p "$1$TMP" && mount --bind "$TMP" "$1$TMP"
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
    cd "$1" && mkdir -p .before && pivot_root . .before && cd /
    umount -l /.before
    shift
    exec "$@"' in-root "$root" env -i TMP="$TMP" HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 "$@"
}
