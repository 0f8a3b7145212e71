#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A target whose rpm has another database format than this machine's: roots of Debian 11, the last release whose rpm uses Berkeley
# DB, like EL6 and EL7.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild jq apt-get file

# --- a base repository of that release, made like this machine's --------------------------------------------------------
# It is kept between runs. apt has its own state there, and uses this machine's mirror.
old=$RPMWORKS_CACHE/old-rpm
mkdir -p "$old"/apt/{state/lists/partial,cache/archives/partial}
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CREATED_BY)' | sed -n 's/ Packages$//p' | grep -v security | head -1)
keys=/usr/share/keyrings/debian-archive-keyring.gpg
if [ -z "$mirror" ] || [ ! -e "$keys" ]; then skip 'apt has no mirror of Debian'; fi
echo "deb [signed-by=$keys] $mirror bullseye main" >"$old/apt/sources.list"
: >"$old/apt/state/status"
printf '%s;\n' "Dir::Etc::sourcelist \"$old/apt/sources.list\"" 'Dir::Etc::sourceparts "/dev/null"' "Dir::State \"$old/apt/state\"" \
  "Dir::State::status \"$old/apt/state/status\"" "Dir::Cache \"$old/apt/cache\"" 'APT::Sandbox::User "root"' >"$old/apt/apt.conf"
as_of_then() { APT_CONFIG=$old/apt/apt.conf timeout 1000 "$@"; }
if [ ! -e "$old/hostbase/repodata/repomd.xml" ]; then
  run as_of_then apt-get -qq update
  [ "$code" = 0 ] || skip "Debian 11 is not available: $err"
  run as_of_then rpmworks-hostbase --output "$old/hostbase"
  [ "$code" = 0 ] || skip "a base repository of Debian 11 cannot be made: $err"
fi

# --- a root of it, a layer, a build --------------------------------------------------------------------------------------
RPMWORKS_CACHE=$TMP/cache
srpm older 'BuildRequires: m4' '%description' x '%prep' '%setup -q -c -T' \
  '%build' 'rpm --version' 'rpm -q m4' 'printf "int main(void) { return 0; }\n" >main.c' 'gcc -g -O2 -o older main.c' \
  '%install' 'install -D older %{buildroot}%{_bindir}/older' '%files' '%{_bindir}/older'
srpm needs-older 'BuildRequires: older' '%description' x '%build' 'older' '%files'
printf '%s\n' 'schema: 1' 'product: p' "keys: { old: { public: $old/hostbase/RPM-GPG-KEY-hostbase } }" \
  "upstreams: { old: { baseurl: $old/hostbase, trust: [old] } }" 'targets:' \
  '  t: { arch: x86_64, buildroot: { repos: [old], install: [bash, coreutils, diffutils, file, findutils, gcc, grep, gzip,' \
  '       libc6-dev, make, mawk, patch, sed, tar, util-linux, xz-utils] } }' 'packages:' \
  '  older: { srpm: older-1.0-1.src.rpm }' '  needs-older: { srpm: needs-older-1.0-1.src.rpm }' >repos.yaml
check_exit 0 rpmworks --json build
folder=.rpmworks/results/t/older-1.0-1
check_contains "the target's own rpm is used there" "$(cat $folder/build.log)" 'RPM version 4.16'
check 'it finds the packages that the layer added' grep -q '^m4-' $folder/build.log
for name in older needs-older; do
  check_same "$name: the chosen packages are installed" "$(jq -r '.packages[].nevra' .rpmworks/results/t/$name-1.0-1/buildroot.json | sort)" \
    "$(cut -d' ' -f1 .rpmworks/results/t/$name-1.0-1/installed_pkgs.log | sort)"
done
check_same 'its lines have time, size and digest' '' \
  "$(grep -vE '^[^ ]+ [0-9]+ [0-9]+ [0-9a-f]{32} installed$' $folder/installed_pkgs.log || true)"

# --- the database has the target's format, and never had another ------------------------------------------------------------
packages=$(find "$RPMWORKS_CACHE/roots" -path '*/.rpmdb/Packages')
check_same 'the base root and each layer have one' 3 "$(wc -l <<<"$packages")"
for one in $packages; do check_contains 'it is Berkeley DB' "$(file -b "$one")" 'Berkeley DB'; done
check_same "none of this machine's format, not even temporarily" '' \
  "$(find "$RPMWORKS_CACHE/roots" \( -name 'rpmdb.sqlite*' -o -name .unpacked \) ! -path '*/root/usr/*')"

# --- the same bytes again ---------------------------------------------------------------------------------------------------
check_exit 0 rpmworks --json build --check --rebuild older older
check_same 'both builds are the same' true "$(jq '.builds[0].reproducible' <<<"$out")"
no_traces
