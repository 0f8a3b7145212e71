# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A product whose one build makes many packages, for tests of what signs them. Sourced after base.sh.

# key_home FOLDER [NAME [EXPIRY [ALGORITHM]]]: a GnuPG home with a key without a passphrase.
key_home() {
  mkdir -m 700 "$1"
  gpg --homedir "$1" --quiet --batch --passphrase '' --quick-gen-key "${2-Acme} <rpm@acme.example>" "${4-rsa2048}" sign "${3-never}" 2>/dev/null
  gpgconf --homedir "$1" --kill all
}

# many_packages COUNT: the git repository `many`; its build makes COUNT + 1 packages. Their version is 1.
many_packages() {
  local i
  git_repository many "many.spec=$(
    printf '%s\n' 'Name: many' 'Version: 1' 'Release: 1' 'Summary: Many packages' 'License: MIT' 'BuildArch: noarch' '%description' x \
      '%install' 'mkdir -p %{buildroot}/opt' "touch \$(seq -f %{buildroot}/opt/%%g 0 $1)" '%files' "/opt/$1"
    for ((i = 0; i < $1; i++)); do printf '%s\n' "%package p$i" 'Summary: One of them' "%description p$i" x "%files p$i" "/opt/$i"; done
  )"
  GIT_COMMITTER_DATE=2024-01-01T00:00:00Z git -C many commit -q --amend --no-edit
}

# next_version VERSION: the next release has packages of this version.
next_version() {
  sed -i "s/^Version: .*/Version: $1/" many/many.spec
  GIT_AUTHOR_DATE=2026-02-03T04:05:06Z GIT_COMMITTER_DATE=2026-02-03T04:05:06Z git -C many commit -qam "version $1"
}

# many_yaml KEY [TARGET]: the repos.yaml with this definition of the key.
many_yaml() {
  cat >repos.yaml <<END
schema: 1
product: acme
keys: { acme: { $1 } }
${2-}packages: { many: { git: many } }
release:
  sections:
    packages: { from: builds, sign: acme }
    sources: { from: srpms, sign: acme }
END
}

# two_workspaces: a and b, with the same product and the same key.
two_workspaces() {
  local one
  for one in a b; do
    mkdir $one
    cp -a many gnupg $one/
    (cd $one && many_yaml 'homedir: gnupg')
  done
}

# signing_command: ./sign, a command for `command` of a key, which signs with the home `gnupg`. Before each signature it reads
# $TMP/fault, if there is one, with the number of the signature in $n.
signing_command() {
  : >"$TMP/calls"
  cat >sign <<END
#!/bin/bash
n=\$(flock "$TMP/calls" sh -c 'echo x >>"\$1"; wc -l <"\$1"' count "$TMP/calls")
home=$PWD/gnupg key=\$RPMWORKS_KEY
[ ! -e "$TMP/fault" ] || . "$TMP/fault"
exec gpg --homedir "\$home" --batch --quiet --faked-system-time "\$RPMWORKS_TIME!" --digest-algo "\$RPMWORKS_HASH" \\
  --local-user "\$key!" --armor --output - --detach-sign
END
  chmod 755 sign
  gpg --homedir gnupg --armor --export >key.asc
}

# fault LINE…: what ./sign does from now on, before each signature.
fault() {
  : >"$TMP/calls"
  printf '%s\n' "$@" >"$TMP/fault"
}
# halt_when NUMBER: the next run halts at this signature, and the further ones.
halt_when() { fault "[ \$n -lt $1 ] || { : >$TMP/stopped; until [ -e $TMP/go ]; do sleep 0.05; done; }"; }
# halted COMMAND…: the process $first runs it until it makes $TMP/stopped; it goes on when there is $TMP/go. Its messages are in
# the file $halted_err.
halted() {
  rm -f "$TMP/stopped" "$TMP/go"
  background "$@"
  # shellcheck disable=SC2154  # background sets pid
  first=$pid
  until [ -e "$TMP/stopped" ]; do
    kill -0 "$first" 2>/dev/null || fail "the run ended: $(cat "$TMP/err")"
    sleep 0.05
  done
  halted_err=$TMP/err.halted
  mv "$TMP/err" "$halted_err"
}
# no_fault: it signs again.
no_fault() {
  : >"$TMP/calls"
  rm -f "$TMP/fault"
}
calls() { wc -l <"$TMP/calls"; }

# later NUMBER COMMAND…: runs it with --wait in the background.
declare -A waiting=()
later() {
  local number=$1
  shift
  rpmworks --wait "$@" >"$TMP/out.$number" 2>"$TMP/err.$number" </dev/null &
  waiting[$number]=$!
}
# ended NUMBER: it has ended well.
ended() {
  code=0
  wait "${waiting[$1]}" || code=$?
  check_same "run $1: $(cat "$TMP/err.$1")" 0 "$code"
}

# sound: every release can be verified, and nothing is left.
sound() {
  local release
  for release in releases/[0-9]*; do check_exit 0 rpmworks verify "${release#*/}"; done
  check_same 'nothing is left' '' "$(find releases -mindepth 1 -maxdepth 1 -name '.*' ! -name '.mirrorlist-*')$(ls -A .rpmworks/tmp)"
  check 'a release is published' test -s releases/current/manifest.json
}
# Everything that was signed, with its digest.
signed() { jq -r '.packages[] | "\(.file) \(.sha256)"' "releases/$1/manifest.json"; }

# The stored signatures of packages. A signature that was made again is another file.
signatures() { { find .rpmworks/store/records/signature -type f -printf '%p %i\n' 2>/dev/null || true; } | sort; }

# check_kept DESCRIPTION BEFORE: the stored signatures in BEFORE are still there.
check_kept() { check_same "$1: signatures that were made are kept" '' "$(comm -23 <(sort <<<"$2") <(signatures))"; }

# The agents that use a home of this test.
agents() { pgrep -fa gpg-agent | grep -F "$PWD" || true; }

# set_clock DAYS: with_clock runs commands whose clock is so many days ahead ("+2"), or behind ("-1"). The programs that they start
# without this environment, such as gpg, have the real clock, and so have the times of files.
set_clock() {
  echo $(($1 * 86400)) >"$TMP/clock"
  [ ! -e "$TMP/clock.so" ] || return 0
  # faketime would also change the clocks by which a run waits.
  gcc -shared -fPIC -O1 -o "$TMP/clock.so" -x c - <<END
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static long shift(void) {
  char text[32] = {0};
  const int file = open("$TMP/clock", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  const long got = read(file, text, sizeof text - 1);
  close(file);
  return got > 0 ? atol(text) : 0;
}
int clock_gettime(clockid_t clock, struct timespec *time) {
  const int failure = (int)syscall(SYS_clock_gettime, clock, time);
  if (!failure && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += shift();
  return failure;
}
time_t time(time_t *place) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (place) *place = now.tv_sec;
  return now.tv_sec;
}
END
}
with_clock() { LD_PRELOAD=$TMP/clock.so "$@"; }
