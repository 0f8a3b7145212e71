#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A table of small git repositories, one row for each feature of `srpm` and for each bad input. The real rpm reads the source
# packages, and one run at the end builds all of them. The rows are in table/; a row is
#
#     row NAME           an empty git repository, the current folder from then on
#     spec_at … file …   its files
#     commit             a commit of all files
#     packs NEVR …       the source package that `srpm` makes, followed by checks of it: holds, archive, content, installs
#     refused CODE …     or: an error, parts of its message; nothing was written
#
# shellcheck disable=SC1090,SC2034,SC2119,SC2120,SC2154  # the rows, in their own files, use these functions
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need git gpg jq python3 rpm rpm2archive rpmbuild bzip2 xz zstd

# Source packages are always made again; the roots in which they are built may be reused.
SHARED_CACHE=$RPMWORKS_CACHE
export RPMWORKS_CACHE=$TMP/cache
export GIT_AUTHOR_DATE=2026-01-02T03:04:05Z GIT_COMMITTER_DATE=2026-01-02T03:04:05Z GIT_OPTIONAL_LOCKS=0
git config --global protocol.file.allow always # for `git submodule add`
git config --global core.safecrlf false
rows=0

# --- functions for a repository's content --------------------------------------------------------------------------------
row() { # row NAME
  row=$1 rows=$((rows + 1))
  made=$TMP/made/$row unpacked=$TMP/unpacked/$row
  command=(srpm .)
  [ ! -e "$TMP/work/$row" ] || fail "two rows have the name $row"
  git init -q -b main "$TMP/work/$row"
  enter "$TMP/work/$row"
}
enter() { # enter FOLDER: the row's repository from then on
  folder=$1
  cd "$folder" || exit
}
file() { # file PATH LINE…
  mkdir -p "$(dirname "$1")"
  printf '%s\n' "${@:2}" >"$1"
}
# spec_at PATH [LINE…]: the spec of the package $called (the row's name) with these lines in its preamble, $prep in its %prep and
# $ending at its end. It installs everything that %prep leaves.
spec_at() {
  local body=('%description' 'One of the table.' '%prep' "${prep-%setup -q}" '%install' 'mkdir -p %{buildroot}/usr/share/%{name}'
    'cp -a . %{buildroot}/usr/share/%{name}/' '%files' '/usr/share/%{name}')
  file "$1" "$(spec "${called:-$row}" "${@:2}" "${body[@]}" ${ending:+"$ending"})"
}
commit() { # commit [MESSAGE [FOLDER]]
  git -C "${2:-.}" add -A
  git -C "${2:-.}" commit -q --allow-empty -m "${1:-Begin}"
}
plain() { # plain [LINE…]: a row's whole repository, where what matters is something else; the lines go into the preamble
  spec_at "$row.spec" "$@"
  file data 'some data'
  commit
}
product() { # product LINE…: a repos.yaml for the row; `packs` and `refused` then use it, with the package of the row
  printf '%s\n' 'schema: 1' 'product: table' "$@" >"$TMP/work/$row.yaml"
  command=(-c "$TMP/work/$row.yaml" --workspace "$TMP/workspaces/$row" srpm "$row")
}
# crafted ENTRY…: a commit with a tree that git would not create, with a valid spec in it; an entry is `MODE NAME TYPE CONTENT`,
# where CONTENT of a tree is the entry in it.
crafted() {
  spec_at "$row.spec"
  local mode name type content entries
  entries=$(printf '100644 blob %s\t%s' "$(git hash-object -w "$row.spec")" "$row.spec")
  while read -r mode name type content; do
    [ "$type" != tree ] || content=$(printf '100644 blob %s\t%s\n' "$(git hash-object -w --stdin <<<x)" "$content" | git mktree)
    [ "$type" != blob ] || content=$(printf %s "$content" | git hash-object -w --stdin)
    entries+=$(printf '\n%s %s %s\t%s' "$mode" "$type" "$content" "$name")
  done < <(printf '%s\n' "$@")
  git update-ref HEAD "$(git commit-tree -m Crafted "$(git mktree <<<"$entries")")"
}

# --- checks of the result --------------------------------------------------------------------------------------------------
# All properties of every file of the row's repository, including .git.
state() { find "$folder" -printf '%p %m %s %T@ %l\n' | sort; }

