#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The README's first command, in a fresh clone.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
[ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || skip 'needs root or sudo without a password'
git -C "$RPMWORKS_SOURCE" rev-parse -q --verify HEAD >/dev/null || skip 'the sources are not a git repository'

git clone -q "$RPMWORKS_SOURCE" clone
# A new user's machine compiles everything; here run-tests has filled the compiler cache, with these options.
export RPMWORKS_WERROR=ON
export CCACHE_DIR=${CCACHE_DIR:-$(getent passwd "$(id -u)" | cut -d: -f6)/.cache/ccache} CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
[ -d "$RPMWORKS_SOURCE/.deps" ] && cp -r "$RPMWORKS_SOURCE/.deps" clone/.deps
check_exit 0 clone/quickstart
for word in 'release ' 'manifest ' 'report ' 'ello'; do check_contains 'it ends with this message' "$out" "$word"; done
check 'the report exists' test -s clone/quickstart-demo/releases/1.0.0/index.html
check_exit 0 clone/quickstart
