# shellcheck shell=bash disable=SC2154 # bench/run sets tmp and rounds
# SPDX-License-Identifier: GPL-3.0-or-later
# A trivial C package in a clean chroot, base root warm. Sourced by bench/run.
mkdir -p "$tmp/trivial"
cat >"$tmp/trivial/trivial.spec" <<'SPEC'
Name: trivial
Version: 1.0
Release: 1
Summary: A trivial C program
License: MIT
Source0: %{name}-%{version}.tar.gz
BuildRequires: gcc

%global debug_package %{nil}

%description
A trivial C program.

%prep
%setup -q

%build
gcc -O2 -o trivial trivial.c

%install
install -D trivial %{buildroot}/usr/bin/trivial

%files
/usr/bin/trivial
SPEC
printf '#include <stdio.h>\nint main(void) { puts("trivial"); return 0; }\n' >"$tmp/trivial/trivial.c"
git -C "$tmp/trivial" init -q -b main
git -C "$tmp/trivial" add -A
git -C "$tmp/trivial" -c user.name=Bench -c user.email=bench@example.org commit -qm Begin
rpmworks --workspace "$tmp/w" srpm "$tmp/trivial" -o "$tmp" >/dev/null 2>&1
srpm=$tmp/trivial-1.0-1.src.rpm
rpmworks --workspace "$tmp/w" build "$srpm" -o "$tmp/w/out" >/dev/null 2>&1 # the base root is made here, once

installroot() {
  rm -rf "$tmp/root"
  dnf -q -y --installroot="$tmp/root" --releasever=12 --setopt=reposdir=/dev/null --setopt=install_weak_deps=False \
    --setopt=cachedir="$tmp/dnf-cache" --setopt=persistdir="$tmp/dnf-state" --setopt=logdir="$tmp" \
    --repofrompath="base,file://$RPMWORKS_CACHE/hostbase" --setopt=base.gpgcheck=1 \
    --setopt="base.gpgkey=file://$RPMWORKS_CACHE/hostbase/RPM-GPG-KEY-hostbase" install rpm-build gcc libc6-dev make
  cp "$1" "$tmp/root/trivial.src.rpm"
  chroot "$tmp/root" rpmbuild --rebuild /trivial.src.rpm
}
export -f installroot
for ((i = 0; i < rounds; i++)); do
  rm -rf "$tmp/w"
  timed "$tmp/build.ours" rpmworks --workspace "$tmp/w" build "$srpm" -o "$tmp/w/out"
  timed "$tmp/build.host" rpmbuild --rebuild --nodeps --define "_topdir $tmp/top" "$srpm"
done
row 'clean build of a C package' "$tmp/build.ours" "$tmp/build.host" 'rpmbuild --rebuild on the host, no chroot'
if [ "$(id -u)" = 0 ]; then
  timed "$tmp/build.dnf" bash -euo pipefail -c 'installroot "$@"' installroot "$srpm"
  timed "$tmp/build.dnf" bash -euo pipefail -c 'installroot "$@"' installroot "$srpm"
  row '' "$tmp/build.ours" "$tmp/build.dnf" 'dnf --installroot, rpmbuild in a chroot'
fi
# mock by itself, with its caches warm, on the same base: with the configuration that rpmworks writes for it.
if command -v mock >/dev/null && mock --version >/dev/null 2>&1; then
  chmod 755 "$tmp" # mock reads and writes as the person behind sudo
  mkdir "$tmp/mock" "$tmp/mock-cache"
  [ -z "${SUDO_UID-}" ] || chown "$SUDO_UID" "$tmp/mock" "$tmp/mock-cache"
  rm -rf "$tmp/w"
  rpmworks --workspace "$tmp/w" -v build --engine mock "$srpm" >/dev/null 2>"$tmp/mock.err" || cat "$tmp/mock.err" >&2
  config=$(grep -o -m 1 '/[^ ]*\.cfg' "$tmp/mock.err")
  rebuild=(mock -r "$config" --uniqueext bench "--config-opts=cache_topdir=$tmp/mock-cache" --resultdir "$tmp/mock" --rebuild "$srpm")
  timed /dev/null "${rebuild[@]}"
  for ((i = 0; i < rounds; i++)); do
    rm -rf "$tmp/w"
    timed "$tmp/build.beside-mock" rpmworks --workspace "$tmp/w" build "$srpm" -o "$tmp/w/out"
    timed "$tmp/build.mock" "${rebuild[@]}"
  done
  row '' "$tmp/build.beside-mock" "$tmp/build.mock" "mock $(mock --version) --rebuild, caches warm"
  within 0.12 "$tmp/build.beside-mock" "$tmp/build.mock"
else
  echo '  (mock: install it, and be of the group mock, to measure it here)'
fi

printf '%-36s %s\n' '  largest process of rpmworks' "$(peak "$tmp/build.ours")"
