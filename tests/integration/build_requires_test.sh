#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The contents of a build root: BuildConflicts, requirements known only in the root, packages that cannot be installed; and
# messages about packages that were not built.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild jq

begin() { # begin NAME: a product of its own
  mkdir "$TMP/work/$1"
  cd "$TMP/work/$1"
  printf '%s\n' 'schema: 1' "product: $1" 'packages:' >repos.yaml
}
package() { # package NAME VERSION LINE…: the lines of its spec after the preamble's first ones
  local name=$1 version=$2
  shift 2
  git_repository "repos/$name" "$name.spec=$(printf '%s\n' "Name: $name" "Version: $version" 'Release: 1' \
    "Summary: The package $name" 'License: MIT' 'BuildArch: noarch' "$@")"
  echo "  $name: { git: repos/$name }" >>repos.yaml
}
plain() { package "$1" "$2" "${@:3}" '%description' x '%files'; }
result() { echo ".rpmworks/results/hostbase/$1"; }
installed() { grep -c "^$2-" "$(result "$1")/installed_pkgs.log" || true; }

# --- BuildConflicts choose another provider ---------------------------------------------------------------------------------
begin providers
plain engine-old 1 'Provides: engine = 1'
plain engine-new 2 'Provides: engine = 2'
plain by-version 1 'BuildRequires: engine' 'BuildConflicts: engine >= 2'
plain by-name 1 'BuildRequires: engine' 'BuildConflicts: engine-old'
plain by-file 1 'BuildRequires: tool' 'BuildConflicts: /opt/tool-a/run'
for name in a b; do
  package "tool-$name" 1 'Provides: tool' '%description' x '%install' "install -d %{buildroot}/opt/tool-$name" \
    "echo >%{buildroot}/opt/tool-$name/run" '%files' "/opt/tool-$name/run"
done
check_exit 0 rpmworks build
check_same 'a version is excluded' '1 0' "$(installed by-version-1-1 engine-old) $(installed by-version-1-1 engine-new)"
check_same 'a package is excluded' '0 1' "$(installed by-name-1-1 engine-old) $(installed by-name-1-1 engine-new)"
check_same 'the owner of a file is excluded' '0 1' "$(installed by-file-1-1 tool-a) $(installed by-file-1-1 tool-b)"
# Excluded packages are not waited for either.
sed -i 's/^%files/%build\nexit 1\n%files/' repos/engine-new/engine-new.spec
git -C repos/engine-new commit -qam 'Fail'
check_exit 4 rpmworks build
check_same 'only dependants of the failed package are not built' 'by-name' "$(rpmworks build --json | jq -r '[.not_built[].name] | join(" ")')"

# --- BuildConflicts that cannot be satisfied are reported before any build --------------------------------------------------
begin conflicts
plain lib 1
plain other 1
plain needs-both 1 'BuildRequires: lib' 'BuildConflicts: lib'
plain against-base 1 'BuildConflicts: rpm-build'
check_exit 3 rpmworks build
check_contains 'the package and its conflict' "$err" 'needs-both: lib: it conflicts with lib-1-1.noarch (BuildConflicts: lib)'
check_contains 'packages of every root' "$err" '(BuildConflicts: rpm-build)'
check_contains 'they are reported as conflicts' "$err" 'BuildRequires of 2 packages cannot be installed together'
check_same 'nothing was built' '' "$(find .rpmworks/results -mindepth 1 2>/dev/null || true)"

# --- changed BuildConflicts cause a build -----------------------------------------------------------------------------------
begin changed
plain lib-a 1 'Provides: lib'
plain lib-b 1 'Provides: lib'
plain app 1 'BuildRequires: lib' 'BuildConflicts: lib-a'
check_exit 0 rpmworks build
check_same 'with one provider' '0 1' "$(installed app-1-1 lib-a) $(installed app-1-1 lib-b)"
sed -i 's/^BuildConflicts: lib-a/BuildConflicts: lib-b/' repos/app/app.spec
git -C repos/app commit -qam 'The other'
check_exit 0 rpmworks build
check_same 'with the other' '1 0' "$(installed app-1-1 lib-a) $(installed app-1-1 lib-b)"

# --- a package's macro that build-requires packages of the product ------------------------------------------------------------
begin macros
package helpers 1 '%description' x '%install' 'install -d %{buildroot}/usr/lib/rpm/macros.d' \
  "echo '%%helpers_need BuildRequires: z-first' >%{buildroot}/usr/lib/rpm/macros.d/macros.helpers" \
  "echo '%%z_need BuildRequires: z-second' >%{buildroot}/usr/lib/rpm/macros.d/macros.z" '%files' '/usr/lib/rpm/macros.d/*'
plain app 1 'BuildRequires: helpers' '%{?helpers_need}' '%{?z_need}'
plain z-first 1
plain z-second 1 'BuildRequires: z-first'
check_exit 0 rpmworks build
check_contains 'it is reported' "$err" 'the build of app asked for z-first, z-second; it is built again with that'
check_same 'both are in its root' '1 1' "$(installed app-1-1 z-first) $(installed app-1-1 z-second)"
check_exit 0 rpmworks build --json
check_same 'then nothing has changed' true "$(jq '[.builds[].cached] | all' <<<"$out")"
# Known from the last build, it is built once.
rm -rf .rpmworks/results
check_exit 0 rpmworks build --rebuild app
check_same 'it need not ask again' 0 "$(grep -c 'is built again with that' <<<"$err" || true)"
# Only the macro's package names them: if it is requested alone, the others are included.
check_exit 0 rpmworks --workspace "$TMP/work/alone" build app
check_contains 'for one package alone' "$out" 'app-1-1.noarch'

