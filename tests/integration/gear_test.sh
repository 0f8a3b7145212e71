#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Repositories with GEAR rules: `srpm` packages what the real gear extracts, byte for byte. Archives of folders are compared
# member by member: git gives them the current time.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need git rpm rpm2archive tar gzip bzip2 xz zstd
export RPMWORKS_CACHE="$TMP/cache"

begin() { # begin NAME: a repository of that name, whose work tree is the current folder
  git init -q -b main "$TMP/work/$1"
  cd "$TMP/work/$1"
}

spec() { # spec LINE…: the spec of greet 1.0-2, with these lines in its preamble
  printf '%s\n' 'Name: greet' 'Version: 1.0' 'Release: 2' 'Summary: Greets' 'License: MIT' "$@" \
    '%description' 'Greets.' '%files'
}

commit() {
  git add -A
  git commit -q --allow-empty -m "$1"
}

# ours: moves the files of the source package of the current folder to $TMP/ours.
ours() {
  rm -rf "$TMP/ours" "$TMP/srpm"
  mkdir "$TMP/ours"
  check_exit 0 "$RPMWORKS" -q srpm . -o "$TMP/srpm"
  rpm2archive -n - <"$out" | tar -x -C "$TMP/ours"
}

# packer FILE: the program that decompresses it, by its first bytes.
packer() {
  case $(head -c 4 "$1" | od -An -tx1 | tr -d ' ') in
    1f8b*) echo gzip ;;
    425a68*) echo bzip2 ;;
    fd377a58) echo xz ;;
    28b52ffd) echo zstd ;;
    *) echo cat ;;
  esac
}

# plain FILE: its decompressed content.
plain() {
  local program
  program=$(packer "$1")
  [ "$program" = cat ] || program+=' -dc'
  $program "$1"
}

members() { # members FILE: the members of a tar and the digests of their content
  mkdir "$TMP/unpacked"
  plain "$1" | tar -x -C "$TMP/unpacked"
  (cd "$TMP/unpacked" && find . -type f -printf '%m %p\n' -o -printf '%y %p %l\n' | sort && find . -type f -exec sha256sum {} + | sort)
  rm -rf "$TMP/unpacked"
}

# --- without gear: the options and their precedence --------------------------------------------------------------------
begin alone
spec 'Source: greet-1.0.tar' 'Source1: notes' >greet.spec
mkdir src more
echo 'int main;' >src/main.c
echo notes >more/notes
printf 'tar: src name=@name@-@version@\ncopy: more/*\n' >.gear-rules
commit first
ours
check_same 'the rules are followed' 'greet-1.0/ greet-1.0/main.c' "$(tar tf "$TMP/ours/greet-1.0.tar" | xargs)"
check_same 'copies too' notes "$(cat "$TMP/ours/notes")"
check_exit 3 "$RPMWORKS" srpm . -o "$TMP/srpm" --no-gear
check_contains 'without the rules a file is searched in the usual places' "$err" 'Source1 notes is neither in the tree'
check_exit 2 "$RPMWORKS" srpm . --gear --no-gear
echo 'tra: .' >>.gear-rules
commit bad
check_exit 3 "$RPMWORKS" srpm . -o "$TMP/srpm"
check_same 'a bad rule' "error: unknown directive \`tra:\`
  3 | tra: .
    | ^" "$(sed -n 's/^\.gear-rules:3:1: //; /error:/,/\^/p' <<<"$err")"
check_contains 'with a hint' "$err" "hint: did you mean \`tar:\`?"
git rm -q .gear-rules
commit none
check_exit 3 "$RPMWORKS" srpm . -o "$TMP/srpm" --gear
check_contains 'no rules' "$err" 'the tree has no GEAR rules'

need gear
gear --version >/dev/null 2>&1 || skip 'the gear on PATH does not run'

# theirs: moves the files that gear extracts to $TMP/theirs.
theirs() {
  rm -rf "$TMP/theirs"
  mkdir "$TMP/theirs"
  gear --export-dir "$TMP/theirs" >/dev/null 2>"$TMP/gear.log" || fail "gear: $(cat "$TMP/gear.log")"
}

