#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A name that only a build reveals (pkgconfig(x)): the first time the package waits for all others, later only for the package
# that provided the name, in an earlier build or in a release.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild jq gpg

# package NAME LINE…: a repository whose spec has these lines
package() {
  git_repository "repos/$1" "$1.spec=$(printf '%s\n' "Name: $1" 'Version: 1.0' 'Release: 1' "Summary: The package $1" \
    'License: MIT' '%global debug_package %{nil}' "${@:2}")"
}
slow() { package "$1" 'BuildArch: noarch' 'Provides: %{name}-rest' '%description' x '%build' 'sleep 8' '%files'; }

package early 'BuildRequires: gcc, pkg-config' '%description' x '%package devel' 'Summary: To build with it' \
  'Requires: early = %{version}-%{release}' '%description devel' x '%build' 'echo "int early(void) { return 7; }" >early.c' \
  'gcc -shared -fPIC -Wl,-soname,libearly.so.1 -o libearly.so.1 early.c' '%install' \
  'install -D -t %{buildroot}%{_libdir} libearly.so.1' 'ln -s libearly.so.1 %{buildroot}%{_libdir}/libearly.so' \
  'mkdir -p %{buildroot}%{_libdir}/pkgconfig' \
  "printf '%%s\\n' 'Name: early' 'Description: x' 'Version: 1.0' 'Libs: -learly' >%{buildroot}%{_libdir}/pkgconfig/early.pc" \
  '%files' '%{_libdir}/libearly.so.1' '%files devel' '%{_libdir}/libearly.so' '%{_libdir}/pkgconfig/early.pc'
package late 'BuildRequires: gcc, pkg-config, pkgconfig(early) >= 1' '%description' x '%build' \
  'echo "int early(void); int main(void) { return early(); }" >late.c' \
  'gcc -o late late.c $(pkg-config --libs early)' '%install' 'install -D -t %{buildroot}/usr/bin late' '%files' /usr/bin/late
slow slow1
slow slow2
"$RPMWORKS_SOURCE/examples/make-key" gnupg >/dev/null 2>&1
cat >repos.yaml <<'YAML'
schema: 1
product: names
keys: { k: { homedir: gnupg } }
packages:
  early: { git: repos/early }
  late: { git: repos/late }
  slow1: { git: repos/slow1 }
  slow2: { git: repos/slow2 }
release: { sections: { packages: { from: builds, sign: k }, sources: { from: srpms, sign: k } } }
YAML

# at NAME begin|end: the time in the last run
at() { jq -r --arg name "$1" ".jobs[] | select(.name == \$name) | .$2" .rpmworks/last-run.json; }
before() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a <= b) }'; }
of_late() { jq -r ".plan[] | select(.name == \"late\") | .$1 | join(\" \")" <<<"$out"; }

# --- the first time, the provider is unknown ------------------------------------------------------------------------------
check_exit 0 rpmworks build --plan --json
check_same 'the provider is unknown' 'early slow1 slow2|' "$(of_late needs)|$(of_late learnt)"
check_exit 0 rpmworks -j 3 build
for name in early slow1 slow2; do
  check "late waits for $name" before "$(at "$name" end)" "$(at late begin)"
done

# --- then it is known -------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks -v build --plan
check_contains 'it is reported' "$err" 'late waits for pkgconfig(early): early provided it when it was last built'
check_contains 'nothing is left to build' "$out" '0 to build, 0 perhaps, 4 unchanged'
check_exit 0 rpmworks build --plan --json
check_same 'the provider' 'early|pkgconfig(early): early provided it when it was last built' "$(of_late needs)|$(of_late learnt)"
check_exit 0 rpmworks -j 3 build --no-cache
for name in slow1 slow2; do
  check "late starts before $name ends" before "$(at late begin)" "$(at "$name" end)"
done
check 'but not before its dependencies' before "$(at early end)" "$(at late begin)"

for name in early late slow1 slow2; do git -C "repos/$name" tag before; done
sed -i 's/sleep 8/sleep 7/' repos/slow1/slow1.spec
git -C repos/slow1 commit -qam 'Be faster'
check_exit 0 rpmworks build --changed-since before --dependants --plan --json
check_same 'a package without the name has no dependants' slow1 "$(jq -r '[.plan[].name] | join(" ")' <<<"$out")"
sed -i 's/return 7/return 8/' repos/early/early.spec
git -C repos/early commit -qam 'Return more'
check_exit 0 rpmworks build --changed-since before --dependants --plan --json early late slow2
check_same 'the provider has' 'early late' "$(jq -r '[.plan[].name] | join(" ")' <<<"$out")"
check_exit 0 rpmworks -j 3 build --json late
check_same 'only these two are built' 'early late' "$(jq -r '[.builds[].name] | join(" ")' <<<"$out")"

# --- from a release, where nothing was built -------------------------------------------------------------------------------
check_exit 0 rpmworks -j 3 release 1.0.1
check_exit 0 rpmworks --workspace elsewhere build --plan --json
check_same 'without it the provider is unknown' 'early slow1 slow2|' "$(of_late needs)|$(of_late learnt)"
cp -a releases elsewhere/
check_exit 0 rpmworks --workspace elsewhere -v build --plan
check_contains 'the release names it' "$err" 'late waits for pkgconfig(early): early provided it in release 1.0.1'
check_exit 0 rpmworks --workspace elsewhere build --plan --json late
check_same 'so that the others can be skipped' 'early late' "$(jq -r '[.plan[].name] | join(" ")' <<<"$out")"
find elsewhere/releases -name 'early-devel*' -delete
check_exit 0 rpmworks --workspace elsewhere -v build --plan --json
check_contains 'a damaged release is ignored' "$err" 'cannot read what the packages of release 1.0.1 provide'

# --- a name that nobody provides any more -------------------------------------------------------------------------------------
sed -i -e '/pkgconfig/d' -e 's/^BuildRequires: gcc.*/BuildRequires: gcc/' repos/early/early.spec
sed -i '2i BuildRequires: gcc' repos/early/early.spec
git -C repos/early commit -qam 'Leave it out'
check_exit 3 rpmworks build late
check_contains 'the earlier provider is named' "$err" 'late: pkgconfig(early) >= 1; early provided it when it was last built'
