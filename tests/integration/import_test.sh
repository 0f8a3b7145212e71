#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Source packages are imported into a git repository and made again from it; commits since a tag become patches.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need git rpmbuild rpm2archive python3
export RPMWORKS_CACHE=$TMP/cache

# package VERSION: greet-VERSION-1.src.rpm with a small xz archive, two more sources and a patch.
package() {
  local top=$TMP/rpmbuild folder=greet-$1
  rm -rf "$top" "${TMP:?}/$folder"
  mkdir -p "$top/SOURCES" "$top/SPECS" "$TMP/$folder/src"
  printf 'hello %s\n' "$1" >"$TMP/$folder/src/main.c"
  printf '@echo off\r\n' >"$TMP/$folder/dos.bat"
  printf '\0\1\2%s' "$1" >"$TMP/$folder/image"
  printf '#!/bin/sh\n' >"$TMP/$folder/configure"
  chmod +x "$TMP/$folder/configure"
  ln -s src/main.c "$TMP/$folder/main.c"
  [ "$1" = 1.0 ] || printf 'new in %s\n' "$1" >"$TMP/$folder/NEWS"
  tar -C "$TMP" -cJf "$top/SOURCES/$folder.tar.xz" "$folder"
  tar -C "$TMP/$folder" -czf "$top/SOURCES/docs-$1.tar.gz" dos.bat
  printf 'conf %s\r\n' "$1" >"$top/SOURCES/greet.conf"
  printf -- '--- a/src/main.c\n+++ b/src/main.c\n@@ -1 +1 @@\n-hello %s\n+HELLO %s\n' "$1" "$1" \
    >"$top/SOURCES/loud.patch"
  cat >"$top/SPECS/greet.spec" <<EOF
Name: greet
Version: $1
Release: 1%{?dist}
Summary: Greets
License: MIT
Source0: https://example.org/%{name}-%{version}.tar.xz
Source1: greet.conf
Source2: docs-%{version}.tar.gz
Patch0: loud.patch
BuildArch: noarch
%description
Greets.
%prep
%setup -q -a 2
%patch -P 0 -p1
%build
%changelog
* Tue Feb 03 2026 Ada Writer <ada@example.org> - $1-1
- new
EOF
  rpmbuild -bs --define "_topdir $top" --define 'dist %{nil}' "$top/SPECS/greet.spec" >/dev/null 2>&1
  cp "$top/SRPMS/greet-$1-1.src.rpm" .
}

# taken_apart PACKAGE FOLDER: its files, its first source unpacked.
taken_apart() {
  mkdir -p "$2"
  rpm2archive -n - <"$1" | tar -C "$2" -xf -
  tar -C "$2" -xf "$2"/greet-*.tar.xz
  rm "$2"/greet-*.tar.xz
}

# prepared PACKAGE FOLDER: the result of rpm's %prep.
prepared() {
  rpm -i --nosignature --define "_topdir $2" "$1" >/dev/null 2>&1
  rpmbuild -bp --nodeps --define "_topdir $2" "$2/SPECS/greet.spec" >/dev/null 2>&1
}

package 1.0
package 1.1

for version in 1.0 1.1; do
  check_exit 0 "$RPMWORKS" import "greet-$version-1.src.rpm"
  check_same 'the folder is the result' greet "$out"
  check_exit 0 "$RPMWORKS" srpm greet -o "out-$version"
  check_same 'no warning about an imported repository' '' "$(grep -i warning <<<"$err" || true)"
  taken_apart "greet-$version-1.src.rpm" "given-$version"
  taken_apart "out-$version/greet-$version-1.src.rpm" "made-$version"
  check "the package of $version is made again unchanged" diff -r --no-dereference "given-$version" "made-$version"
  check_same 'executable files stay executable' "$(cd "given-$version" && find . -type f -perm -u+x)" \
    "$(cd "made-$version" && find . -type f -perm -u+x)"
  prepared "greet-$version-1.src.rpm" "$TMP/given"
  prepared "out-$version/greet-$version-1.src.rpm" "$TMP/made"
  check 'rpm prepares the same tree' diff -r --no-dereference "$TMP/given/BUILD/greet-$version" \
    "$TMP/made/BUILD/greet-$version"
  check_same 'the patch is applied' "HELLO $version" "$(cat "$TMP/made/BUILD/greet-$version/src/main.c")"
  rm -rf "$TMP/given" "$TMP/made"
