# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The archive of a commit: its prefix, compression, attributes, links, submodules, LFS; patches from commits.
# shellcheck disable=SC2034,SC2154  # the variables of table_test.sh

# --- the prefix, from %prep --------------------------------------------------------------------------------------------------
prefix() { # prefix FOLDER [BELOW]: the archive's; what %prep leaves is in the folder BELOW
  plain
  packs "$row-1.0-1"
  archive "$row-1.0.tar.gz" "$1data" "$1$row.spec"
  installs "${2-}data"
}
row prefix-setup-n && prep='%setup -q -n other-%{version}' prefix other-1.0/
row prefix-autosetup-n && prep='%autosetup -n other' prefix other/
row prefix-macro && prep=$'%global top %{name}_%{version}\n%setup -q -n %{top}' prefix prefix-macro_1.0/
row prefix-none && prep='%setup -q -c' prefix ''
row prefix-by-hand && prep=$'tar xf %{SOURCE0}\ncd by-hand' prefix by-hand/ by-hand/

row prefix-by-hand-only
prep=$'tar xf %{SOURCE0}' plain
packs "$row-1.0-1"
archive "$row-1.0.tar.gz" "$row-1.0/data" "$row-1.0/$row.spec"

# --- the compression, from the file name ---------------------------------------------------------------------------------------
compressed() { # compressed SUFFIX MAGIC
  spec_at "$row.spec"
  sed -i "s/tar.gz$/$1/" "$row.spec"
  file data 'some data'
  commit
  packs "$row-1.0-1"
  check_same "$row: compressed as it is called" "$2" "$(head -c 3 "$unpacked/$row-1.0.$1" | od -An -tx1 | tr -d ' ')"
  archive "$row-1.0.$1" "$row-1.0/data" "$row-1.0/$row.spec"
  installs data
}
row as-tgz && compressed tgz 1f8b08
row as-bz2 && compressed tar.bz2 425a68
row as-xz && compressed tar.xz fd377a
row as-zst && compressed tar.zst 28b52f
row as-tar && compressed tar 706178 # pax_global_header

row as-git-archive
file src/main.c 'int main;'
file 'a name with blanks' x
plain
git archive --format=tar --prefix="$row-1.0/" HEAD >"$TMP/by-git.tar"
packs "$row-1.0-1"
check 'as-git-archive: the bytes of git archive' cmp "$TMP/by-git.tar" <(gunzip -c "$unpacked/$row-1.0.tar.gz")
installs 'a name with blanks' src/main.c

# --- attributes -----------------------------------------------------------------------------------------------------------------
row export-ignore
file .gitattributes '/tests export-ignore' '.gitattributes export-ignore'
file tests/one x
file src/tests/two x
plain
packs "$row-1.0-1"
archive "$row-1.0.tar.gz" "$row-1.0/"{data,"$row.spec",src/tests/two}

row export-subst
file .gitattributes 'version export-subst'
# shellcheck disable=SC2016  # git's dollars
file version '$Format:%H %an %cd$' 'plain $Format$'
plain
packs "$row-1.0-1"
# shellcheck disable=SC2016
content "$row-1.0.tar.gz:$row-1.0/version" "$(git log -1 --format='%H %an %cd')
plain \$Format\$"
silent

row export-subst-of-tags
file .gitattributes 'version export-subst'
# shellcheck disable=SC2016
file version '$Format:%d$'
plain
git tag v1.0
git tag latest
packs "$row-1.0-1" --ref v1.0
content "$row-1.0.tar.gz:$row-1.0/version" ' (tag: v1.0)'
says "warning: "

row line-ends
file .gitattributes '*.bat text eol=crlf' '*.sh text eol=lf'
printf 'echo\n' >run.bat
printf 'echo\r\n' >run.sh
plain
packs "$row-1.0-1"
content "$row-1.0.tar.gz:$row-1.0/run.bat" $'echo\r'
content "$row-1.0.tar.gz:$row-1.0/run.sh" 'echo'

# --- links and modes --------------------------------------------------------------------------------------------------------------
row modes
file run '#!/bin/sh'
chmod 755 run
file locked x
chmod 600 locked
ln -s run link
ln -s /nowhere/absolute absolute
plain
packs "$row-1.0-1"
check_same 'modes: modes and links' "lrwxrwxrwx $row-1.0/absolute -> /nowhere/absolute
-rw-rw-r-- $row-1.0/data
lrwxrwxrwx $row-1.0/link -> run
-rw-rw-r-- $row-1.0/locked
-rw-rw-r-- $row-1.0/modes.spec
-rwxrwxr-x $row-1.0/run" "$(tar -tvf "$unpacked/$row-1.0.tar.gz" | grep -v '/$' | sed -E 's/ +root.* [0-9]{2}:[0-9]{2} / /' | sort -k2)"
installs absolute link run

