#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The limits of a build: memory, processes, time and disk, for all of its processes together.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild jq

# This finds processes that they leave running.
tag=36$$
build() { # build NAME LIMIT SCRIPT…: a package that runs this in %build, under this limit
  local name=$1 limit=$2
  shift 2
  [ -e "$name-1.0-1.src.rpm" ] || srpm "$name" 'BuildArch: noarch' '%description' x '%build' "$@" '%files'
  printf '%s\n' 'schema: 1' 'product: p' "targets: { t: { buildroot: { repos: [hostbase] }, limits: { time: 250s } } }" \
    "packages: { $name: { srpm: $name-1.0-1.src.rpm, limits: { $limit } } }" >repos.yaml
  run rpmworks build "$name"
}
refused() { # refused WHAT KEY
  check_same 'the build has failed' 4 "$code"
  check_contains 'the limit is named' "$err" "$1 and was ended"
  check_contains 'and the key that raises it' "$err" "hint: if it needs more, raise \`limits: { $2: … }\`"
  check_same 'no process continues' '' "$(pgrep -f "sleep $tag" || true)"
  no_traces
}
failure() { jq -r "$1" .rpmworks/results/t/"$2"-1.0-1/failure.json; }

# Four processes with 150 MB each: none is too large alone.
build hog 'memory: 300M' 'for i in 1 2 3 4; do (head -c 150000000 /dev/zero; sleep '"$tag"') | tail -n 1 >/dev/null & done' \
  'wait'
refused 'building hog-1.0-1.src took more than 300.0 MiB of memory' memory
check_same 'the package is to blame' package "$(failure .class hog)"
check_same 'with the cause' 'it took more than 300.0 MiB of memory' "$(failure .cause hog)"

# Shared pages count once.
build frugal 'memory: 300M' 'x=$(head -c 60000000 /dev/zero | tr "\0" a)' \
  'for i in 1 2 3 4 5 6 7 8; do (sleep 2; true) & done' 'wait' 'test ${#x} = 60000000'
check_same 'shared memory is not counted repeatedly' 0 "$code"

# Processes started endlessly by a process that the kernel's own limit stops; the build itself does not fail.
build bomb 'processes: 200' '(while true; do sleep '"$tag"' & done) &' 'exec sleep '"$tag"
refused 'building bomb-1.0-1.src took more than 200 processes' processes

build full 'disk: 100M' 'head -c 4000000000 /dev/zero >filled' "sleep $tag"
refused 'building full-1.0-1.src took more than 100.0 MiB of disk' disk
check_same 'its disk space is free again' '' "$(find "$RPMWORKS_CACHE"/roots/build-* -name filled 2>/dev/null)"

build chatty 'disk: 100M' 'yes'
refused 'building chatty-1.0-1.src took more than 100.0 MiB of disk space for its log' disk
check_same 'with the cause' 'it took more than 100.0 MiB of disk space for its log' "$(failure .cause chatty)"

build slow 'time: 2s' 'trap "" TERM' "sleep $tag"
refused 'building slow-1.0-1.src took longer than 2.00 s' time
check_same 'its own class' timeout "$(failure .class slow)"

# --- limits only decide whether there is a result -------------------------------------------------------------------------
build modest 'memory: 300M' 'true'
check_same 'a small package is built' 0 "$code"
build modest 'memory: 400M' 'true'
check_contains 'another limit does not change the result' "$out" 'nothing changed'
