#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Several packages at once: from one repository, from a superproject; what is reused, skipped and refused.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; specs have macros of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need jq git rpm

# write_spec NAME [LINE…]: a noarch spec with these lines in its preamble
write_spec() {
  local name=$1
  shift
  printf '%s\n' "Name: $name" 'Version: 1' 'Release: 1' "Summary: The package $name" 'License: MIT' 'BuildArch: noarch' \
    'Source0: %{name}-%{version}.tar.gz' "$@" '%description' x '%prep' '%setup -q' '%build' true '%files'
}
commit() { # commit FOLDER MESSAGE [DATE]
  git -C "$1" add -A
  GIT_COMMITTER_DATE=${3:-2026-01-01T00:00:00Z} git -C "$1" commit -q -m "$2"
}
to_build() { # the packages that a plan would build
  jq -r '[.plan[] | select(.state != "unchanged") | .name] | sort | join(" ")' <<<"$out"
}

# --- a repository with four packages in folders -------------------------------------------------------------------------
git init -q -b main mono
for name in lib app tool lone; do
  mkdir mono/$name
  echo 1 >mono/$name/file
done
write_spec lib >mono/lib/lib.spec
write_spec app 'BuildRequires: lib' >mono/app/app.spec
write_spec tool 'BuildRequires: app' >mono/tool/tool.spec
write_spec lone >mono/lone/lone.spec
commit mono one
git -C mono tag v1
mkdir product
cd product
for name in lib app tool lone; do
  echo "  $name: { git: ../mono, subdir: $name, ref: v1 }"
done >packages
{ printf 'schema: 1\nproduct: several\npackages:\n'; cat packages; } >repos.yaml
check_exit 0 rpmworks build
echo 2 >../mono/top
commit ../mono two 2031-01-01T00:00:00Z
git -C ../mono tag v2
sed -i 's/ref: v1/ref: v2/' repos.yaml
check_exit 0 rpmworks build --plan=json
check_same 'a release without changes in them' '' "$(to_build)"
check_exit 0 rpmworks --json srpm lib -o out
check_same 'the commit is the last one that changed it' "$(git -C ../mono rev-parse v1)" "$(jq -r '.srpms[0].commit' <<<"$out")"
echo 2 >../mono/app/file
commit ../mono three 2031-01-02T00:00:00Z
git -C ../mono tag v3
sed -i 's/ref: v2/ref: v3/' repos.yaml
check_exit 0 rpmworks build --plan=json
check_same 'the changed one of four, and its dependant' 'app tool' "$(to_build)"
check_exit 0 rpmworks build --plan=json --changed-since v2
check_same 'the same in comparison with a ref' 'app' "$(to_build)"
check_exit 0 rpmworks build --plan=json --changed-since v2 --dependants
check_same 'with its dependants only' 'app tool' "$(to_build)"
check_exit 0 rpmworks build
check_exit 0 rpmworks build --plan=json app --dependants
check_same 'nothing is built twice' '' "$(to_build)"
check_exit 0 rpmworks build --plan=json --dependants --no-cache lib
check_same 'only dependants of a package' 'app lib tool' "$(to_build)"
git clone -q --depth 1 "file://$PWD/../mono" ../shallow
sed 's|\.\./mono|../shallow|; s/, ref: v3//' repos.yaml >shallow.yaml
check_exit 0 rpmworks --workspace ../shallow-workspace -c shallow.yaml srpm app lone -o ../shallow-out
check_contains 'a shallow clone cannot tell' "$err" 'warning: lone: the commit that last changed lone is unknown: the clone is shallow'
cd ..

