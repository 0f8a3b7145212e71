#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Clones as CI systems make them from large repositories: sparse, partial, with linked work trees that have their own
# configuration.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need git rpmbuild
export RPMWORKS_CACHE=$TMP/cache
git init -q -b main origin
cd origin
git config uploadpack.allowFilter true
git config uploadpack.allowAnySHA1InWant true
mkdir -p pkg other/deep another
printf 'Name: app\nVersion: 1.0\nRelease: 1\nSummary: s\nLicense: MIT\nBuildArch: noarch\nSource0: %%{name}-%%{version}.tar.gz\n%%description\nd\n%%prep\n%%setup -q\n%%files\n' >pkg/app.spec
for i in 1 2 3 4 5 6; do echo "o$i" >other/$i; done
echo d >other/deep/d && echo a >another/a && echo p >pkg/p && echo top >top
git add -A && git commit -qm one && git tag v1.0
head=$(git rev-parse --short=12 HEAD)
cd ..
# Each package is made again, not taken from the store.
srpm() { rm -rf "$RPMWORKS_CACHE" && "$RPMWORKS" srpm "$@"; }
check_exit 0 srpm --subdir pkg origin -o whole-pkg
check_exit 0 srpm origin -o whole

# same FOLDER: the package equals the one from the complete clone.
same() { check "$1 is as of the whole clone" cmp "$1"/*.src.rpm "whole${1#made}"/*.src.rpm; }

# source PACKAGE: its archive of the tree.
source_of() {
  rm -rf taken && mkdir taken && rpm2archive -n - <"$1" | tar -C taken -xf -
  cat taken/app-1.0.tar.gz
}

# --- sparse and partial --------------------------------------------------------------------------------------------------------
git clone -q --filter=blob:none --sparse "file://$PWD/origin" sparse
git -C sparse sparse-checkout set pkg
rm -rf made-pkg && check_exit 0 srpm --subdir pkg sparse -o made-pkg
check_same 'no warning' '' "$(grep -E '^(warning|error)' <<<"$err" || true)"
same made-pkg
rm -rf made-pkg && check_exit 0 srpm --subdir pkg --check sparse -o made-pkg
same made-pkg
check_exit 3 srpm sparse -o made
id() { git -C origin rev-parse --short=12 "HEAD:$1"; }
check_same 'what is missing, and how to fetch it' "error: 8 files of commit $head are not in this partial clone
  another/a ($(id another/a))
  other/1 ($(id other/1))
  other/2 ($(id other/2))
  other/3 ($(id other/3))
  other/4 ($(id other/4))
  and 3 more
hint: git fetches them: git -C $PWD/sparse archive $head >/dev/null" "$(grep -v '^packing\|^failed' <<<"$err" | sed '/^  while/d')"
hint=$(sed -n 's/^hint: git fetches them: //p' <<<"$err")
check 'the hint is a working command' bash -c "$hint"
check_exit 0 srpm sparse -o made
same made

# --- files outside of the sparse checkout are not treated as deleted; changes inside are noticed -------------------------------
for sparse_index in false true; do
  for skip_hash in false true; do
    rm -rf s made* && git clone -q "file://$PWD/origin" s
    git -C s -c index.sparse=$sparse_index sparse-checkout set --cone pkg
    git -C s config index.sparse $sparse_index
    git -C s config index.skipHash $skip_hash
    git -C s sparse-checkout reapply
    check_exit 0 srpm --subdir pkg s -o made-pkg
    same made-pkg
    check_exit 0 srpm s -o made
    same made
    echo changed >>s/pkg/p
    check_exit 3 srpm s -o made-dirty
    check_same "a changed file is named, and no other (sparse index: $sparse_index)" '  pkg/p' "$(grep '^  [a-z]*/' <<<"$err")"
    check_exit 0 srpm --dirty s -o made-dirty
    check_same 'the dirty package has all files' "$(source_of made/*.src.rpm | tar -tzf - | sort)" \
      "$(source_of made-dirty/*.src.rpm | tar -tzf - | sort)"
    check_same 'and the changed one' $'p\nchanged' "$(source_of made-dirty/*.src.rpm | tar -xzOf - app-1.0/pkg/p)"
    rm s/pkg/p
    check_exit 3 srpm s -o made-dirty
    check_same 'but not a deleted file' '  pkg/p' "$(grep '^  [a-z]*/' <<<"$err")"
    git -C s checkout -q pkg/p
    # A file outside that exists anyway is checked.
    mkdir -p s/other && echo mine >s/other/1
    check_exit 3 srpm s -o made-dirty
    check_same 'a changed file in an excluded folder' '  other/1' "$(grep '^  [a-z]*/' <<<"$err")"
  done
done

# --- work trees with their own configuration -----------------------------------------------------------------------------------
rm -rf made*
git clone -q --bare "file://$PWD/origin" trees/.git
git -C trees/.git config extensions.worktreeConfig true
git -C trees/.git config --worktree core.bare true
git -C trees/.git config --unset core.bare || true
check_exit 0 srpm trees/.git -o made
same made
git -C trees/.git worktree add -q ../tree main 2>/dev/null || git -C trees/.git worktree add -q "$PWD/trees/tree" main
rm -rf made
check_exit 0 srpm "$(find trees tree -maxdepth 1 -name tree 2>/dev/null | head -1)" -o made
same made

# --- clones without any tree or file, and unreadable formats -------------------------------------------------------------------
git clone -q --filter=blob:none --no-checkout "file://$PWD/origin" bare
check_exit 3 srpm --ref HEAD bare -o none
check_contains 'the first file that is read' "$err" 'while reading pkg/app.spec'
check_contains 'and how to fetch all files' "$err" 'git fetch --refetch --no-filter'
git -C bare fetch -q --refetch --no-filter
rm -rf made && check_exit 0 srpm --ref HEAD bare -o made
same made
if git init -q --object-format=sha256 long 2>/dev/null; then
  (cd long && cp ../origin/pkg/app.spec . && git add -A && git commit -qm one)
  check_exit 3 srpm long -o none
  check_contains 'repositories with SHA-256 object names' "$err" 'hint: it uses SHA-256 object names, which libgit2 does not support'
fi