# compare HOW: every file of ours equals gear's; HOW is `bytes`, or `members` for archives with the current time.
compare() {
  local file name
  theirs
  ours
  check_same 'the same files' "$(ls -A "$TMP/theirs")" "$(ls -A "$TMP/ours")"
  for file in "$TMP/theirs"/*; do
    name=${file##*/}
    check_same "$name is compressed likewise" "$(packer "$file")" "$(packer "$TMP/ours/$name")"
    if [ "$1" = members ] && [[ $name == *.tar* ]]; then
      check_same "$name" "$(members "$file")" "$(members "$TMP/ours/$name")"
    else
      check "$name" cmp <(plain "$file") <(plain "$TMP/ours/$name")
    fi
  done
}

# --- the whole tree, in each compression ---------------------------------------------------------------------------------
begin whole
spec 'Source: greet-1.0.tar' 'Source1: g.tar.gz' 'Source2: h-2.tar.bz2' 'Source3: i.tar.xz' 'Source4: j.tgz' \
  'Source5: k.tar.zst' >greet.spec
mkdir -p sub/deep .gear
echo one >sub/one
echo two >sub/deep/two
ln -s one sub/link
printf '#!/bin/sh\n' >run
chmod 755 run
echo 'unset export-ignore' >ignored
echo 'ignored export-ignore' >.gitattributes
cat >.gear/rules <<'RULES'
# every way to pack the tree

tar: .
tar.gz : .:. name=g base=
  tar.bz2:. name=h-@release@ base=@name@
tar.xz: . "name=i" base='with blank'
tar.gz: . name=j suffix=.tgz exclude=sub/** exclude=.g*
tar.zst: . name=k exclude=sub exclude=*.spec
tar?: not-there
RULES
commit first
compare bytes

# --- folders, files, keywords ----------------------------------------------------------------------------------------------
begin parts
spec 'Source: lib-1.0.tar' 'Source1: greet-lib.tar.gz' 'Source2: other-7.tar' 'Source3: a.conf' 'Source4: b.conf' \
  'Source5: c.txt.xz' 'Source6: d.txt.gz' 'Source7: renamed-1.0' 'Source8: e.txt.zst' 'Source9: f.txt.bz2' \
  'Source10: .hidden.conf' >packaging.spec
spec >another.spec
mkdir -p lib/deep conf
echo lib >lib/a
echo deep >lib/deep/b
for name in a.conf b.conf left.conf .hidden.conf; do echo "$name" >"conf/$name"; done
for name in c d e f g; do echo "$name" >"$name.txt"; done
# gear reads a spec line by line.
printf '%%define v 7\nName: other\nVersion: %%v\n' >other
cat >.gear-rules <<'RULES'
spec: packaging.spec
type: spec
exclude: conf/left*
exclude: c.txt
tar: lib
tar.gz: ./lib name=@name@-@dir@ exclude=deep/b
tar: lib spec=other name=@name@-@version@ base=in/@name@
copy: conf/[!x]*.conf
copy?: nothing?* nowhere/*
xz: c.txt
gzip: d.t?t
zstd: e.txt
bzip2: f.txt
compress: type=copy name=renamed-@version@ -- g.txt
RULES
commit first
compare members

# --- other commits by stored tags and ids, and later changes -----------------------------------------------------------------
begin upstream
mkdir -p src/inner
printf 'one\n%.0s' 1 2 3 4 5 6 7 8 9 >src/file
echo gone >src/gone
echo mode >src/mode
: >src/becomes-empty-no-more
printf 'no newline' >src/inner/last
commit upstream
git tag -a -m tagged v1.0
first=$(git rev-parse HEAD)
sed -i '3s/.*/three/; 8s/.*/eight/' src/file
git rm -q src/gone
chmod 755 src/mode
echo text >src/becomes-empty-no-more
: >src/empty
printf 'another' >src/inner/last
printf '\0\1\2binary\n' >src/binary
echo 'blank' >'src/a name'
spec 'Source: greet-1.0.tar' 'Source1: src-1.0.tar.gz' 'Source2: id.tar' 'Patch0: greet-1.0-2.patch' \
  'Patch1: src-1.0-2.patch.gz' 'Patch2: none.diff' >greet.spec
mkdir .gear
cat >.gear/rules <<RULES
tar: v@version@:.
tar.gz: v@version@:src
tar: $first:. name=id
diff: v@version@:. . exclude=.gear/** exclude=*.spec
diff.gz: v@version@:src src
diff: v@version@:src $first:src name=none.diff
RULES
git add -A
gear-store-tags -a >/dev/null 2>&1 || skip 'gear-store-tags does not run'
commit ours
# The tag itself can be removed: the tree contains it.
git tag -d v1.0 >/dev/null
compare members
