#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# If the kernel refuses overlays, fuse-overlayfs or copies replace them, and the packages are the same.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
[ "$(id -u)" = 0 ] || skip 'needs root to mount'
need rpmbuild unshare fuse-overlayfs
[ -c /dev/fuse ] || skip 'there is no /dev/fuse'

sums() { (cd "$1" && find . -name '*.rpm' -exec sha256sum {} + | sort); }
srpm same 'BuildRequires: gcc' '%description' x '%prep' '%setup -q -c -T' \
  '%build' 'echo "int main(void) { return __LINE__; }" >main.c' 'gcc -g -O2 -o same main.c' \
  '%install' 'install -D same %{buildroot}%{_bindir}/same' 'mkdir -p %{buildroot}/usr/share/same' \
  'ln %{buildroot}%{_bindir}/same %{buildroot}/usr/share/same/again' '%files' '%{_bindir}/same' '/usr/share/same'
# The layer removes, renames and replaces entries of the layers below.
srpm takes 'BuildArch: noarch' '%description' x '%post' 'set -e' 'rm /etc/issue' 'mv /etc/issue.net /etc/issue' \
  'rm -r /usr/share/common-licenses' 'mkdir /usr/share/common-licenses' '%files'
srpm looks 'BuildArch: noarch' 'BuildRequires: takes' '%description' x '%build' 'test ! -e /etc/issue.net' 'test -e /etc/issue' \
  'test -z "$(ls -A /usr/share/common-licenses)"' '! touch /usr/bin/x' '! rm /etc/issue' \
  'test "$(stat -c %u:%a /builddir/build/BUILD)" = 59000:755' 'test "$(stat -c %u /usr/bin/gcc)" = 0' 'test -u /usr/bin/su' '%files'
all=(same-1.0-1.src.rpm takes-1.0-1.src.rpm looks-1.0-1.src.rpm)

# The base root is made here, on a file system that supports overlays.
cache=$TMP/cache
new_cache "$cache"
RPMWORKS_CACHE=$cache check_exit 0 rpmworks build "${all[@]}" -o kernel
check_same 'with an overlay of the kernel there is no warning' 0 "$(grep -c 'warning:' <<<"$err" || true)"

# refusing NAME COMMAND…: the command, with a cache on an overlay file system: the kernel refuses another overlay on it.
refusing() {
  local name=$1
  shift
  mkdir -p "$TMP/$name/upper" "$TMP/$name/work" "$TMP/$name/cache"
  unshare -m bash -c 'folder=$1; shift
    mount -t overlay overlay -o "lowerdir=$CACHE,upperdir=$folder/upper,workdir=$folder/work" "$folder/cache" || exit 99
    export RPMWORKS_CACHE=$folder/cache; exec "$@"' refusing "$TMP/$name" "$@"
}
export CACHE=$cache
# All programs except one.
mkdir "$TMP/bin"
ln -s /usr/bin/* "$TMP/bin/"
rm "$TMP/bin/fuse-overlayfs"
without=$(dirname "$RPMWORKS"):$TMP/bin:/usr/sbin

builds() { # builds NAME PART…: two packages; one warning, with the parts
  local name=$1 part
  shift
  [ "$code" = 0 ] || fail "$name: exit code $code: $err"
  check_same "$name: one warning" 1 "$(grep -c 'warning:' <<<"$err")"
  for part in "the kernel refuses overlays in $TMP/$name/cache/roots (Invalid argument)" 'would be faster' "$@"; do
    check_contains "$name: the message" "$err" "$part"
  done
  check_same "$name: the same packages" "$(sums kernel)" "$(sums "$name")"
  no_traces
}
run refusing fuse rpmworks --workspace "$TMP/fuse/ws" build -j 2 "${all[@]}" -o fuse
builds fuse 'so rpmworks makes build roots with fuse-overlayfs'
PATH=$without run refusing copy rpmworks --workspace "$TMP/copy/ws" build -j 2 "${all[@]}" -o copy
builds copy 'and fuse-overlayfs is not installed, so rpmworks copies build roots'
run refusing fuse rpmworks --workspace "$TMP/fuse/ws" check
check_contains 'check reports it too' "$out$err" "the kernel refuses overlays in $TMP/fuse/cache/roots (Invalid argument), so rpmworks makes build roots with fuse-overlayfs"
base=$(find "$cache/roots" -mindepth 2 -maxdepth 2 -name root | grep -oE '[0-9a-f]{64}')
entries() { find "$TMP/$1/upper/roots" -mindepth 1 -maxdepth 1 -type d ! -name "$base" -printf '%f\n' | sort; }
check 'there are layers' test -n "$(entries fuse)" -a -n "$(entries copy)"
check_same 'layers of one kind are not used as another' '' "$(comm -12 <(entries fuse) <(entries copy))"

# --- however a run ends, nothing of it is left ----------------------------------------------------------------------------
stays="sleep 3600.$$"
srpm stays 'BuildArch: noarch' 'BuildRequires: gcc' '%description' x '%build' "$stays" '%files'
for signal in TERM KILL; do
  refusing fuse rpmworks --workspace "$TMP/fuse/ws" build stays-1.0-1.src.rpm >"$TMP/out" 2>"$TMP/err" </dev/null &
  for _ in $(seq 400); do pgrep -f "$stays" >/dev/null && break; sleep 0.05; done
  check 'it is running' pgrep -f "$stays" >/dev/null
  check 'over fuse-overlayfs' pgrep -f "^[^ ]*fuse-overlayfs .*$TMP/fuse/cache/roots" >/dev/null
  kill -$signal "$(pgrep -f "^rpmworks --workspace $TMP/fuse/ws")"
  wait || true
  left=
  for _ in $(seq 40); do
    left=$(pgrep -af "$stays|$TMP/fuse" | grep -vE '^[0-9]+ (pgrep|bash)' || true)
    [ -n "$left" ] || break
    sleep 0.1
  done
  check_same "after $signal no process is left" '' "$left"
  check_same "after $signal no mount is left in any namespace" '' "$(grep -lsF "$TMP" /proc/[0-9]*/mountinfo || true)"
