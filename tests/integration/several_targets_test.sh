#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A release for several targets: each package is built for each target that wants it, and all are composed into one release.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; specs have macros of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/vendor.sh"
need dnf rpm rpmbuild rpmsign gpg createrepo_c jq python3

"$RPMWORKS_SOURCE/examples/make-key" gnupg >/dev/null 2>&1
# noarch NAME LINE…: a repository with a noarch spec with these lines before %description
noarch() {
  local name=$1
  shift
  git_repository "repos/$name" "$name.spec=$(printf '%s\n' "Name: $name" 'Version: 1.0' 'Release: 1%{?dist}' \
    "Summary: The package $name" 'License: MIT' 'BuildArch: noarch' "$@" '%description' x '%prep' '%build' \
    "%{?broken_$name:exit 1}" '%install' "install -d %{buildroot}/usr/share/$name" \
    "echo built for %{?dist} >%{buildroot}/usr/share/$name/dist" '%files' "/usr/share/$name")"
}
# change NAME COMMAND: a sed command on its spec, committed
change() {
  sed -i "$2" "repos/$1/$1.spec"
  git -C "repos/$1" commit -qam "Change $1"
}
noarch lib
noarch app 'BuildRequires: lib' 'Requires: lib'
noarch extra
targets='
  el8: { dist: .el8, client: el7, buildroot: { repos: [hostbase] } }
  el9: { dist: .el9, buildroot: { repos: [hostbase], macros: { flavour: nine } } }'
packages='
  lib: { git: repos/lib }
  app: { git: repos/app }
  extra: { git: repos/extra, targets: [el9], section: el9/more }'
sections='
    el8/packages: { from: builds, target: el8, sign: k }
    el9/packages: { from: builds, target: el9, sign: k }
    el9/more: { from: builds, target: el9, sign: k }
    el8/sources: { from: srpms, of: el8/packages, sign: k }
    el9/sources: { from: srpms, target: el9, sign: k }'
# config [KEY-OF-RELEASE…]: writes repos.yaml
config() {
  printf '%s\n' 'schema: 1' 'product: twin' 'keys:' '  k: { homedir: gnupg }' "targets:$targets" "packages:$packages" 'release:' \
    "${@/#/  }" "  sections:$sections" >repos.yaml
}
config

# --- the plan ------------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks release 1.0.0 --plan
check_contains 'each line has the target' "$out" 'package  target  source'
check_contains 'a package for one' "$out" 'app      el8     app-1.0-1.el8.src'
check_contains 'and for the other' "$out" 'app      el9     app-1.0-1.el9.src'
check_contains 'and how many' "$out" '5 to build, 0 perhaps, 0 unchanged'
check_exit 0 rpmworks --json release 1.0.0 --plan
check_same 'as JSON' 'el8,el9 el8:app,el8:lib,el9:app,el9:extra,el9:lib' \
  "$(jq -r '"\(.targets | join(",")) \([.plan[] | "\(.target):\(.name)"] | sort | join(","))"' <<<"$out")"
check_exit 0 rpmworks release 1.0.0 --plan=dot
check_contains 'as a graph' "$out" '"el9/lib" -> "el9/app";'
check_exit 0 rpmworks check
check_contains 'check accepts it' "$out" 'release sections: contain every package'

# --- the release -----------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks release 1.0.0 --report report.xml
check_contains 'the headline' "$out" 'release 1.0.0 of twin for el8, el9: 5 built, 0 unchanged'
check_contains 'each build has its target' "$out" 'app-1.0-1.el9.src.rpm    el9     app-1.0-1.el9.noarch'
xml() { python3 -c 'import sys, xml.etree.ElementTree as xml; root = xml.parse("report.xml").getroot(); print(eval(sys.argv[1]))' "$1"; }
check_same 'a test suite for each target, and one for the gates' 'el8 2 el9 3 gates' \
  "$(xml "' '.join(s.get('name') + ' ' + s.get('tests') for s in root)" | sed 's/gates .*/gates/')"
