#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `build --check`: two builds in different environments are compared, also with earlier results; and the buildroot listing of each
# result.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild jq

# --- equal results ------------------------------------------------------------------------------------------------------
srpm same 'BuildRequires: gcc' '%description' x '%prep' '%setup -q -c -T' \
  '%build' 'echo "int main(void) { return 0; }" >main.c' 'gcc -g -O2 -o same main.c' \
  '%install' 'install -D same %{buildroot}%{_bindir}/same' '%files' '%{_bindir}/same'
check_exit 0 rpmworks --json build same-1.0-1.src.rpm --check -o same
check_contains 'it says so' "$err" 'same-1.0-1.src is reproducible: two builds in different environments made the same bytes'
check_same 'in JSON too' true "$(jq '.builds[0].reproducible' <<<"$out")"
check_same 'nothing is left of the second build' '' "$(ls -d .rpmworks/results/*/*-once-more 2>/dev/null || true)"
check_exit 0 rpmworks --json build same-1.0-1.src.rpm
check_same 'without --check nothing is claimed' null "$(jq '.builds[0].reproducible' <<<"$out")"
check_exit 0 rpmworks --json build same-1.0-1.src.rpm --check
check_contains 'a kept result is compared with a new build' "$err" 'nothing changed; built a second time to compare'
check_same 'and is still the result' true "$(jq '.builds[0].cached' <<<"$out")"

# --- differences are named ----------------------------------------------------------------------------------------------
srpm clock 'BuildArch: noarch' '%description' x '%install' 'mkdir -p %{buildroot}/usr/share/clock' \
  'echo same >%{buildroot}/usr/share/clock/a' 'date +%s >%{buildroot}/usr/share/clock/b' '%files' '/usr/share/clock'
check_exit 5 rpmworks build clock-1.0-1.src.rpm --check -o clock
check_contains 'the package and the file in it' "$err" \
  'clock-1.0-1.noarch.rpm is not reproducible: a second build differs in /usr/share/clock/b'
check_contains 'both builds are kept' "$err" '/clock-1.0-1-once-more'
check_same 'no package is copied out' '' "$(ls clock/*.rpm 2>/dev/null || true)"
check_exit 0 rpmworks build clock-1.0-1.src.rpm
check_contains 'the package itself was built' "$out" 'nothing changed'
check_exit 5 rpmworks build clock-1.0-1.src.rpm --check
check_contains 'a kept result is compared too' "$err" 'differs in /usr/share/clock/b'

srpm tag 'BuildArch: noarch' '%description' x '%install' 'date +%s.%N >provides.txt' '%files' \
  '%package more' 'Summary: x' '%description more' 'Made at %(date +%s)' '%files more'
check_exit 5 rpmworks build tag-1.0-1.src.rpm --check
check_contains 'the tag of the header' "$err" 'tag-more-1.0-1.noarch.rpm is not reproducible: a second build differs in Description'
check_contains 'with the first value' "$err" 'first:  Made at '
check_contains 'and the second' "$err" 'second: Made at '

srpm cores 'BuildArch: noarch' '%description' x '%install' 'mkdir -p %{buildroot}/usr/share/cores' \
  'echo %{_smp_mflags} >%{buildroot}/usr/share/cores/count' '%files' '/usr/share/cores'
check_exit 5 rpmworks build cores-1.0-1.src.rpm --check
check_contains 'the number of processors differs' "$err" 'differs in /usr/share/cores/count'

# --- dependants are built anyway -----------------------------------------------------------------------------------------
srpm after 'BuildArch: noarch' 'BuildRequires: clock' '%description' x '%build' 'test -e /usr/share/clock/a' '%files'
check_exit 5 rpmworks --json build clock-1.0-1.src.rpm after-1.0-1.src.rpm --check
check_same 'the other is built' after "$(jq -r '.builds[].name' <<<"$out")"
check_same 'and this one is reported' 'clock 5' "$(jq -r '.failed[] | "\(.name) \(.error.code)"' <<<"$out")"
no_traces

# --- the contents of a buildroot -----------------------------------------------------------------------------------------
check_same 'the list is beside the packages' 1 "$(jq .schema same/buildroot.json)"
folder=$(jq -r '.builds[] | select(.name == "after") | .folder' <<<"$out")
check_same 'it contains every installed package' "$(cut -d' ' -f1 "$folder/installed_pkgs.log")" \
  "$(jq -r '.packages[].nevra' "$folder/buildroot.json" | LC_ALL=C sort)"
clock=$(sha256sum "$(dirname "$folder")"/clock-1.0-1/clock-1.0-1.noarch.rpm | cut -d' ' -f1)
check_same 'a package of the product' "clock-1.0-1.noarch $clock this product" \
  "$(jq -r '.packages[] | select(.origin != "hostbase") | "\(.nevra) \(.sha256) \(.origin)"' "$folder/buildroot.json")"
gcc=$(jq -r '.packages[] | select(.nevra | startswith("gcc-")) | .sha256' same/buildroot.json | head -1)
check 'packages of a repository have the digests of their files' grep -q "^$gcc" <(sha256sum "$HOSTBASE"/*/gcc*.rpm "$HOSTBASE"/gcc*.rpm 2>/dev/null)
check_same 'the digest of the list is in the result' \
  "$(jq -r '.builds[] | select(.name == "after") | .buildroot_sha256' <<<"$out")" \
  "$(jq -r '.packages[].sha256' "$folder/buildroot.json" | LC_ALL=C sort | sha256sum | cut -d' ' -f1)"
mv "$folder" "$folder.gone"
check_exit 0 rpmworks build clock-1.0-1.src.rpm after-1.0-1.src.rpm
check_same 'the store has it' "$(cat "$folder.gone/buildroot.json")" "$(cat "$folder/buildroot.json")"