# packs 'NEVR…' OPTION…: `srpm` makes these packages, whose files go to $unpacked, and does not change the repository.
packs() {
  local before package expected=$1
  shift
  rm -rf "$made" "$unpacked"
  mkdir -p "$unpacked"
  before=$(state)
  check_exit 0 rpmworks "${command[@]}" -o "$made" "$@"
  check_same "$row: the packages" "$(xargs -n1 <<<"$expected" | sort)" "$(rpm -qp --nosignature --qf '%{NEVR}\n' "$made"/*.src.rpm | sort)"
  check_same "$row: the repository is as it was" "$before" "$(state)"
  for package in "$made"/*.src.rpm; do
    check "$row: its digests" rpm -K --nosignature --quiet "$package"
    rpm2archive -n - <"$package" | tar -x -C "$unpacked"
  done
}
holds() { # holds FILE…: the files of the source packages
  check_same "$row: the files" "$(printf '%s\n' "$@" | sort)" "$(rpm -qpl --nosignature "$made"/*.src.rpm | sort)"
}
archive() { # archive FILE MEMBER…: the members of an archive, without folders
  check_same "$row: the members of $1" "$(printf '%s\n' "${@:2}" | sort)" "$(tar -tf "$unpacked/$1" | grep -v '/$' | sort)"
}
content() { # content FILE[:MEMBER] TEXT: the content of a file, or of a member of an archive
  local found
  case $1 in
    *:*) found=$(tar -xOf "$unpacked/${1%%:*}" "${1#*:}") ;;
    *) found=$(<"$unpacked/$1") ;;
  esac
  check_same "$row: $1" "$2" "$found"
}
says() { # says PART…: parts of stderr
  local part
  for part; do check_contains "$row: what is said" "$err" "$part"; done
}
silent() { # there was no warning
  check_same "$row: no warning" '' "$(grep -i warning <<<"$err" || true)"
}
tags() { # tags FORMAT TEXT: of the source package's header
  check_same "$row: its tags" "$2" "$(rpm -qp --nosignature --qf "$1" "$made"/*.src.rpm)"
}
changelog() { # changelog TEXT
  check_same "$row: the changelog" "$1" "$(rpm -qp --nosignature --changelog "$made"/*.src.rpm)"
}
installed=()
installs() { # installs FILE…: the files of the built package of the row, below /usr/share/NAME
  local file
  for file; do installed+=("/usr/share/$row/$file"); done
}
# apart: the package of the row is not built with the others; it is in $TMP/apart/ROW.
apart() {
  mkdir -p "$TMP/apart"
  cp -r "$made/." "$TMP/apart/$row"
  rm -r "$made"
}

# refused CODE LINE… [-- OPTION…]: it ends with this code and these lines in the message, and writes nothing.
refused() {
  local expected=$1 before lines=()
  shift
  while [ $# != 0 ] && [ "$1" != -- ]; do
    lines+=("$1")
    shift
  done
  [ $# = 0 ] || shift
  before=$(state)
  check_exit "$expected" rpmworks "${command[@]}" -o "$made" "$@"
  says "${lines[@]}" 'hint: '
  check_same "$row: one error is shown" 1 "$(grep -cE '^(\S+: )?error: ' <<<"$err")"
  check_same "$row: stdout" '' "$out"
  check "$row: no source package" test ! -e "$made"
  check_same "$row: the repository is as it was" "$before" "$(state)"
}

for part in specs versions archives sources hostile commands; do
  . "$(dirname "$0")/table/$part.sh"
done

# --- all source packages are built -----------------------------------------------------------------------------------------
cd "$TMP/work"
mapfile -t packages < <(find "$TMP/made" -name '*.src.rpm' | sort)
RPMWORKS_CACHE=$SHARED_CACHE check_exit 0 rpmworks build --force --store "$TMP/store" -o "$TMP/built" "${packages[@]}"
query() { rpm -qp --nosignature "$@"; }
mapfile -t built < <(find "$TMP/built" -name '*.noarch.rpm')
check_same 'each source package gives its package' "$(query --qf '%{NAME}-%{EVR}\n' "${packages[@]}" | sed 's/\.el6$//' | sort)" \
  "$(query --qf '%{NAME}-%{EVR}\n' "${built[@]}" | sort)"
files=$'\n'$(query -l "${built[@]}")$'\n'
for path in "${installed[@]}"; do check_contains 'the built packages' "$files" $'\n'"$path"$'\n'; done
no_traces
check_same 'no spec reached the host' '' "$(find "$TMP" -name '*escaped*')"
echo "$rows rows, ${#packages[@]} source packages built"