check_same 'and their sum' "$(xml "str(sum(int(s.get('tests')) for s in root))")" "$(xml "root.get('tests')")"
check_exit 0 rpmworks report --build -o page.html
check_contains 'the timeline has both targets' "$(cat page.html)" 'app for el8'
check_contains 'one after the other' "$(cat page.html)" 'app for el9'
release=$PWD/releases/1.0.0
check_same 'the packages' 'el8/packages/app-1.0-1.el8.noarch.rpm
el8/packages/lib-1.0-1.el8.noarch.rpm
el8/sources/app-1.0-1.el8.src.rpm
el8/sources/lib-1.0-1.el8.src.rpm
el9/more/extra-1.0-1.el9.noarch.rpm
el9/packages/app-1.0-1.el9.noarch.rpm
el9/packages/lib-1.0-1.el9.noarch.rpm
el9/sources/app-1.0-1.el9.src.rpm
el9/sources/extra-1.0-1.el9.src.rpm
el9/sources/lib-1.0-1.el9.src.rpm' "$(cd "$release" && find . -name '*.rpm' -printf '%P\n' | sort)"
check_same 'the targets of the sections' 'el8 el7 el9 modern' \
  "$(jq -r '[.sections[] | "\(.target) \(.client)"] | unique | join(" ")' "$release/manifest.json")"
check_same 'the clients of el8 get databases' 'el8/packages el8/sources' \
  "$(cd "$release" && grep -l primary_db ./*/*/repodata/repomd.xml | sed 's|^./\(.*\)/repodata.*|\1|' | sort | xargs)"
check_exit 0 rpmworks verify 1.0.0
check 'each target has its own file for clients' test ! -e "$release/twin.repo"
check_same 'with its sections' '[twin-el8-packages][twin-el8-sources]' "$(grep '^\[' "$release/twin-el8.repo" | tr -d '\n')"
check_same 'and with the others' '[twin-el9-packages][twin-el9-more][twin-el9-sources]' "$(grep '^\[' "$release/twin-el9.repo" | tr -d '\n')"
for target in el8 el9; do
  mkdir "$TMP/repos-$target"
  sed "s|file:///srv/twin/1.0.0|file://$release|" "$release/twin-$target.repo" >"$TMP/repos-$target/twin.repo"
  check "dnf installs for $target" dnf -q -y --noplugins --installroot="$TMP/root-$target" --releasever=12 \
    --setopt=reposdir="$TMP/repos-$target" --setopt=install_weak_deps=False --setopt=cachedir="$TMP/dnf-cache-$target" \
    --setopt=persistdir="$TMP/dnf-state-$target" --setopt=logdir="$TMP" install app
  check_same "the packages of $target" ".$target" "$(rpm --root "$TMP/root-$target" -q --qf '%{RELEASE}' lib | sed 's/^1//')"
  check_same 'and what was built for it' "built for .$target" "$(cat "$TMP/root-$target/usr/share/app/dist")"
done

# --- nothing changed -------------------------------------------------------------------------------------------------------
before=$(find releases -printf '%p %i %T@\n' | sort)
check_exit 0 rpmworks --json release 1.0.0
check_same 'nothing was made' 'true el8,el9 el8 el8 el9 el9 el9' \
  "$(jq -r '"\(.unchanged) \(.targets | join(",")) \([.builds[].target] | join(" "))"' <<<"$out")"
check_same 'a second run changes nothing' "$before" "$(find releases -printf '%p %i %T@\n' | sort)"
sed -i 's/flavour: nine/flavour: 9/' repos.yaml
check_exit 0 rpmworks release 1.0.1 --plan
check_same 'a change of one target is not one of the other' 2 "$(grep -c ' el8 .* unchanged' <<<"$out")"

