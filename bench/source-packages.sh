# shellcheck shell=bash disable=SC2154 # bench/run sets tmp and rounds
# SPDX-License-Identifier: GPL-3.0-or-later
# Source packages of repositories of three sizes. Sourced by bench/run.

# by_hand FOLDER: the commands of a typical packager's script.
by_hand() {
  local name=${1##*/}
  rm -rf "$tmp/top"
  mkdir -p "$tmp/top/SOURCES"
  git -C "$1" archive --prefix=tree-1.0/ HEAD | gzip >"$tmp/top/SOURCES/tree-1.0.tar.gz"
  rpmbuild -bs --define "_topdir $tmp/top" "$tmp/$name/tree.spec"
}
export -f by_hand

# size_of_archive SRPM: bytes of the tarball in it.
size_of_archive() { rpm -qp --qf '[%{FILENAMES} %{FILESIZES}\n]' "$1" 2>/dev/null | awk '/tar.gz/ {print $2}'; }

# repository_of NAME FILES WORDS WHAT
repository_of() {
  local name=$1 what=$4 ours="$tmp/$1.ours" hand="$tmp/$1.hand" again="$tmp/$1.again" i
  bench/make-repository "$tmp/$name" "$2" "$3"
  for ((i = 0; i < rounds; i++)); do
    rm -rf "$tmp/w"
    timed "$ours" rpmworks --workspace "$tmp/w" srpm "$tmp/$name" -o "$tmp/w/out"
    timed "$hand" bash -euo pipefail -c 'by_hand "$@"' by_hand "$tmp/$name"
  done
  row "source package: $what" "$ours" "$hand" 'git archive | gzip, rpmbuild -bs'
  sleep 3 # a recent result is compared byte by byte, as git does with files that may have changed since
  timed /dev/null rpmworks --workspace "$tmp/w" srpm "$tmp/$name" -o "$tmp/w/out"
  for ((i = 0; i < rounds; i++)); do timed "$again" rpmworks --workspace "$tmp/w" srpm "$tmp/$name" -o "$tmp/w/out"; done
  row '  again, nothing changed' "$again" "$hand" 'the same'
  local mine theirs
  mine=$(size_of_archive "$tmp/w/out/tree-1.0-1.src.rpm")
  theirs=$(stat -c %s "$tmp/top/SOURCES/tree-1.0.tar.gz")
  line '  bytes of the tarball' "$mine" "$theirs" "$(ratio "$mine" "$theirs")" 'gzip'
  if command -v gbp >/dev/null; then
    for ((i = 0; i < rounds; i++)); do
      rm -rf "$tmp/gbp"
      timed "$tmp/$name.gbp" env -C "$tmp/$name" gbp buildpackage-rpm --git-ignore-branch --git-upstream-tree=HEAD \
        --git-export-dir="$tmp/gbp" --git-builder="rpmbuild -bs --define '_topdir $tmp/gbp'"
    done
    row '' "$ours" "$tmp/$name.gbp" 'gbp buildpackage-rpm'
  fi
  if command -v tito >/dev/null; then
    git clone -q "$tmp/$name" "$tmp/$name-tito"
    (cd "$tmp/$name-tito" && tito init) >/dev/null 2>&1 # commits its own configuration
    for ((i = 0; i < rounds; i++)); do
      rm -rf "$tmp/tito"
      timed "$tmp/$name.tito" env -C "$tmp/$name-tito" tito build --srpm --test --output "$tmp/tito"
    done
    row '' "$ours" "$tmp/$name.tito" 'tito build --srpm --test'
  fi
}

repository_of big 4800 1240 '50 MB, 4,800 files'
repository_of middle 900 1800 '14 MB, 900 files'
repository_of small 20 400 '20 files'
printf '%-36s %s\n' '  largest process of rpmworks' "$(peak "$tmp"/{big,middle,small}.ours)"