done
check_same 'branches and tags' 'main
upstream
greet-1.0-1
greet-1.1-1
upstream/1.0
upstream/1.1' "$(git -C greet for-each-ref --format='%(refname:lstrip=2)')"
check_same 'author and time come from the changelog' 'Ada Writer <ada@example.org> 2026-02-03T12:00:00Z' \
  "$(TZ=UTC git -C greet log -1 --format='%an <%ae> %cd' --date='format:%Y-%m-%dT%H:%M:%SZ')"
check_same 'the work tree is clean' '' "$(git -C greet status --porcelain)"
check_same 'git fsck finds no errors' '' "$(git -C greet fsck --strict 2>&1)"

check_exit 3 "$RPMWORKS" import nosuch.src.rpm
check_same 'a missing file' 'error: no such file: nosuch.src.rpm
hint: to make a source package from a git repository: rpmworks srpm' "$err"

refs=$(git -C greet show-ref)
check_exit 0 "$RPMWORKS" --json import greet-1.1-1.src.rpm
check_same 'the same package again changes nothing' true "$(python3 -c '
import json,sys; print(str(json.loads(sys.argv[1])["import"]["unchanged"]).lower())' "$out")"
check_contains 'which is reported' "$err" 'greet-1.1-1 was imported before: nothing to do'
package 1.2
echo changed >>greet/configure
check_exit 3 "$RPMWORKS" import greet-1.2-1.src.rpm
check_contains 'a work tree with changes' "$err" 'greet has uncommitted changes'
check_exit 3 "$RPMWORKS" import greet-1.0-1.src.rpm --into out-1.0
check_contains 'a folder with other files' "$err" 'out-1.0 exists and is not a git repository'
git -C greet checkout -q configure
check_same 'refs are unchanged' "$refs" "$(git -C greet show-ref)"

# The user's own commits, as patches of the imported source.
printf 'one more\n' >greet/src/more.c
printf 'new in 1.1, and mine\n' >greet/NEWS
git -C greet add -A
git -C greet commit -q -m 'Say one more thing'
check_exit 0 "$RPMWORKS" srpm greet --upstream upstream/1.1 -o patched
check_same 'a commit is a patch' '0001-Say-one-more-thing.patch
docs-1.1.tar.gz
greet-1.1.tar.xz
greet.conf
greet.spec
loud.patch' "$(rpm -qpl --nosignature patched/greet-1.1-1.src.rpm | sort)"
prepared "$PWD/patched/greet-1.1-1.src.rpm" "$TMP/patched"
check_same 'rpm applies it' 'new in 1.1, and mine' "$(cat "$TMP/patched/BUILD/greet-1.1/NEWS")"
check_same 'after the others' 'HELLO 1.1' "$(cat "$TMP/patched/BUILD/greet-1.1/src/main.c")"
check 'new files as well' test -f "$TMP/patched/BUILD/greet-1.1/src/more.c"
check_exit 3 "$RPMWORKS" srpm greet --upstream nowhere
check_contains 'a missing tag' "$err" "no branch, tag or commit 'nowhere'"
check_exit 3 "$RPMWORKS" srpm greet --ref greet-1.0-1 --upstream upstream/1.1
check_contains 'a later tag' "$err" 'upstream/1.1 is not among the ancestors of'

# A package that rpmworks made from a tree: the spec is in the archive too.
git init -q -b main own
sed -e 's/^Source[12].*//; s/^Patch0.*//; s/^%setup.*/%autosetup -p1/; /^%patch/d' \
  "$TMP/rpmbuild/SPECS/greet.spec" >own/greet.spec
mkdir own/src
echo 'int main;' >own/src/main.c
git -C own add -A
git -C own commit -q -m 'First'
check_exit 0 "$RPMWORKS" srpm own -o own-out
check_exit 0 "$RPMWORKS" import own-out/greet-1.2-1.src.rpm --into again
check_same 'a package of a tree with its spec: no warning' '' "$(grep -i warning <<<"$err" || true)"
check_same 'its files are the tree' "$(git -C own rev-parse 'HEAD^{tree}')" "$(git -C again rev-parse 'HEAD^{tree}')"
check_exit 0 "$RPMWORKS" srpm again -o again-out
taken_apart own-out/greet-1.2-1.src.rpm own-given
taken_apart again-out/greet-1.2-1.src.rpm own-made
check 'the same package is made again' diff -r --no-dereference own-given own-made
echo 'int more;' >>again/src/main.c
git -C again commit -q -am 'More'
check_exit 0 "$RPMWORKS" srpm again --upstream upstream/1.2 -o again-patched
check_contains 'and a change is a patch' "$(rpm -qpl --nosignature again-patched/greet-1.2-1.src.rpm)" \
  0001-More.patch