check_exit 0 rpmworks why lib
check_contains 'why answers for each target' "$out" 'lib-1.0-1.el8.src for el8 is up to date'
check_contains 'and names what changed' "$out" 'lib-1.0-1.el9.src for el9 would be built'
check_exit 0 rpmworks --json why lib
check_same 'as JSON' 'el8 unchanged el9 build' "$(jq -r '[.targets[] | "\(.target) \(.state)"] | join(" ")' <<<"$out")"
check_exit 0 rpmworks --json why extra
check_same 'a package for one target' 'extra build' "$(jq -r '"\(.name) \(.state)"' <<<"$out")"

# --- one of the targets ------------------------------------------------------------------------------------------------------
config
refused 3 rpmworks release 1.0.2 --target el9 -- 'the section el8/packages is for the target el8, but this release is made for el9' \
  'without --target'
check_exit 2 rpmworks release 1.0.2 --target el7
config 'targets: [el9]'
refused 3 rpmworks release 1.0.2 -- "the target 'el8' is not in \`release.targets\`"
all_sections=$sections
sections=$'\n'$(grep el9 <<<"$sections")
config 'targets: [el9]'
check_exit 0 rpmworks compose 1.0.2
check_contains 'a release for one of them' "$out" 'release 1.0.2 of twin for el9, not published: 0 built, 3 unchanged'
check 'it has the usual file for clients' test -s releases/1.0.2/twin.repo
check_exit 2 rpmworks compose 1.0.3 --target el8
check_contains 'which is not for the other' "$err" "the target 'el8' is not in \`release.targets\`"

# Sections without a target: each release is for one target.
sections='
    packages: { from: builds, sign: k }
    sources: { from: srpms, sign: k }'
packages_of_all=$packages
packages=$(grep -v extra <<<"$packages")
config
refused 3 rpmworks compose 1.0.4 -- 'the section packages does not say which target it is for' '--target el8'
check_exit 0 rpmworks check
check_contains 'check says so' "$out" 'no section has a `target`, so each release is for one target, selected with --target: el8, el9'
check_exit 0 rpmworks compose 1.0.4 --target el8
check_contains 'a release for one target' "$err" 'this release is made only for el8, not for el9'
check_same 'it has only its packages' 'app-1.0-1.el8.noarch.rpm lib-1.0-1.el8.noarch.rpm' "$(cd releases/1.0.4/packages && echo *.rpm)"
packages=$packages_of_all
sections=$all_sections

# --- problems of one target ---------------------------------------------------------------------------------------------------
# The plans for all targets are made before the first build.
change lib 's/^%description/%if "%{?flavour}" == "nine"\nBuildRequires: nobody-has-this\n%endif\n&/'
config
results() { find .rpmworks/results -name '*.rpm' | sort | xargs sha256sum; }
before=$(results)
check_exit 3 rpmworks release 1.1.0 --report report.xml
check_contains 'it says for which target' "$err" 'el9'
check_contains 'what is missing' "$err" 'nobody-has-this'
check_same 'nothing was built for the other' "$before" "$(results)"
check_same 'the report has it' 'el8, el9 1' "$(xml "root[0].get('name') + ' ' + root[0].get('errors')")"

# A failure does not stop the builds for the other target.
change lib '/nobody-has-this/d'
sed -i 's/flavour: nine/flavour: nine, broken_lib: 1/' repos.yaml
check_exit 4 rpmworks release 1.1.0 --report report.xml
check_contains 'the table names the target' "$out" 'lib      el9     failed in %build'
check_contains 'what was not built' "$err" 'app for el9 was not built: it needs lib, which failed'
check_contains 'the other target is built' "$out" 'lib      el8     lib-1.0-1.el8.noarch'
check_same 'failures and skipped' '0 0 1 1' "$(xml "' '.join(s.get(k) for s in root for k in ('failures', 'skipped'))")"
check_exit 4 rpmworks --json release 1.1.0
check_same 'as JSON' 'el9 el9' "$(jq -r '"\(.failed[0].target) \(.not_built[0].target)"' <<<"$out")"
# With --fail-fast nothing starts for later targets.
sed -i 's/repos: \[hostbase\] } }$/repos: [hostbase], macros: { broken_lib: 1 } } }/' repos.yaml
check_exit 4 rpmworks release 1.1.0 --fail-fast --json
check_same 'the other target was not built' 'el8 el9 el9 el9' \
  "$(jq -r '[.failed[].target, (.not_built[] | select(.waits_for == []) | .target)] | join(" ")' <<<"$out")"