# --- two packages with one file name ------------------------------------------------------------------------------------
git init -q -b main twins
write_spec app >twins/app.spec
sed 's/^Summary.*/Summary: Another/' twins/app.spec >twins/app-el6.spec
write_spec other >twins/other.spec
commit twins one
check_exit 3 rpmworks srpm twins -o twins-out
check_contains 'two specs for one file name' "$err" 'error: two source packages have the file name app-1-1.src.rpm'
check_contains 'the first' "$err" '  app-el6.spec of '
check_contains 'the second' "$err" '  app.spec of '
check 'neither is written' test ! -e twins-out
check_exit 3 rpmworks --json srpm --keep-going twins -o twins-out
check_same 'the packages that can be made' 'other-1-1.src.rpm' "$(ls twins-out)"
check_same 'both are named' 'app-el6.spec app.spec' "$(jq -r '[.failed[].name] | sort | join(" ")' <<<"$out")"
check_same 'the result' 'other-1-1.src.rpm' "$(jq -r '.srpms[].file' <<<"$out")"
check_exit 0 rpmworks srpm twins --spec app.spec --spec other.spec -o twins-out
cat >twins.yaml <<END
schema: 1
product: twins
packages:
  new: { git: twins, spec: app.spec }
  old: { git: twins, spec: app-el6.spec }
END
check_exit 3 rpmworks -c twins.yaml srpm -o two
check_contains 'two packages of a product' "$err" 'twins.yaml:4:3: error: two source packages have the file name app-1-1.src.rpm'
check_contains 'with their names' "$err" '  old: app-el6.spec of '

for name in one two; do
  git init -q -b main $name
  write_spec $name | sed 's/^%prep/%package -n common\nSummary: x\n%description -n common\nx\n&/; s/^%files/&\n%files -n common/' >$name/$name.spec
  commit $name one
done
printf 'schema: 1\nproduct: common\npackages:\n  one: { git: one }\n  two: { git: two }\n' >common.yaml
check_exit 3 rpmworks -c common.yaml build
check_contains 'two source packages that build one package' "$err" 'error: two source packages build the same package'
check_contains 'which ones' "$err" '  common-1-1.noarch.rpm: one and two'
check_exit 0 rpmworks -c common.yaml build one

# --- errors in some of several packages ---------------------------------------------------------------------------------
git init -q -b main broken
echo 'Name: broken' >broken/broken.spec
commit broken one
cat >going.yaml <<END
schema: 1
product: going
packages:
  broken: { git: broken }
  gone: { git: "file://$PWD/nowhere" }
  lone: { git: mono, subdir: lone }
END
check_exit 3 rpmworks -c going.yaml srpm -o going
check_contains 'all errors' "$err" 'error: 2 of 3 source packages cannot be made'
check_contains 'the first' "$err" 'making the source package of broken'
check_contains 'the second' "$err" "nowhere"
check 'nothing is written' test ! -e going
check_exit 3 rpmworks -c going.yaml --json srpm --keep-going -o going
check_same 'the other is made' lone-1-1.src.rpm "$(ls going)"
check_same 'as JSON' '["broken","gone"] ["lone"] 3' \
  "$(jq -cr '"\([.failed[].name]) \([.srpms[].name]) \(.error.code)"' <<<"$out")"
sed 's|git: "file://.*" }|git: "http://127.0.0.1:1/gone.git" }|' going.yaml >away.yaml
check_exit 7 rpmworks -c away.yaml srpm --keep-going gone lone -o going-on
check_same 'the most serious exit code' lone-1-1.src.rpm "$(ls going-on)"

# --- submodules without a package ---------------------------------------------------------------------------------------
git config --global protocol.file.allow always # for git submodule add
for name in docs template; do
  git init -q -b main $name
  echo x >$name/README
