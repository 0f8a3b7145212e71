#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What builds leave when they cannot go on: killed at any moment, with a disk that is full at any moment, beside other runs.
# The same command again goes on; nothing is half-made, mounted, locked or running.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild setsid

# A cache of its own: all that is in it is this test's.
cache=$TMP/cache
mkdir "$cache"
ln -s "$HOSTBASE" "$cache/hostbase"
noarch() { # noarch NAME LINE…: a source package whose %build is these lines
  local name=$1
  shift
  srpm "$name" 'BuildArch: noarch' '%description' x '%build' "$@" '%files'
}
build() { rpmworks --cache "$cache" --workspace "$TMP/here" build "$@"; }

# --- one base root, whoever wants it first ------------------------------------------------------------------------------------
ten=()
for i in $(seq 10); do noarch "p$i" true; ten+=("p$i-1.0-1.src.rpm"); done
rpmworks --cache "$cache" --workspace "$TMP/there" -j 10 build "${ten[@]}" >"$TMP/there.out" 2>"$TMP/there.err" </dev/null &
there=$!
check_exit 0 build -j 10 "${ten[@]}"
code=0
wait $there || code=$?
check_same 'the run beside it' "0 $(printf '%s' "$(cat "$TMP/there.err")" | grep -c 'failed' || true)" "$code 0"
made=$(cat "$TMP/err" "$TMP/there.err")
check_same 'the base root was made once' 1 "$(grep -c 'making the base root' <<<"$made")"
check_same 'there is one' 1 "$(find "$cache/roots" -mindepth 1 -maxdepth 1 -type d | wc -l)"
check_same 'both runs built all' '20' "$(cat "$TMP/out" "$TMP/there.out" | grep -c '^p.*never built')"