# --- %generate_buildrequires --------------------------------------------------------------------------------------------------
begin generators
package asks 1 '%description' x '%prep' '%generate_buildrequires' 'echo "setup.cfg line 7 says so" >&2' "echo 'nobody-has-this >= 3'" '%files'
plain fine 1
check_exit 3 rpmworks build -o out
check_contains 'the generator is named' "$err" \
  'building asks-1-1.src failed: its %generate_buildrequires asks for nobody-has-this >= 3'
check_contains 'the log is named' "$err" 'asks-1-1/build.log'
check 'the log is kept' grep -q 'setup.cfg line 7' "$(result asks-1-1)/build.log"
check 'and copied' grep -q 'setup.cfg line 7' out/asks-1-1/build.log
check_same 'its failure is recorded' 'dependencies 3 %generate_buildrequires' \
  "$(jq -r '"\(.class) \(.code) \(.phase)"' "$(result asks-1-1)/failure.json")"
check_contains 'other packages are built' "$out" 'fine-1-1.noarch'
# A generator asks for a package of another generator, and for one of its dependants.
begin generators-beside
package a-asks 1 '%description' x '%prep' '%generate_buildrequires' 'echo b-beside' 'echo c-behind' '%files'
package b-beside 1 '%description' x '%prep' '%generate_buildrequires' 'echo bash' '%files'
plain c-behind 1 'BuildRequires: b-beside'
check_exit 0 rpmworks build
check_contains 'it is reported' "$err" 'the build of a-asks asked for b-beside, c-behind; it is built again with that'
check_same 'both are in its root' '1 1' "$(installed a-asks-1-1 b-beside) $(installed a-asks-1-1 c-behind)"
check_exit 0 rpmworks build --json
check_same 'then nothing has changed' true "$(jq '[.builds[].cached] | all' <<<"$out")"
# A requirement from a macro of the root.
begin macros-in-vain
package helpers 1 '%description' x '%install' 'install -d %{buildroot}/usr/lib/rpm/macros.d' \
  "echo '%%helpers_need BuildRequires: nobody-has-this' >%{buildroot}/usr/lib/rpm/macros.d/macros.helpers" '%files' '/usr/lib/rpm/macros.d/*'
plain app 1 'BuildRequires: helpers' '%{?helpers_need}'
check_exit 3 rpmworks build
check_contains 'the message is about the spec in the root' "$err" \
  'its spec, parsed in the build root, build-requires nobody-has-this'
check 'its log is kept' test -s "$(result app-1-1)/build.log"

# --- packages that do not install ---------------------------------------------------------------------------------------------
begin installing
for name in one two; do
  package "$name" 1 '%description' x '%install' 'install -d %{buildroot}/usr/share/both' "echo $name >%{buildroot}/usr/share/both/file" \
    '%files' '/usr/share/both'
done
plain-with() { package "$1" 1 '%description' x "${@:2}" '%files'; }
plain-with says-no '%pre' 'echo starting' 'echo "no room for me" >&2' 'exit 3'
plain-with says-nothing '%pre' 'exit 1'
package lua-no 1 '%description' x '%pretrans -p <lua>' 'error("not on this day")' '%files'
plain needs-both 1 'BuildRequires: one two'
plain needs-no 1 'BuildRequires: says-no'
plain needs-nothing 1 'BuildRequires: says-nothing'
plain needs-lua 1 'BuildRequires: lua-no'
check_exit 4 rpmworks build
cause() { jq -r .cause "$(result "$1-1-1")/failure.json"; }
check_contains 'a file in two packages' "$(cause needs-both)" 'the file /usr/share/both/file is in both '
check_contains 'both packages' "$(cause needs-both)" 'one-1-1.noarch'
check_contains 'both packages' "$(cause needs-both)" 'two-1-1.noarch'
check_same 'the last output of a scriptlet' \
  'installing BuildRequires failed: %pre of says-no-1-1.noarch failed (exit status 3): no room for me' "$(cause needs-no)"
check_same 'a scriptlet without output' 'installing BuildRequires failed: %pre of says-nothing-1-1.noarch failed (exit status 1)' \
  "$(cause needs-nothing)"
check_contains '%pretrans' "$(cause needs-lua)" '%pretrans of lua-no-1-1.noarch failed'
for name in needs-both needs-no needs-nothing needs-lua; do
  check "the log of $name" test -s "$(result "$name-1-1")/root.log"
  check_contains 'the causes are reported' "$err" "$(cause "$name")"
  check_same 'the class and the code' 'dependencies 4 BuildRequires root.log' \
    "$(jq -r '"\(.class) \(.code) \(.phase) \(.log)"' "$(result "$name-1-1")/failure.json")"
done

# --- messages about packages that were not built --------------------------------------------------------------------------------
begin reasons
package scripts 1 '%description' x '%install' 'install -d %{buildroot}/usr/bin' \
  "printf '#!/usr/bin/nobody-has-this\n' >%{buildroot}/usr/bin/script; chmod 755 %{buildroot}/usr/bin/script" '%files' /usr/bin/script
plain user 1 'BuildRequires: scripts'
package unrelated 1 '%description' x '%build' 'exit 1' '%files'
plain behind 1 'BuildRequires: unrelated'
check_exit 4 rpmworks build --json
check_same 'only its dependency is blamed' 'behind unrelated' \
  "$(jq -r '.not_built[] | "\(.name) \(.waits_for | join(","))"' <<<"$out")"
check_contains 'the missing requirement is named' "$(jq -r '.failed[] | select(.name == "user") | .error.notes[]' <<<"$out")" \
  '/usr/bin/nobody-has-this needed by scripts-1-1.noarch'
