#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `engine: mock` with the real mock, where there is one and this user may run it: the example product, and a failure.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need mock rpmbuild
case $(readlink -f "$(command -v mock)") in
  */mock-stand-in) skip 'the mock on PATH is the stand-in' ;;
esac
said=$(mock --version 2>&1) || skip "the mock on PATH does not run here: $(tail -1 <<<"$said")"

example_product product
cd product
check_exit 0 rpmworks release 1.0.0 --engine mock
check_exit 0 rpmworks verify 1.0.0
state=$(find .rpmworks/results -path '*greeter*' -name state.log)
check 'mock finished its run' grep -q 'Finish: run$' "$state"

printf '%s\n' 'Name: broken' 'Version: 1.0' 'Release: 1' 'Summary: x' 'License: MIT' 'BuildArch: noarch' '%description' x \
  '%build' 'echo it does not work; exit 1' '%files' >broken.spec
rpmbuild -bs --quiet --define "_topdir $TMP/rpmbuild" broken.spec >/dev/null
check_exit 4 rpmworks build --engine mock "$TMP/rpmbuild/SRPMS/broken-1.0-1.src.rpm"
check_contains 'the cause is told' "$err" 'failed in %build: it does not work'
