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

# installroot: into a folder with a new name each time. Creating files in a folder that was just removed is slow on some file
# systems.
installroot() {
  local root
  root=$(mktemp -d "$tmp/root.XXXXXX")/root
  dnf -q -y --noplugins --installroot="$root" --releasever=12 --setopt=reposdir=/dev/null --setopt=install_weak_deps=False \
    --setopt=cachedir="$tmp/dnf-cache" --setopt=persistdir="$tmp/dnf-state" --setopt=logdir="$tmp" \
    --repofrompath="base,file://$RPMWORKS_CACHE/hostbase" --setopt=base.gpgcheck=1 \
    --setopt="base.gpgkey=file://$RPMWORKS_CACHE/hostbase/RPM-GPG-KEY-hostbase" install rpm-build gcc libc6-dev make >/dev/null
  echo "$root"
}
build_in_root() {
  local root
  root=$(installroot)
  cp "$1" "$root/trivial.src.rpm"
  # dnf wrote the database to the path in this machine's configuration, which the rpm in the root does not read.
  chroot "$root" rpmbuild --define "_dbpath $(rpm --eval '%{_dbpath}')" --rebuild /trivial.src.rpm
}
export -f installroot build_in_root
for ((i = 0; i < rounds; i++)); do
  rm -rf "$tmp/w"
  timed "$tmp/build.ours" rpmworks --workspace "$tmp/w" build "$srpm" -o "$tmp/w/out"
  timed "$tmp/build.host" rpmbuild --rebuild --nodeps --define "_topdir $tmp/top" "$srpm"
done
row 'clean build of a C package' "$tmp/build.ours" "$tmp/build.host" 'rpmbuild --rebuild on the host, no chroot'
if [ "$(id -u)" = 0 ]; then
  timed "$tmp/build.dnf" bash -euo pipefail -c 'build_in_root "$@"' build_in_root "$srpm"
  timed "$tmp/build.dnf" bash -euo pipefail -c 'build_in_root "$@"' build_in_root "$srpm"
  row '' "$tmp/build.ours" "$tmp/build.dnf" 'dnf --installroot, rpmbuild in a chroot'
fi

# Ten independent packages: the overhead of a job, and how well the builds share the processors.
ten=()
for n in 0 1 2 3 4 5 6 7 8 9; do
  mkdir "$tmp/ten$n"
  sed "s/^Name: trivial/Name: ten$n/; s/%{name}-%{version}.tar.gz/ten$n-%{version}.tar.gz/" "$tmp/trivial/trivial.spec" >"$tmp/ten$n/ten$n.spec"
  cp "$tmp/trivial/trivial.c" "$tmp/ten$n"
  git -C "$tmp/ten$n" init -q -b main
  git -C "$tmp/ten$n" add -A
  git -C "$tmp/ten$n" -c user.name=Bench -c user.email=bench@example.org commit -qm Begin
  rpmworks --workspace "$tmp/w" srpm "$tmp/ten$n" -o "$tmp" >/dev/null 2>&1
  ten+=("$tmp/ten$n-1.0-1.src.rpm")
done
for ((i = 0; i < rounds; i++)); do timed "$tmp/build.ten" rpmworks --workspace "$tmp/w" build --no-cache "${ten[@]}"; done
row 'ten of them' "$tmp/build.ten" "$tmp/build.ours" "one of them; at most 6 on two processors"

# A base root made from nothing, and a package with an empty build; the cache contains only the base repository.
mkdir "$tmp/nothing"
printf '%s\n' 'Name: nothing' 'Version: 1.0' 'Release: 1' 'Summary: Nothing' 'License: MIT' 'BuildArch: noarch' 'BuildRequires: gcc' \
  '%description' 'Nothing.' '%files' >"$tmp/nothing/nothing.spec"
git -C "$tmp/nothing" init -q -b main
git -C "$tmp/nothing" add -A
git -C "$tmp/nothing" -c user.name=Bench -c user.email=bench@example.org commit -qm Begin
rpmworks --workspace "$tmp/w" srpm "$tmp/nothing" -o "$tmp" >/dev/null 2>&1
from_nothing() {
  local place
  place=$(mktemp -d "$tmp/nothing.XXXXXX")
  mkdir "$place/cache"
  ln -s "$RPMWORKS_CACHE/hostbase" "$place/cache/hostbase"
  rpmworks --cache "$place/cache" --workspace "$place/w" build "$tmp/nothing-1.0-1.src.rpm"
}
only_install() {
  rm -rf "$tmp/dnf-cache" "$tmp/dnf-state"
  installroot
}
export -f from_nothing only_install
if [ "$(id -u)" = 0 ]; then
  for ((i = 0; i < rounds; i++)); do
    timed "$tmp/root.ours" bash -euo pipefail -c from_nothing
    timed "$tmp/root.dnf" bash -euo pipefail -c only_install
  done
  row 'base root from nothing' "$tmp/root.ours" "$tmp/root.dnf" 'dnf --installroot of the same set; ours with a build'
fi
# mock alone, with its caches filled, on the same base repository, with the configuration that rpmworks writes for it.
if command -v mock >/dev/null && mock --version >/dev/null 2>&1; then
  chmod 755 "$tmp" # mock reads and writes as the user behind sudo
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
