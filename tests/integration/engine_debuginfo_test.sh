#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Separate packages with debug information, made by the target's own find-debuginfo.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild jq

own_base elfutils

srpm debugged 'BuildRequires: elfutils debugedit' '%global debug_package %{nil}' \
  '%define _debugsource_packages 1' '%define _debuginfo_packages 1' '%description' x \
  '%package debuginfo' 'Summary: Debug information' '%description debuginfo' x \
  '%package debugsource' 'Summary: Debug sources' '%description debugsource' x \
  '%prep' '%setup -q -c -T' 'printf "int main(void)\n{\n  return 0;\n}\n" >main.c' \
  '%build' 'gcc -g -O2 -o debugged main.c' \
  '%install' 'install -D debugged %{buildroot}%{_bindir}/debugged' \
  'find-debuginfo -S debugsourcefiles.list --unique-debug-src-base "debugged-1.0-1.x86_64" "$PWD"' \
  '%files' '%{_bindir}/debugged' '%files debuginfo -f debugfiles.list' '%files debugsource -f debugsourcefiles.list'
check_exit 0 rpmworks --json build debugged-1.0-1.src.rpm --check -o out
check_same 'the packages' \
  'debugged-1.0-1.x86_64.rpm debugged-debuginfo-1.0-1.x86_64.rpm debugged-debugsource-1.0-1.x86_64.rpm' \
  "$(cd out && echo *.rpm)"
check_same 'they are the same each time' true "$(jq '.builds[0].reproducible' <<<"$out")"
check_contains 'one contains the symbols' "$(rpm -qpl out/debugged-debuginfo-1.0-1.x86_64.rpm)" '/usr/lib/debug/usr/bin/debugged'
check_contains 'another the source' "$(rpm -qpl out/debugged-debugsource-1.0-1.x86_64.rpm)" '/usr/src/debug/debugged-1.0-1.x86_64/main.c'
no_traces
