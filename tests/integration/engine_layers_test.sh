#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Where the kernel refuses overlays: fuse-overlayfs or copies take their place, and the same packages come out.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
[ "$(id -u)" = 0 ] || skip 'needs root to mount'
need rpmbuild unshare setsid fuse-overlayfs
[ -c /dev/fuse ] || skip 'there is no /dev/fuse'

sums() { (cd "$1" && sha256sum -- *.rpm); }
srpm same 'BuildRequires: gcc' '%description' x '%prep' '%setup -q -c -T' \
  '%build' 'echo "int main(void) { return __LINE__; }" >main.c' 'gcc -g -O2 -o same main.c' \
  '%install' 'install -D same %{buildroot}%{_bindir}/same' 'mkdir -p %{buildroot}/usr/share/same' \
  'ln %{buildroot}%{_bindir}/same %{buildroot}/usr/share/same/again' '%files' '%{_bindir}/same' '/usr/share/same'
# Of the layer below: what belongs to whom, and that it cannot be changed.
srpm looks 'BuildArch: noarch' 'BuildRequires: gcc' '%description' x '%build' 'gcc --version' '! touch /usr/bin/x' \
  'test "$(stat -c %u:%a /builddir/build/BUILD)" = 59000:755' 'test "$(stat -c %u:%a /usr/bin/gcc)" = 0:777' \
  'test -u /usr/bin/su' '%files'

# The base root is made here, on a file system that has overlays.
cache=$TMP/cache
mkdir "$cache"
ln -s "$HOSTBASE" "$cache/hostbase"
RPMWORKS_CACHE=$cache check_exit 0 rpmworks build same-1.0-1.src.rpm -o kernel
check_same 'an overlay of the kernel is not worth a word' 0 "$(grep -c 'warning:' <<<"$err" || true)"

# refusing NAME COMMAND…: the command, with a cache whose file system is itself an overlay: the kernel refuses another one over it.
refusing() {
  local name=$1
  shift
  mkdir -p "$TMP/$name/upper" "$TMP/$name/work" "$TMP/$name/cache"
  unshare -m bash -c 'folder=$1; shift
    mount -t overlay overlay -o "lowerdir=$CACHE,upperdir=$folder/upper,workdir=$folder/work" "$folder/cache" || exit 99
    export RPMWORKS_CACHE=$folder/cache; exec "$@"' refusing "$TMP/$name" "$@"
}
export CACHE=$cache
# All programs but one.
mkdir "$TMP/bin"
ln -s /usr/bin/* "$TMP/bin/"
rm "$TMP/bin/fuse-overlayfs"
without=$(dirname "$RPMWORKS"):$TMP/bin:/usr/sbin

builds() { # builds NAME PART…: two packages; one warning, with the parts
  local name=$1 part
  shift
  check_same "$name: it is built" 0 "$code"
  check_same "$name: one warning" 1 "$(grep -c 'warning:' <<<"$err")"
  for part in "the kernel refuses overlays in $TMP/$name/cache/roots (Invalid argument)" 'faster would be' "$@"; do
    check_contains "$name: it says" "$err" "$part"
  done
  check_same "$name: the same packages" "$(sums kernel)" "$(cd "$name" && sha256sum same-1*.rpm)"
  no_traces
}
run refusing fuse rpmworks --workspace "$TMP/fuse/ws" build -j 2 same-1.0-1.src.rpm looks-1.0-1.src.rpm -o fuse
[ "$code" = 0 ] || echo "$err" >&2
mkdir -p fuse
find fuse -mindepth 2 -name '*.rpm' -exec mv {} fuse \;
builds fuse 'fuse-overlayfs makes the roots'

PATH=$without run refusing copy rpmworks --workspace "$TMP/copy/ws" build -j 2 same-1.0-1.src.rpm looks-1.0-1.src.rpm -o copy
[ "$code" = 0 ] || echo "$err" >&2
find copy -mindepth 2 -name '*.rpm' -exec mv {} copy \;
builds copy 'fuse-overlayfs is not installed' 'are copied'
check_same 'layers of one kind are not used as another' 0 \
  "$(comm -12 <(ls "$TMP/fuse/upper/roots" | grep -v lock | sort) <(ls "$TMP/copy/upper/roots" | grep -v lock | sort) | wc -l)"