done
echo 'Name: @NAME@' >template/template.spec.in
for name in docs template; do commit $name one; done
git init -q -b main super
for name in one docs template; do git -C super submodule --quiet add "$PWD/$name" "repos/$name" 2>/dev/null; done
sed -i "s|url = .*/|url = ../|" super/.gitmodules
commit super one
super() { printf 'schema: 1\nproduct: super\nsuperprojects:\n  - { git: super, under: repos%s }\n' "$1"; }
super '' >super.yaml
check_exit 0 rpmworks -c super.yaml --json srpm -o super-out
check_same 'only the packages' one-1-1.src.rpm "$(ls super-out)"
check_contains 'the skipped submodules' "$err" 'warning: skipping the submodule repos/docs: it has no spec; `except: [docs]` of the superproject excludes it'
check_contains 'with the reason' "$err" 'warning: skipping the submodule repos/template: it has no spec, only the template template.spec.in'
check_same 'as JSON' 'docs template' "$(jq -r '[.left_out[].name] | join(" ")' <<<"$out")"
check_exit 3 rpmworks -c super.yaml srpm one docs -o named
check_contains 'a selected one is an error' "$err" 'no spec found in the tree'
run rpmworks -c super.yaml check
check_contains 'check reports it too' "$out" 'ok       package docs: skipped: it has no spec'
check_exit 0 rpmworks -c super.yaml build --plan=json
check_same 'a build skips them' one "$(jq -r '[.plan[].name] | join(" ")' <<<"$out")"
super ', except: [docs, "temp*"]' >super.yaml
check_exit 0 rpmworks -c super.yaml srpm -o super-out
case $err in *warning*) fail "nothing is left to be told: $err" ;; esac
super ', only: [docs, template]' >super.yaml
check_exit 3 rpmworks -c super.yaml srpm -o none
check_contains 'no package' "$err" 'error: no package to make: no submodule has a spec'

write_spec super >super/super.spec
commit super two
check_exit 0 rpmworks srpm super --no-submodules -o without
check_contains 'without submodules' "$err" 'warning: super-1.tar.gz does not contain 3 submodules: repos/docs, repos/one, …'

# --- unavailable LFS files ------------------------------------------------------------------------------------------------
pointer() { printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 5\n' "$(sha256sum <<<"$1" | cut -d' ' -f1)"; }
git init -q -b main part
git init -q -b main large
for name in part large; do
  echo '*.bin filter=lfs' >$name/.gitattributes
  pointer $name-a >$name/a.bin
done
pointer large-b >large/b.bin
commit part one
write_spec large 'Source1: a.bin' >large/large.spec
commit large one
check_exit 3 rpmworks srpm large -o large-out
check_contains 'all at once' "$err" 'error: 2 git LFS files are not available'
check_contains 'for a source' "$err" '  a.bin ('
check_contains 'for the archive' "$err" '  b.bin ('
write_spec large >large/large.spec
git -C large submodule --quiet add "$PWD/part" part 2>/dev/null
sed -i 's|url = .*/|url = ../|' large/.gitmodules
commit large two
check_exit 3 rpmworks srpm large -o large-out
check_contains 'also for a submodule' "$err" 'error: 2 repositories have git LFS files that are not available'
check_same 'each file once' 3 "$(grep -c '^  [ab]\.bin (' <<<"$err")"

# --- long activities are reported before they end -------------------------------------------------------------------------
git init -q -b main slow
write_spec slow '%global waits %(sleep 3)' >slow/slow.spec
commit slow one
check_exit 0 rpmworks srpm slow -o slow-out
check 'reading a spec' grep -q '^reading .*/slow …$' <<<"$err"
mkdir stand-in
printf '#!/bin/sh\nsleep 3\nexec %s "$@"\n' "$(command -v git)" >stand-in/git
chmod +x stand-in/git
printf 'schema: 1\nproduct: far\npackages:\n  far: { git: "file://%s/lone" }\n' "$PWD" >far.yaml
git init -q -b main lone
write_spec far >lone/far.spec
commit lone one
PATH=$PWD/stand-in:$PATH check_exit 0 rpmworks -c far.yaml srpm -o far-out
check 'fetching a repository' grep -q "^fetching file://.*/lone …\$" <<<"$err"
check_exit 0 rpmworks -q srpm slow --no-submodules -o slow-out
check_same 'nothing with -q' '' "$err"