row names-that-differ-in-case
file Data upper
plain
packs "$row-1.0-1"
archive "$row-1.0.tar.gz" "$row-1.0/"{Data,data,"$row.spec"}
installs Data data

row long-names
long=$(printf 'l%.0s' {1..200})
file "$long/$long" long
file ünïcode/naïve ü
plain
packs "$row-1.0-1"
archive "$row-1.0.tar.gz" "$row-1.0/"{"$long/$long",ünïcode/naïve,data,"$row.spec"}
installs "$long/$long" ünïcode/naïve

# --- submodules ---------------------------------------------------------------------------------------------------------------------
row submodule
git init -q -b main "$TMP/work/library"
file "$TMP/work/library/code.c" recorded
commit Begin "$TMP/work/library"
git submodule --quiet add ../library vendor/library
plain
file "$TMP/work/library/code.c" newer
commit Newer "$TMP/work/library"
packs "$row-1.0-1"
archive "$row-1.0.tar.gz" "$row-1.0/"{.gitmodules,data,"$row.spec",vendor/library/code.c}
content "$row-1.0.tar.gz:$row-1.0/vendor/library/code.c" recorded
installs vendor/library/code.c
silent

row submodule-that-moved
git submodule --quiet add ../library library
plain
git -C library checkout -q HEAD~
refused 3 'has 1 uncommitted file, which HEAD does not contain' '  library'

row submodule-left-out
git submodule --quiet add ../library library
plain
product 'packages:' "  $row: { git: $row, submodules: false }"
packs "$row-1.0-1"
archive "$row-1.0.tar.gz" "$row-1.0/"{.gitmodules,data,"$row.spec"}
says 'warning: '

# --- git LFS --------------------------------------------------------------------------------------------------------------------------
pointer() { # pointer CONTENT: of git LFS
  printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %s\n' "$(printf %s "$1" | sha256sum | cut -d' ' -f1)" "${#1}"
}
large() { # large CONTENT: a repository with one large file, which this content expands to and which is a source too
  file .gitattributes '*.bin filter=lfs -text'
  pointer "$1" >large.bin
  plain 'Source1: large.bin'
}
row lfs
large 'large content'
digest=$(printf 'large content' | sha256sum | cut -d' ' -f1)
file ".git/lfs/objects/${digest:0:2}/${digest:2:2}/$digest"
printf 'large content' >".git/lfs/objects/${digest:0:2}/${digest:2:2}/$digest"
packs "$row-1.0-1"
content large.bin 'large content'
content "$row-1.0.tar.gz:$row-1.0/large.bin" 'large content'
installs large.bin

row lfs-of-another-content
large 'another content'
digest=$(printf 'another content' | sha256sum | cut -d' ' -f1)
file ".git/lfs/objects/${digest:0:2}/${digest:2:2}/$digest" 'forged content'
refused 3 'error: a git LFS file is not available' '  large.bin (15 B): ' 'is damaged'

row lfs-nowhere
large 'content that is nowhere'
refused 3 'error: a git LFS file is not available' '  large.bin (23 B)' 'git lfs fetch'

# --- patches from commits ---------------------------------------------------------------------------------------------------------------
upstream() { # a release, a commit after it and one that changes only packaging
  spec_at "$row.spec"
  file data old
  commit
  git tag v1.0
  file data new
  file more/file more
  commit 'Know more'
  sed -i 's/^Release:.*/Release: 2/' "$row.spec"
  commit 'Release 2'
}
for how in autosetup setup; do
  row "upstream-$how"
  [ "$how" = setup ] || export prep='%autosetup -p1'
  upstream
  unset prep
  packs "$row-1.0-2" --upstream v1.0
  holds "$row-1.0.tar.gz" "$row.spec" 0001-Know-more.patch
  content "$row-1.0.tar.gz:$row-1.0/data" old
  check_same "$row: the spec in the package" 'Patch0001: 0001-Know-more.patch' "$(grep ^Patch "$unpacked/$row.spec")"
  installs data more/file
done

row upstream-binary
prep='%autosetup -p1 -S git' upstream
printf '\0\1\2' >image
commit 'Show it'
packs "$row-1.0-2" --upstream v1.0
holds "$row-1.0.tar.gz" "$row.spec" 0001-Know-more.patch 0002-Show-it.patch
check 'upstream-binary: a binary patch' grep -q '^GIT binary patch$' "$unpacked/0002-Show-it.patch"
apart # the base repository has no git

row upstream-binary-by-patch
prep='%autosetup -p1' upstream
printf '\0\1\2' >image
commit 'Show it'
refused 3 'upstream-binary-by-patch.spec:11: error: ' 'changes the binary file image, and only git can apply such a patch' -- --upstream v1.0

row upstream-of-no-ancestor
plain
git checkout -q --orphan another
commit Another
git tag v1.0
git checkout -q main
refused 3 'v1.0 is not among the ancestors of' -- --upstream v1.0