# --- what is told ---------------------------------------------------------------------------------------------------------------
packages=$(grep -v extra <<<"$packages")
gone='waivers: [{ gate: upgrade, finding: extra.noarch removed, reason: a test, owner: ann, expires: 2999-12-31 }]'
config "$gone"
sed -i 's/^keys:/&\n  spare: { homedir: gnupg }/; s/^targets:/upstreams: { old: { baseurl: gone, trust: [hostbase] } }\n&/' repos.yaml
check_exit 0 rpmworks compose 1.2.0
check_contains 'a key that nothing uses' "$err" "repos.yaml:4:3: nothing uses the key 'spare'"
check_contains 'an upstream likewise' "$err" "nothing uses the upstream 'old'"
check_contains 'an empty section' "$err" 'the section el9/more is empty: no package goes to it'
check_exit 0 rpmworks verify 1.2.0

# --- packages of an upstream, for one target and for two architectures ----------------------------------------------------------
vendor_key epel
# A package for two architectures, as in repositories for multilib.
for arch in x86_64 i686; do
  printf '%s\n' 'Name: both' 'Version: 1.0' 'Release: 1' 'Summary: x' 'License: MIT' '%description' x '%files' >both.spec
  SOURCE_DATE_EPOCH=1600000000 rpmbuild -bb --quiet --target $arch --define "_topdir $TMP/both" --define 'debug_package %{nil}' both.spec >/dev/null 2>&1
done
mkdir "$TMP/epel"
mv "$TMP"/both/RPMS/*/both-1.0-1.*.rpm "$TMP/epel/"
vendor_sign epel "$TMP"/epel/*.rpm
vendor_index "$TMP/epel" 1
change app 's/^%description/%if "%{?flavour}" == "nine"\nRequires: both(x86-64)\n%endif\n&/'
sections=$(grep -v more <<<"$sections")'
    el9/deps: { from: upstream, upstream: epel, target: el9 }'
config 'base: [hostbase]' "$gone"
sed -i "s|^keys:|&\n  epel: { public: $TMP/vendors/epel.asc }|; s|^targets:|upstreams: { epel: { baseurl: $TMP/epel, trust: [epel] } }\n&|" repos.yaml
locked() { sed -n 's/.*target: \([^,]*\), section: \([^,]*\), name: \([^,]*\),.*arch: \([^,]*\),.*/\1 \2 \3 \4/p' repos.lock | sort; }
check_exit 0 rpmworks release 2.0.0
check_same 'only what the clients of el9 need is locked, for their architecture' 'el9 el9/deps both x86_64' "$(locked)"
check 'and in the release' test -s releases/2.0.0/el9/deps/both-1.0-1.x86_64.rpm
check_contains 'for these clients' "$(cat releases/2.0.0/twin-el9.repo)" '[twin-el9-deps]'
check_same 'not for the others' 0 "$(grep -c deps releases/2.0.0/twin-el8.repo)"
sed -i 's|upstream: epel, target: el9 }|upstream: epel, target: el9, packages: [both-1.0-1.i686] }|' repos.yaml
check_exit 0 rpmworks release 2.0.1
check_same 'a lock entry is for one architecture' 'el9 el9/deps both i686
el9 el9/deps both x86_64' "$(locked)"
check_same 'both are in the release' 'both-1.0-1.i686.rpm both-1.0-1.x86_64.rpm' "$(cd releases/2.0.1/el9/deps && echo *.rpm)"
check_exit 0 rpmworks verify 2.0.1
check_exit 0 rpmworks lock --check
no_traces
