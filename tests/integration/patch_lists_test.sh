#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Commits as patches (--upstream) for specs that list and apply their own patches in every way that rpm supports: rpm applies the
# spec's own patches first, then those of the commits, each once.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need git rpmbuild patch
export RPMWORKS_CACHE=$TMP/cache
rows=0

# own NAME LINE: a patch of the file `f` that turns a line into capitals. Lines are five apart, so that their contexts differ.
own() { sed "s/^$2\$/${2^^}/" f | diff -u --label a/f --label b/f f - >"$1" || true; }

# project LISTS PREP: a repository whose spec has LISTS before %description, LAST before %prep, and PREP. Its own patches are
# one.patch and two.patch; two commits follow the tag.
project() {
  rows=$((rows + 1)) dir=$TMP/work/r$rows
  git init -q -b main "$dir" && cd "$dir"
  printf '%s\n' one x x x x two x x x x three x x x x four >f
  own one.patch one && own two.patch two
  printf 'Name: app\nVersion: 1.0\nRelease: 1\nSummary: s\nLicense: MIT\nBuildArch: noarch\nSource0: %%{name}-%%{version}.tar.gz\n%s\n%%description\nd\n%s\n%%prep\n%s\n%%build\n%%files\n' \
    "$1" "${last-}" "$2" >app.spec
  git add -A && git commit -qm first && git tag v1.0
  sed -i s/three/THREE/ f && git commit -qam 'Third line'
  sed -i s/four/FOUR/ f && git commit -qam 'Fourth line'
}
prepares() { rpmbuild -rp --nodeps --define "_topdir $PWD/top" out/*.src.rpm >log 2>&1; }
made() {
  check_exit 0 "$RPMWORKS" srpm --upstream v1.0 -o out
  check "row $rows: %prep runs: $2" prepares
  cp "$(find top/BUILD -name f -path '*app-1.0*' | head -1)" prepared
  cp top/SPECS/app.spec packed-app.spec
}
applies() {
  project "$@"
  made "$@"
  check_same "row $rows: all lines: $2" 'ONE TWO THREE FOUR' "$(grep -v x prepared | tr '\n' ' ' | sed 's/ $//')"
  # patch(1) prints each file; macros that use git print nothing, but their commits are in order.
  local order
  order=$(grep -oE '[a-z0-9A-Z-]+\.patch' log | grep -v '^$' | awk '!seen[$0]++' | tr '\n' ' ')
  check_same "row $rows: the order: $2" 'one.patch two.patch 0001-Third-line.patch 0002-Fourth-line.patch ' "$order"
}

# --- lists ------------------------------------------------------------------------------------------------------------
tags=$'Patch3: one.patch\nPatch7: two.patch'
applies "$tags" '%autosetup -p1'
check_contains 'its own numbers stay' "$(cat packed-app.spec)" $'Patch3: one.patch\nPatch7: two.patch\nPatch0008: 0001-'
applies $'Patch: one.patch\nPatch: two.patch' '%autosetup -p1'
last=$'%patchlist\none.patch\ntwo.patch\n' applies '' '%autosetup -p1'
check_contains 'a list is extended at its end' "$(cat packed-app.spec)" $'two.patch\n0001-Third-line.patch\n0002-'
last=$'%patchlist\ntwo.patch' applies 'Patch5: one.patch' $'%setup -q\n%patch -P 5 -p1\n%patch -P 6 -p1'
check_contains 'and its numbers are used' "$(cat packed-app.spec)" $'%patch -P 7 -p1\n%patch -P 8 -p1'
last=$'%patchlist\none.patch\n%if 0\nnone.patch\n%endif\n# a word\ntwo.patch' applies '' $'%setup -q\n%autopatch -p1 0 1'
last=$'%if 1\n%patchlist\none.patch\ntwo.patch\n%endif' applies '' '%autosetup -p1'
last=$'%package -n other\nSummary: o\nPatch9: two.patch\n%description -n other\no' applies 'Patch1: one.patch' '%autosetup -p1'
applies $'%{lua: for i, n in ipairs({"one", "two"}) do print("Patch" .. i .. ": " .. n .. ".patch\\n") end}' '%autosetup -p1'
applies $'%{lua:\nfor i, n in ipairs({"one", "two"}) do\n  print("Patch" .. i .. ": " .. n .. ".patch\\n")\nend\n}' '%autosetup -p1'
applies $'%global first one\nPatch1: %{first}.patch\n%{?first:Patch40: two.patch}' '%autosetup -p1'
applies $'Patch1: one.patch\n%if 1\nPatch20: two.patch\n%else\nPatch30: none.patch\n%endif' '%autosetup -p1'
last=$'%sourcelist\nf' applies "$tags" '%autosetup -p1'

# --- ways to apply patches -----------------------------------------------------------------------------------------------------
applies "$tags" $'%setup -q\n%patch3 -p1\n%patch -P7 -p1'
applies "$tags" $'%setup -q\n%{?nil:}%{!?none:%patch3 -p1}\n%{!?none:%patch7 -p1}\ntrue'
applies "$tags" $'%setup -q\nif true; then\n%patch3 -p1\n%patch7 -p1\nfi'
applies "$tags" $'%setup -q\nif test -e f; then\n  for n in 1; do\n%patch3 -p1\n%patch7 -p1\n  done\nelse false; fi'
applies "$tags" $'%autosetup -N\n%autopatch -p1 -M 5\n%autopatch -p1 -m 6'
check_same 'an open range includes the new patches' 0 "$(grep -c '^%patch ' packed-app.spec || true)"
applies "$tags" $'%autosetup -N\n%autopatch -p1 -M 7'
check_same 'a closed range does not' 2 "$(grep -c '^%patch -P' packed-app.spec)"
applies "$tags" $'%autosetup -N\n%autopatch -p1 -M 8'
check_contains 'nor does it include only one of them' "$(cat packed-app.spec)" $'%patch -P 9 -p1\n%patch -P 10 -p1'
applies "$tags" $'%setup -q\n%autopatch -p1 -M 100'
applies "$tags" $'%setup -q\nfor p in %{patches}; do echo "$p"; patch -p1 <"$p"; done'
applies "$tags" $'%setup -q\nfor p in %patches; do cat $p | patch -p1; done'
applies "$tags" $'%setup -q\ncat %{PATCH3} | patch -p1\ncat %{P:7} | patch -p1'
if command -v quilt >/dev/null; then applies "$tags" $'%autosetup -p1 -S quilt'; fi
applies "$tags" $'%autosetup -p1 -S git'

# --- specs that would apply patches wrongly are refused ------------------------------------------------------------------------
project "$tags" $'%autosetup -p1 -N\n%{lua: for i, p in ipairs(patches) do print("patch -p1 <" .. p .. "\\n") end}'
check_exit 3 "$RPMWORKS" srpm --upstream v1.0 -o out
check_same 'patches that would be applied twice' 'app.spec: error: %prep of this spec does not apply each patch of the commits once and after the spec'\''s own patches
  %prep applies: 0001-Third-line.patch, 0002-Fourth-line.patch, one.patch, two.patch, 0001-Third-line.patch, 0002-Fourth-line.patch
hint: write %autosetup -p1, which applies every patch in order; or package the commit'\''s own tree, without `upstream`' \
  "$err"
project "$tags" $'%setup -q\n%if 0\n%autopatch -p1\n%endif'
check_exit 3 "$RPMWORKS" srpm --upstream v1.0 -o out
check_contains 'patches that would not be applied' "$err" '  %prep applies no patch'

# A patch added after the tag, with its line in the spec, is packaging: it is not in another patch.
late() { # late LISTS LAST: the spec with app-late.patch
  project '' '%autosetup -p1'
  git reset -q --hard v1.0
  own app-late.patch three
  printf 'Name: app\nVersion: 1.0\nRelease: 1\nSummary: s\nLicense: MIT\nBuildArch: noarch\nSource0: %%{name}-%%{version}.tar.gz\n%s\n%%description\nd\n%s\n%%prep\n%%autosetup -p1\n%%build\n%%files\n' \
    "$1" "$2" >app.spec
  git add -A && git commit -qm 'Late patch'
  sed -i s/four/FOUR/ f && git commit -qam 'Fourth line'
  made "$1" "$2"
  check_same "row $rows: a patch is named in $1$2" '0001-Fourth-line.patch app-1.0.tar.gz app-late.patch app.spec' \
    "$(rpm -qpl --nosignature out/*.src.rpm | sort | tr '\n' ' ' | sed 's/ $//')"
}
late 'Patch1: %{name}-late.patch' ''
late $'%global late %{?name}-late\nPatch1: %{late}.patch' ''
late '' $'%patchlist\nhttps://example.org/%{name}-late.patch'
late '' $'%sourcelist\napp-late.patch'