done

# --- limits: the copied root does not count as written by the build ----------------------------------------------------------
limited() { # limited NAME LIMIT SCRIPT…: a product with one package that runs this in %build, under this limit
  local name=$1 limit=$2
  shift 2
  mkdir "$name"
  srpm "$name" 'BuildArch: noarch' '%description' x '%build' "$@" '%files'
  mv "$name-1.0-1.src.rpm" "$name"
  printf '%s\n' 'schema: 1' 'product: p' 'targets: { t: { buildroot: { repos: [hostbase] } } }' \
    "packages: { $name: { srpm: $name-1.0-1.src.rpm, limits: { disk: $limit } } }" >"$name/repos.yaml"
}
limited modest 60M 'head -c 30M /dev/zero >filled' 'sleep 1'
limited full 60M 'head -c 1G /dev/zero >filled' "$stays"
for way in fuse copy; do
  path=$PATH
  [ $way = fuse ] || path=$without
  PATH=$path check_exit 0 refusing $way rpmworks -c modest/repos.yaml --workspace "$TMP/$way/ws" build
  PATH=$path check_exit 4 refusing $way rpmworks -c full/repos.yaml --workspace "$TMP/$way/ws" build
  check_contains "$way: too much disk" "$err" 'took more than 60.0 MiB of disk and was ended'
done

# --- a full disk ------------------------------------------------------------------------------------------------------------
mkdir "$TMP/small"
if mount -t tmpfs -o size=250m tmpfs "$TMP/small" 2>/dev/null; then
  mkdir "$TMP/small/copy"
  mv "$TMP/copy" "$TMP/kept"
  ln -s "$TMP/small/copy" "$TMP/copy"
  PATH=$without run refusing copy rpmworks --workspace "$TMP/ws" build "${all[@]}"
  rm "$TMP/copy"
  umount "$TMP/small"
  mv "$TMP/kept" "$TMP/copy"
  check_same 'the disk becomes full while a root is copied' 1 "$code"
  check_contains 'it is named' "$err" "copying the layers of a root failed: the disk of $TMP/copy/"
  check_contains 'with a hint' "$err" 'free some space'
fi

# --- as an ordinary user ------------------------------------------------------------------------------------------------------
for program in setpriv newuidmap; do command -v $program >/dev/null || { echo "without $program"; exit 0; }; done
ordinary_user
export uid
mkdir -p "$TMP/user/product" "$TMP/user/cache"
cp -r "$HOSTBASE" "$TMP/user/cache/hostbase"
cp "${all[@]}" "$TMP/user/product"
chown -R "$uid:$uid" "$TMP/user"
run as_user "$TMP/subuid" "$RPMWORKS" build "${all[@]}" -o of-kernel
check_same 'an ordinary user can build it' 0 "$code"
# The cache of as_user, on an overlay; /dev/fuse is open to everyone, as on most machines, or only to root.
refusing_user() { # refusing_user MODE COMMAND…
  local mode=$1
  shift
  rm -rf "$TMP/on"
  mkdir -p "$TMP/on/upper" "$TMP/on/work"
  chown "$uid:$uid" "$TMP/on/upper"
  [ -e "$TMP/fuse-device" ] || mknod "$TMP/fuse-device" c 10 229
  chmod "$mode" "$TMP/fuse-device"
  export -f as_user
  unshare -m bash -c 'mount -t overlay overlay -o "lowerdir=$TMP/user/cache,upperdir=$TMP/on/upper,workdir=$TMP/on/work" "$TMP/user/cache" &&
    mount --bind "$TMP/fuse-device" /dev/fuse || exit 99
    as_user "$TMP/subuid" "$@"' refusing "$@"
}
run refusing_user 666 "$RPMWORKS" --workspace "$TMP/user/ws-fuse" build "${all[@]}" -o of-fuse
[ "$code" = 0 ] || echo "$err" >&2
check_same 'with fuse-overlayfs' 0 "$code"
check_contains 'there is a warning' "$err" 'makes build roots with fuse-overlayfs'
run refusing_user 600 "$RPMWORKS" --workspace "$TMP/user/ws-copy" build "${all[@]}" -o of-copy
[ "$code" = 0 ] || echo "$err" >&2
check_same 'with copies' 0 "$code"
check_contains 'the warning has the cause' "$err" '/dev/fuse cannot be opened: Permission denied, so rpmworks copies build roots'
for way in kernel fuse copy; do
  check_same "an ordinary user's, $way" "$(sums kernel)" "$(sums "$TMP/user/product/of-$way")"
done
no_traces
