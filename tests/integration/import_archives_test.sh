#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `import` accepts what rpm unpacks: archives of every kind, whatever their names, and every option of %setup. Each row makes a
# source package, imports it, makes it again, and compares what rpm's %prep unpacks from both.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need git rpmbuild rpm2archive python3 xz bzip2 zstd unzip
export RPMWORKS_CACHE=$TMP/cache
rows=0

# begin: a row with the tree app-1.0/ and an empty SOURCES/.
begin() {
  rows=$((rows + 1))
  mkdir -p "$TMP/work/r$rows/SOURCES"
  cd "$TMP/work/r$rows"
  mkdir -p app-1.0/src
  echo 'hi there' >app-1.0/src/f
  echo '#!/bin/sh' >app-1.0/run
  chmod +x app-1.0/run
}
# package SOURCE0 PREP [LINES]: app-1.0-1.src.rpm from SOURCES/.
package() {
  printf 'Name: app\nVersion: 1.0\nRelease: 1\nSummary: s\nLicense: MIT\nBuildArch: noarch\nSource0: %s\n%s\n%%description\nd\n%%prep\n%s\n%%build\n%%files\n%%changelog\n* Tue Feb 03 2026 Ada <ada@example.org> - 1.0-1\n- x\n' \
    "$1" "${3-}" "$2" >app.spec
  rpmbuild -bs --nodeps --define "_topdir $PWD" --define "_srcrpmdir $PWD" app.spec >log 2>&1 || fail "row $rows: rpmbuild -bs: $(cat log)"
}
# imports [WARNING]: it is imported, with only this warning.
imports() {
  check_exit 0 "$RPMWORKS" import app-1.0-1.src.rpm
  check_same "row $rows: warnings" "${1-}" "$(sed -n 's/^warning: //p' <<<"$err")"
  case "$err" in *"$RPMWORKS_CACHE"* | *import-*/*) fail "row $rows: a message names a temporary folder: $err" ;; esac
  check_exit 0 "$RPMWORKS" srpm app -o again
}
# prepared PACKAGE: the result of %prep, as a listing.
prepared() {
  rm -rf top
  rpmbuild -rp --nodeps --define "_topdir $PWD/top" "$1" >log 2>&1 || fail "row $rows: %prep of $1: $(cat log)"
  (cd top/BUILD && find . -name .git -prune -o -type f -printf '%P\n' -exec cat {} + | sort)
}
same() { check_same "row $rows: %prep unpacks the same" "$(prepared app-1.0-1.src.rpm)" "$(prepared again/app-1.0-1.src.rpm)"; }
# tree / file: the content of main.
tree() { check_same "row $rows: main holds the source" 'hi there' "$(git -C app show main:src/f)" && same; }
file() {
  check_same "row $rows: main holds the file" yes "$(git -C app cat-file -e "main:rpm/$1" && echo yes)"
  check "row $rows: the same package is made again" same_file "$1"
  same
}
same_file() { rm -rf x && mkdir x && rpm2archive -n - <again/app-1.0-1.src.rpm | tar -C x -xf - && cmp "x/$1" "SOURCES/$1"; }
kept() { echo "$1 is kept as an archive file, and main contains only the packaging: $2"; }
zipped() { python3 - "$1" <<'P'
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as z:
    for top, _, files in os.walk('app-1.0'):
        for f in sorted(files): z.write(os.path.join(top, f))
P
}

# --- names that do not match the archive's format ---------------------------------------------------------------------------
for maker in gzip bzip2 xz zstd cat; do
  begin && tar -cf - app-1.0 | $maker >SOURCES/app-1.0.tar.gz && package '%{name}-%{version}.tar.gz' '%setup -q' && imports && tree
done
begin && tar -cf - app-1.0 | gzip >SOURCES/app-1.0.tgz && package app-1.0.tgz '%setup -q' && imports && tree
begin && zipped SOURCES/app-1.0.tar.gz && package '%{name}-%{version}.tar.gz' '%setup -q' && imports && tree
check_same 'the new archive matches its name' gzip "$(rm -rf x && mkdir x && rpm2archive -n - <again/*.src.rpm | tar -C x -xf - && gzip -t x/app-1.0.tar.gz && echo gzip)"
begin && zipped SOURCES/app-1.0.tar.gz && package app-1.0.tar.gz $'%setup -q -c -T\nunzip -q %{SOURCE0}\ntrue' && imports "$(kept app-1.0.tar.gz '%prep unpacks it with unzip, but rpmworks srpm would make a tar archive')"

# --- archives in formats that srpm does not make --------------------------------------------------------------------------------
begin && zipped SOURCES/app-1.0.zip && package app-1.0.zip '%setup -q' && imports "$(kept app-1.0.zip 'rpmworks srpm cannot make archives of this format')" && file app-1.0.zip
check_same 'the branch upstream contains the unpacked files' 'hi there' "$(git -C app show upstream/1.0:src/f)"
begin && zipped SOURCES/app-1.0.jar && package app-1.0.jar '%setup -q' && imports "$(kept app-1.0.jar 'rpmworks srpm cannot make archives of this format')" && file app-1.0.jar
begin && tar -czf SOURCES/app-1.0.crate app-1.0 && package app-1.0.crate '%setup -q' && imports "$(kept app-1.0.crate 'rpmworks srpm cannot make archives of this format')" && file app-1.0.crate
begin && tar -cf - app-1.0 | xz --format=lzma >SOURCES/app-1.0.tar.lzma && package app-1.0.tar.lzma '%setup -q' && imports "$(kept app-1.0.tar.lzma 'rpmworks srpm cannot make archives of this format')" && file app-1.0.tar.lzma
if command -v lzip >/dev/null; then
  begin && tar -cf - app-1.0 | lzip >SOURCES/app-1.0.tar.lz && package app-1.0.tar.lz '%setup -q' && imports "$(kept app-1.0.tar.lz 'rpmworks srpm cannot make archives of this format')" && file app-1.0.tar.lz
fi
if command -v compress >/dev/null; then
  begin && tar -cf - app-1.0 | compress >SOURCES/app-1.0.tar.Z && package app-1.0.tar.Z '%setup -q' && imports "$(kept app-1.0.tar.Z 'rpmworks srpm cannot make archives of this format')" && file app-1.0.tar.Z
fi
begin && echo 'a script' >SOURCES/app.sh && package app.sh $'%setup -q -c -T\ncp %{SOURCE0} .' && imports && file app.sh
begin && gzip -c app-1.0/src/f >SOURCES/f.gz && package f.gz $'%setup -q -c -T\ngzip -dc %{SOURCE0} >f' && imports && file f.gz

# --- files that git cannot hold, and sources that are not archives ----------------------------------------------------------------
begin && ln -s /etc/hostname app-1.0/link && tar -czf SOURCES/app-1.0.tar.gz app-1.0 && package app-1.0.tar.gz '%setup -q' && imports "$(kept app-1.0.tar.gz "it contains 'link', a link to /etc/hostname, which is outside of it")" && file app-1.0.tar.gz
begin && mkdir app-1.0/.git && touch app-1.0/.git/x && tar -czf SOURCES/app-1.0.tar.gz app-1.0 && package app-1.0.tar.gz '%setup -q' && imports "$(kept app-1.0.tar.gz "it contains 'app-1.0/.git/', a name that git reserves")"
begin && echo 'no archive' >SOURCES/app-1.0.tar.gz && package app-1.0.tar.gz '%setup -q -c -T' && imports "$(kept app-1.0.tar.gz 'app-1.0.tar.gz is damaged: Unrecognized archive format')" && file app-1.0.tar.gz
begin && head -c 20000 /dev/zero | tr '\0' x >app-1.0/big && tar -cf whole.tar app-1.0/big && head -c 10240 whole.tar >SOURCES/app-1.0.tar && package app-1.0.tar '%setup -q -c -T'
check_exit 0 "$RPMWORKS" import app-1.0-1.src.rpm
check_contains "row $rows: a truncated archive is kept" "$err" 'warning: app-1.0.tar is kept as an archive file, and main contains only the packaging: app-1.0.tar is damaged: Truncated tar archive'

# libarchive would choose these programs by a file's first bytes.
begin
mkdir bin
for program in lrzip lzop grzip gzip xz zstd; do printf '#!/bin/sh\ntouch "%s/started"\ncat\n' "$PWD" >bin/$program; done
chmod +x bin/*
for magic in 'LRZI\0000\0006' '\0211LZO\0000\r\n\0032\n' 'GRZipII\0000\0002\0004:)'; do
  rm -rf app again app-1.0-1.src.rpm
  { printf '%b' "$magic"; head -c 1000 /dev/zero; } >SOURCES/app-1.0.tar.gz
  package app-1.0.tar.gz '%setup -q -c -T'
  check_exit 0 env PATH="$PWD/bin:$PATH" "$RPMWORKS" import app-1.0-1.src.rpm
  check_contains "row $rows: it is kept" "$err" 'app-1.0.tar.gz is kept as an archive file, and main contains only the packaging: '
  check "row $rows: no program is started" test ! -e started
done

# --- options of %setup -----------------------------------------------------------------------------------------------------------
plain() { begin && tar -czf SOURCES/app-1.0.tar.gz app-1.0; }
plain && package app-1.0.tar.gz '%autosetup -p1 -S git' && imports && tree
plain && package app-1.0.tar.gz '%setup -q -n app-1.0' && imports && tree
begin && mv app-1.0 elsewhere && tar -czf SOURCES/app-1.0.tar.gz elsewhere && package app-1.0.tar.gz '%setup -q -n elsewhere' && imports && tree
begin && tar -C app-1.0 -czf SOURCES/app-1.0.tar.gz src run && package app-1.0.tar.gz '%setup -q -c' && imports && tree
plain && tar -czf SOURCES/more.tar.gz app-1.0/run && package app-1.0.tar.gz '%setup -q -a 1' 'Source1: more.tar.gz' && imports && tree
plain && mkdir other-2 && echo o >other-2/o && zipped SOURCES/unused.zip && tar -czf SOURCES/other-2.tar.gz other-2 && package app-1.0.tar.gz '%setup -q -b 1' $'Source1: other-2.tar.gz\nSource2: unused.zip' && imports && tree
plain && package app-1.0.tar.gz $'%setup -q -c -T\n%setup -q -T -D -a 0' && imports && tree
plain && package app-1.0.tar.gz $'%setup -q -T -c -n work\ntar -xf %{SOURCE0}\ncd app-1.0' && imports && tree
plain && mkdir top-2 && mv app-1.0 top-2 && tar -czf SOURCES/app-1.0.tar.gz top-2 && package app-1.0.tar.gz '%setup -q -n top-2/app-1.0' && imports && same

# --- names -----------------------------------------------------------------------------------------------------------------------
begin && echo x >'app-1.0/a name with blanks' && mkdir app-1.0/ünï && echo y >app-1.0/ünï/ç && tar -czf SOURCES/app-1.0.tar.gz app-1.0 && package app-1.0.tar.gz '%setup -q' && imports && tree
plain && echo n >'SOURCES/a note.txt' && package app-1.0.tar.gz '%setup -q' 'Source1: a note.txt' && mv app-1.0-1.src.rpm 'a package.src.rpm' && check_exit 0 "$RPMWORKS" import 'a package.src.rpm' --into 'my folder'
check_same 'files with blanks in their names' n "$(git -C 'my folder' show 'main:rpm/a note.txt')"
begin && echo text >broken.src.rpm
check_exit 3 "$RPMWORKS" import broken.src.rpm
check_contains 'without a package' "$err" 'broken.src.rpm'
case "$err" in *import-*) fail "a message names a temporary folder: $err" ;; esac
