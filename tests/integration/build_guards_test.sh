#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Only declared packages are accepted from a build: attacks by builds that add other packages to their results, and packages whose
# names, versions or files do not match the source package.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild jq

printf '%s\n' 'schema: 1' 'product: guards' 'packages:' >repos.yaml
package() { # package NAME LINE…: the lines after the common start of every spec
  local name=$1
  shift
  git_repository "repos/$name" "$name.spec=$(printf '%s\n' "Name: $name" 'Version: 1' 'Release: 1' \
    "Summary: The package $name" 'License: MIT' 'BuildArch: noarch' "$@")"
  echo "  $name: { git: repos/$name }" >>repos.yaml
}
# inner NAME VERSION [SUBPACKAGE]: lines of %install that build another package and leave it in /tmp/made
inner() {
  printf '%s\n' "printf '%%s\\n' 'Name: $1' 'Version: $2' 'Release: 1' 'Summary: x' 'License: MIT' 'BuildArch: noarch' '%%description' x \\"
  if [ $# -gt 2 ]; then
    printf '%s\n' "  '%%package -n $3' 'Summary: x' '%%description -n $3' x '%%files -n $3' >inner.spec"
  else
    printf '%s\n' "  '%%files' >inner.spec"
  fi
  printf '%s\n' 'rpmbuild -ba --define "_topdir $PWD/inner" inner.spec' 'mkdir -p /tmp/made' \
    'find inner -name "*.rpm" -exec cp {} /tmp/made/ \;'
}
attack() { # attack NAME LINE…: a package that does this in %install
  package "$1" '%description' x '%install' "${@:2}" '%files'
}
take='mkdir -p %{_rpmdir}/noarch; cp /tmp/made'

attack strange-package "$(inner bash 99)" "$take/bash-99-1.noarch.rpm %{_rpmdir}/noarch/"
attack strange-source "$(inner bash 99)" "$take/bash-99-1.src.rpm %{_rpmdir}/noarch/"
attack other-folder "$(inner bash 99)" 'cp /tmp/made/bash-99-1.noarch.rpm %{_rpmdir}/'
attack same-source "$(inner same-source 1 bash)" "$take/bash-1-1.noarch.rpm %{_rpmdir}/noarch/"
attack other-version "$(inner other-version 2)" "$take/other-version-2-1.noarch.rpm %{_rpmdir}/noarch/"
attack strange-symbols "$(inner strange-symbols 1 bash-debuginfo)" "$take/bash-debuginfo-1-1.noarch.rpm %{_rpmdir}/noarch/"
attack other-file "$(inner other-file 1)" "$take/other-file-1-1.noarch.rpm %{_rpmdir}/noarch/bash-99-1.noarch.rpm"
package honest '%description' x '%files' '%package more' 'Summary: x' '%description more' x '%files more'
check_exit 4 rpmworks --json build
check_same 'only the expected packages are accepted' 'honest-1-1.noarch.rpm honest-more-1-1.noarch.rpm' \
  "$(jq -r '[.builds[].packages[].file] | sort | join(" ")' <<<"$out")"
failure() { jq -r --arg name "$1" '.failed[] | select(.name == $name) | .error.message' <<<"$out"; }
check_same 'a package from another source' \
  'the build made bash-99-1.noarch from bash-99-1.src.rpm instead of its source package strange-package-1-1.src.rpm' \
  "$(failure strange-package)"
check_same 'a source package' 'the build made the source package bash-99-1.src' "$(failure strange-source)"
check_contains 'in the folder itself' "$(failure other-folder)" 'the build made bash-99-1.noarch from bash-99-1.src.rpm'
check_same 'one that claims this source package' \
  'building same-source-1-1.src made bash-1-1.noarch, which its spec does not declare' "$(failure same-source)"
check_contains 'its own package in another version' "$(failure other-version)" \
  'the build made other-version-2-1.noarch from other-version-2-1.src.rpm instead of its source package other-version-1-1.src.rpm'
check_same 'symbols of another package' \
  'building strange-symbols-1-1.src made bash-debuginfo-1-1.noarch, which its spec does not declare' "$(failure strange-symbols)"
check_same 'another file name' 'the build made the package other-file-1-1.noarch in the file bash-99-1.noarch.rpm' \
  "$(failure other-file)"
check_same 'none of them is stored' '' "$(find .rpmworks/results -name 'bash*')"
check 'except their logs' test -s .rpmworks/results/hostbase/same-source-1-1/build.log

# --- specs that depend on macros of the root ----------------------------------------------------------------------------------
mkdir macros
cd macros
printf '%s\n' 'schema: 1' 'product: macros' 'packages:' >repos.yaml
package rules '%description' x '%install' 'install -d %{buildroot}/usr/lib/rpm/macros.d' \
  "printf '%%s\\n' '%%own_flavour 3' '%%own_version 7' >%{buildroot}/usr/lib/rpm/macros.d/macros.rules" '%files' '/usr/lib/rpm/macros.d/*'
package named 'BuildRequires: rules' '%description' x '%package -n lib%{?own_flavour}-x' 'Summary: x' \
  '%description -n lib%{?own_flavour}-x' x '%files -n lib%{?own_flavour}-x'
package versioned 'BuildRequires: rules' '%description' x '%package plugin' 'Summary: x' 'Version: %{?own_version}%{!?own_version:1}' \
  '%description plugin' x '%files plugin'
check_exit 0 rpmworks build
check_contains 'a name known only in the root' "$out" 'lib3-x-1-1.noarch'
check_contains 'a version known only in the root' "$out" 'versioned-plugin-7-1.noarch'
# For the package itself, this means another source package.
sed -i 's/^Version: 1$/Version: %{?own_version}%{!?own_version:1}/' repos/named/named.spec
git -C repos/named commit -qam 'Version'
check_exit 4 rpmworks build
check_contains 'a version that differs from the source package' "$err" 'instead of its source package named-1-1.src.rpm'
check_contains 'with a hint' "$err" 'write the value into the spec'
# For a given source package this is not an error: it is built again with another release.
git -C repos/named revert --no-edit HEAD >/dev/null
check_exit 0 rpmworks build

# --- stored results ------------------------------------------------------------------------------------------------------------
mkdir ../again
cd ../again
printf '%s\n' 'schema: 1' 'product: again' 'packages:' >repos.yaml
package one '%description' x '%files'
package two '%description' x '%files'
check_exit 0 rpmworks build
two=$(grep -rl two-1-1.noarch.rpm .rpmworks/store/records/build | head -1)
check 'the record exists' test -n "$two"
grep -rl one-1-1.noarch.rpm .rpmworks/store/records/build | while read -r record; do
  jq -c --slurpfile other "$two" '.packages = $other[0].packages' "$record" >record.json
  cat record.json >"$record"
done
check_exit 0 rpmworks --json build
check_same 'packages of another build are not accepted as the result' 'one-1-1.noarch.rpm false
two-1-1.noarch.rpm true' "$(jq -r '.builds[] | "\(.packages[].file) \(.cached)"' <<<"$out")"

# --- a run in a process namespace whose first process belongs to a group outside of it ------------------------------------------
if [ "$(id -u)" = 0 ] && unshare --pid --fork --mount-proc true 2>/dev/null; then
  package honest '%description' x '%files'
  check_exit 0 rpmworks build honest
  check_exit 0 unshare --pid --fork --mount-proc rpmworks build honest --force
  check_contains 'it is built again' "$out" 'honest-1-1.noarch'
fi
