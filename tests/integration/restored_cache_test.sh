#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A saved and restored cache, as on CI systems: build roots that lost properties are made again, with one warning, and no package
# is blamed.
# shellcheck disable=SC2154,SC2016  # run and check_exit of lib.sh set code, out and err; the specs have words of their own
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need rpmbuild jq setcap getcap
[ "$(id -u)" = 0 ] || skip 'only root can change owners'
own_base "$@"

printf '%s\n' 'schema: 1' 'product: restored' 'packages:' >repos.yaml
package() {
  local name=$1
  shift
  git_repository "repos/$name" "$name.spec=$(printf '%s\n' "Name: $name" 'Version: 1' 'Release: 1' \
    "Summary: The package $name" 'License: MIT' 'BuildArch: noarch' "$@")"
  echo "  $name: { git: repos/$name }" >>repos.yaml
}
# Properties that are easily lost, in a layer over the base root.
package fragile '%description' x '%install' 'install -d %{buildroot}/opt/fragile' 'cd %{buildroot}/opt/fragile' \
  'echo set >setuid; echo cap >capable; echo owned >owned; echo linked >first; ln first second; echo text >text; ln -s text link' \
  '%post' 'setcap cap_net_raw=ep /opt/fragile/capable 2>/dev/null || :' 'rm -f /etc/shells' \
  '%files' '%attr(4755,root,root) /opt/fragile/setuid' '%attr(0755,root,root) /opt/fragile/capable' \
  '%attr(0640,daemon,mail) /opt/fragile/owned' /opt/fragile/first /opt/fragile/second /opt/fragile/text /opt/fragile/link
package user 'BuildRequires: fragile' '%description' x '%build' 'set -e; cd /opt/fragile' \
  'test "$(stat -c %%a setuid)" = 4755; test "$(stat -c %%U:%%G owned)" = daemon:mail; test "$(stat -c %%h first)" = 2' \
  'test "$(cat text)" = text; test "$(readlink link)" = text; test ! -e /etc/shells' '%files'
check_exit 0 rpmworks build
cp -a "$RPMWORKS_CACHE/roots" "$TMP/saved"
layer() { dirname "$(find "$RPMWORKS_CACHE/roots" -path '*/upper/opt/fragile' | head -1)"; }
check 'the layer exists' test -e "$(layer)/fragile/owned"

# restored COMMAND: the saved cache, damaged by the command in the layer's folder /opt
restored() {
  rm -rf "$RPMWORKS_CACHE/roots" .rpmworks/results .rpmworks/store/records/build
  cp -a "$TMP/saved" "$RPMWORKS_CACHE/roots"
  (cd "$(layer)/fragile" && eval "$1")
}
warnings() { grep -c 'have changed since they were made' <<<"$err" || true; }

restored ':'
check_exit 0 rpmworks build
check_same 'a correctly restored cache is used' 0 "$(warnings)"
damaged() { # damaged WHAT COMMAND WORDS
  restored "$2"
  check_exit 0 rpmworks build
  check_same "$1: one warning" 1 "$(warnings)"
  check_contains "$1: the change is named" "$err" "$3"
  check_contains "$1: with the documentation" "$err" 'docs/ci.md'
  check_exit 0 rpmworks build --force
  check_same "$1: then no more" 0 "$(warnings)"
}
damaged 'owners' 'chown 4321:4321 owned' 'upper/opt/fragile/owned: it belongs to 4321:4321, not to '
damaged 'modes' 'chmod 0755 setuid' 'upper/opt/fragile/setuid: its mode is 0755, not 4755'
damaged 'hard links' 'cp first x; mv x first' 'fragile/first: it has 1 names, not 2'
damaged 'contents' 'touch -r text ../time; echo TEXT >text; touch -r ../time text; rm ../time' 'fragile/text: its contents differ'
damaged 'cut off' ': >text' 'fragile/text: it has 0 bytes, not 5'
damaged 'lost files' 'rm owned' 'fragile/owned: it is missing'
damaged 'links' 'rm link; cp text link' 'fragile/link: it is a file, not a link'
if [ -c "$(layer)/../etc/shells" ]; then
  damaged 'marks of removed files' 'rm ../../etc/shells' 'etc/shells: it is missing'
fi
if [ -n "$(getcap "$(layer)/fragile/capable")" ]; then
  damaged 'capabilities' 'setcap -r capable' 'fragile/capable: its capabilities are lost'
fi

# All at once, as with tar of an ordinary user: base roots and layers are made again, with one warning.
restored ':'
find "$RPMWORKS_CACHE/roots" -mindepth 1 -depth -exec chown -h 4321:4321 {} +
check_exit 0 rpmworks build
check_same 'one warning for all' 1 "$(warnings)"
check_same 'nothing failed' 0 "$(grep -c 'error: ' <<<"$err" || true)"

# Also the folder of all roots: its contents are not used.
restored ':'
find "$RPMWORKS_CACHE/roots" -depth -exec chown -h 4321:4321 {} +
check_exit 0 rpmworks build
check_contains 'its removal is reported' "$err" \
  "entries of the cache $RPMWORKS_CACHE that belonged to another user were removed and are made again: roots"
check_same 'the folder belongs to this user'"'"'s again' 0 "$(stat -c %u "$RPMWORKS_CACHE/roots")"
check_same 'nothing failed' 0 "$(grep -c 'error: ' <<<"$err" || true)"
check_exit 0 rpmworks build --force
check_same 'then there are no more messages' 0 "$(grep -c 'belonged to another user' <<<"$err" || true)"
