#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A composition while a publication is at work, and the other way round: the second one says who is at work, or waits; both releases
# are complete.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/many.sh"
need gpg rpm jq flock setsid gcc
at_end end_agent

key_home gnupg
many_packages 4
signing_command
many_yaml 'public: key.asc, command: [./sign]'
for version in 1 2 3; do
  [ $version = 1 ] || next_version $version
  check_exit 0 rpmworks release $version.0
done

# in_the_way COMMAND…: what it is told who tries another command on the workspace now, at which $first is at work.
in_the_way() {
  local wanted
  for wanted in 'compose 4.0' 'publish 2.0' 'rollback 1.0' 'prune --keep 1'; do
    # shellcheck disable=SC2086  # several words
    check_exit 8 rpmworks $wanted
    check_contains "$wanted: who is at work" "$err" "(process $first, since "
    check_contains "$wanted: at what" "$err" "rpmworks $*"
  done
}
# goes_on COMMAND…: meanwhile this command waits; both end well.
goes_on() {
  later 1 "$@"
  until grep -q 'waiting: another rpmworks is at work' "$TMP/err.1"; do
    kill -0 "${waiting[1]}" 2>/dev/null || fail "it did not wait: $(cat "$TMP/err.1")"
    sleep 0.05
  done
  : >"$TMP/go"
  code=0
  wait "$first" || code=$?
  check_same "the first run was not disturbed: $(cat "$halted_err")" 0 "$code"
  ended 1
  sound
}
# Halts a publication after its mirror lists were replaced, and before `current` is.
gcc -shared -fPIC -O1 -o "$TMP/halt.so" -x c - <<END
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
int rename(const char* from, const char* to) {
  const size_t length = strlen(to);
  if (length > 8 && !strcmp(to + length - 8, "/current")) {
    close(open("$TMP/stopped", O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    while (access("$TMP/go", F_OK) != 0) usleep(20000);
  }
  return ((int (*)(const char*, const char*))dlsym(RTLD_NEXT, "rename"))(from, to);
}
END
check_exit 0 rpmworks publish 2.0
next_version 4
halted env LD_PRELOAD="$TMP/halt.so" rpmworks publish 3.0
check_same 'the publication has not ended' 2.0 "$(readlink releases/current)"
check 'it has begun' grep -q '/3.0/' releases/mirrorlist/packages
in_the_way publish 3.0
goes_on compose 4.0
check_same 'it is published' 3.0 "$(readlink releases/current)"
check 'the other release was made' test -s releases/4.0/manifest.json

next_version 5
halt_when 4
halted rpmworks compose 5.0
in_the_way compose 5.0
goes_on publish 4.0
no_fault
check_same 'the other release is published' 4.0 "$(readlink releases/current)"
check 'the release was made' test -s releases/5.0/manifest.json
end_agent
no_traces
