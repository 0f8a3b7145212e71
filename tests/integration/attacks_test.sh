#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Attacks by hostile checkouts, other users of a cache and hostile specs, within this test's own folder: rpmworks touches nothing
# outside of its folders, runs nothing of theirs, and reveals no secret.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need git rpm python3 jq
export RPMWORKS_CACHE="$TMP/cache"
unset SUDO_UID # these tests may be run with sudo, and rpmworks then trusts the calling user

spec() { # spec NAME [LINE…]
  printf '%s\n' "Name: $1" 'Version: 1.0' 'Release: 1%{?dist}' 'Summary: x' 'License: MIT' \
    'Source0: %{name}-%{version}.tar.gz' "${@:2}" '%description' x '%prep' '%setup -q' '%files'
}

repository() { # repository FOLDER SPEC-LINE…: of a package of the folder's name
  git init -q -b main "$1"
  spec "$(basename "$1")" "${@:2}" >"$1/$(basename "$1").spec"
  git -C "$1" add -A
  git -C "$1" commit -q -m Begin
}

# --- a checkout with links instead of rpmworks' own folders ------------------------------------------------------------
precious=$TMP/precious
mkdir -p "$precious"/{tmp/deep,store/tmp/put-mine,results,blobs,t}
echo dear >"$precious/letter"
echo dear >"$precious/tmp/deep/letter"
everything() { (cd "$precious" && find . -printf '%y %m %i %p %l\n' | sort && find . -type f -exec sha256sum {} + | sort); }
before=$(everything)

product() { # product: a fresh checkout of a product in ./product, the current folder afterwards
  cd "$TMP/work"
  rm -rf product
  mkdir product
  cd product
  repository greet
  printf '%s\n' 'schema: 1' 'product: p' 'targets: { t: { buildroot: { repos: [u] } } }' \
    'upstreams: { u: { baseurl: "file:///none", trust: [k] } }' 'keys: { k: { public: key, fingerprint: "0123456789ABCDEF0123456789ABCDEF01234567" } }' \
    'packages: { greet: { git: greet } }' >repos.yaml
}
# refused PLACE: the message names the existing entry and nothing is touched, whichever command runs.
refused() {
  local arguments
  for arguments in 'srpm greet' '--json srpm greet' 'build greet' 'rollback'; do
    # shellcheck disable=SC2086  # words of a command
    check_exit 3 "$RPMWORKS" $arguments
    check_contains "$1 by $arguments" "$err" "$1"
    check_contains "$1 has a hint" "$err" 'hint: '
    check_same "$1: nothing was touched" "$before" "$(everything)"
  done
}

for place in .rpmworks .rpmworks/tmp .rpmworks/store .rpmworks/store/blobs .rpmworks/store/records .rpmworks/store/tmp \
  .rpmworks/results .rpmworks/results/t .rpmworks/slurm .rpmworks/releases; do
  product
  mkdir -p "$(dirname "$place")"
  ln -s "$precious" "$place"
  refused "$place is a symbolic link"
done
for place in .rpmworks/lock .rpmworks/last-run.json .rpmworks/published; do
  product
  mkdir .rpmworks
  ln -s "$precious/letter" "$place"
  refused "$place is a symbolic link"
done
# Entries other than links to existing folders.
product
mkdir .rpmworks
ln -s "$precious/new" .rpmworks/lock
refused '.rpmworks/lock is a symbolic link'
product
mkdir .rpmworks
ln "$precious/letter" .rpmworks/lock
before=$(everything)
refused '.rpmworks/lock is a file with a second name'
rm .rpmworks/lock
product
mkdir .rpmworks
mkfifo .rpmworks/lock
refused '.rpmworks/lock is not a plain file'
product
echo >.rpmworks
refused '.rpmworks is not a folder'
product
mkdir .rpmworks
chmod 777 .rpmworks
refused 'others can write into '
if [ "$(id -u)" = 0 ]; then
  product
  mkdir -p .rpmworks/results/t
  chown 1234 .rpmworks/results
  refused '.rpmworks/results belongs to another user (uid 1234)'
fi
# releases/ is checked only by the commands that write there.
writers_refuse() { # writers_refuse MESSAGE [HINT]
  local arguments
  for arguments in 'release 1.0' 'compose 1.0' 'publish 1.0' rollback; do
    # shellcheck disable=SC2086  # words of a command
    check_exit 3 "$RPMWORKS" $arguments
    check_contains "$1 by $arguments" "$err" "$1"
    check_contains "a hint for $arguments" "$err" "hint: ${2-}"
  done
  err_of_writers=$err
  check_exit 0 "$RPMWORKS" srpm greet
  check_same "$1: nothing was touched" "$before" "$(everything)"
}
product
ln -s "$precious" releases
writers_refuse "releases is a symbolic link, to $precious"
product
mkdir releases
chmod 777 releases
writers_refuse 'others can write into ' 'check its contents, then remove the permission with: chmod go-w '
product
mkdir releases
chgrp "$(id -g)" releases
chmod 775 releases
writers_refuse 'others can write into ' 'remove the permission with: chmod g-w '
check_contains 'how to mark the folder of a team' "$err_of_writers" 'chmod g+s '
chmod 2775 releases
check_exit 3 "$RPMWORKS" rollback
check_contains 'the folder of a team' "$err" "the group $(id -gn) can write into $PWD/releases: each of its members can replace releases there"
check_contains 'it is accepted' "$err" 'no release is published'
check_exit 0 "$RPMWORKS" srpm greet
check 'a command that writes nothing there prints nothing' test "${err#*can write into}" = "$err"
# A damaged source package in the store is made again.
product
check_exit 0 "$RPMWORKS" srpm greet
good=$(sha256sum <greet-1.0-1.src.rpm)
blob=.rpmworks/store/blobs/${good:0:2}/${good:2:62}
check 'the source package is in the store' test -f "$blob"
chmod u+w "$blob"
printf X | dd of="$blob" bs=1 seek=3000 conv=notrunc status=none
rm greet-1.0-1.src.rpm
check_exit 0 "$RPMWORKS" srpm greet
check_same 'a damaged source package is made again' "$good" "$(sha256sum <greet-1.0-1.src.rpm)"
check_same 'also in the store' "$good" "$(sha256sum <"$blob")"
# A store or a cache that is not this user's own, before any package is read.
product
mkdir -p "$TMP/open-store"
chmod 770 "$TMP/open-store"
check_exit 3 "$RPMWORKS" --store "$TMP/open-store" srpm greet
check_contains 'a store that others can write to' "$err" "others can write into $TMP/open-store (its mode is 0770)"
check_contains 'its option' "$err" 'checking the store set by --store'
check 'no package is blamed' test "${err#*greet}" = "$err"
chmod 700 "$TMP/open-store"
check_exit 0 "$RPMWORKS" --store "$TMP/open-store" srpm greet
if [ "$(id -u)" = 0 ]; then
  chown 1234 "$TMP/open-store"
  check_exit 3 "$RPMWORKS" --store "$TMP/open-store" srpm greet
  check_contains "another user's store" "$err" "the folder $TMP/open-store belongs to another user (uid 1234)"
  check_contains 'the hint' "$err" 'hint: pass a folder of your own with --store, or omit the option'
  chown 0 "$TMP/open-store"
  chown 1234 "$TMP/open-store/blobs"
  check_exit 3 "$RPMWORKS" --store "$TMP/open-store" srpm greet
  check_contains 'a part of it' "$err" "the folder $TMP/open-store/blobs belongs to another user (uid 1234)"
  check_contains 'its option too' "$err" 'checking the store set by --store'
  mkdir "$TMP/their-cache"
  mkdir "$TMP/their-cache/git"
  chown 1234 "$TMP/their-cache/git"
  chmod 777 "$TMP/their-cache"
  RPMWORKS_CACHE="$TMP/their-cache" check_exit 0 "$RPMWORKS" srpm greet
  check_contains 'a cache set by its variable' "$err" '(the cache folder is set by RPMWORKS_CACHE)'
  check_exit 0 "$RPMWORKS" --cache "$TMP/their-cache" srpm greet
  check_contains 'a cache set by its option' "$err" '(the cache folder is set by --cache)'
fi
# As git checks them out.
product
ln -s ../../../precious .rpmworks
git init -q -b main
git add -f .rpmworks repos.yaml
git commit -q -m Hostile
cd ..
rm -rf clone
git clone -q product clone
cp -r product/greet clone/
cd clone
refused '.rpmworks is a symbolic link, to ../../../precious'
# Folders that the user names may be links, and so may the path to the workspace.
product
mkdir "$TMP/real"
ln -s "$TMP/real" out
ln -s "$PWD" "$TMP/way"
check_exit 0 "$RPMWORKS" -c "$TMP/way/repos.yaml" srpm greet -o out
check 'a link that the user named is followed' test -s "$TMP/real/greet-1.0-1.src.rpm"
check_same 'only this user can access the store' 700 "$(stat -c %a .rpmworks/store)"
check_same 'nor the cache' 700 "$(stat -c %a "$TMP/cache")"

# The user did not name the file in it.
for target in "$precious/letter" "$precious/new" ../../../precious; do
  rm -f out/greet-1.0-1.src.rpm greet-1.0-1.src.rpm
  ln -s "$target" out/greet-1.0-1.src.rpm
  ln -s "$target" greet-1.0-1.src.rpm
  check_exit 0 "$RPMWORKS" srpm greet -o out
  check_exit 0 "$RPMWORKS" srpm greet
  check 'a link from the checkout is replaced' test ! -L greet-1.0-1.src.rpm
  check 'also in a named folder' cmp out/greet-1.0-1.src.rpm greet-1.0-1.src.rpm
  check_same 'nothing was touched' "$before" "$(everything)"
done

# --- the next run removes the files of killed runs ---------------------------------------------------------------------
mkdir -p .rpmworks/store/tmp/put-dead .rpmworks/tmp/dead
check_exit 0 "$RPMWORKS" srpm greet -o out
check_same 'nothing is left' '' "$(find .rpmworks/store/tmp .rpmworks/tmp -mindepth 1)"

# --- a shared cache ----------------------------------------------------------------------------------------------------
cd "$TMP/work"
repository origin
git clone -q --bare origin "$TMP/bare.git"
url=file://$TMP/bare.git
printf '%s\n' 'schema: 1' 'product: p' "packages: { origin: { git: \"$url\" } }" 'targets: { t: { buildroot: { repos: [u] } } }' \
  'upstreams: { u: { baseurl: "file:///none", trust: [k] } }' 'keys: { k: { public: key, fingerprint: "0123456789ABCDEF0123456789ABCDEF01234567" } }' >repos.yaml
check_exit 0 "$RPMWORKS" --cache "$TMP/mine" srpm origin
mirror=$(cd "$TMP/mine/git" && echo *.git)
printf '#!/bin/sh\nid -u >>%s\n' "$TMP/was-run" >"$TMP/program"
chmod 755 "$TMP/program"
plant() { # plant MIRROR: files that a hostile user writes into a mirror
  local key
  for key in core.alternateRefsCommand core.fsmonitor core.sshCommand core.gitProxy credential.helper; do
    git config -f "$1/config" "$key" "$TMP/program"
  done
  git config -f "$1/config" core.hooksPath "$1/hooks"
  mkdir -p "$1/hooks"
  cp "$TMP/program" "$1/hooks/reference-transaction"
  echo "$TMP/work/origin/.git/objects" >"$1/objects/info/alternates"
}
new_commit() {
  git -C origin commit -q --allow-empty -m More
  git -C origin push -q "$TMP/bare.git" main
}
new_commit
plant "$TMP/mine/git/$mirror" # as a CI system restores a cache that somebody else could fill
check_exit 0 "$RPMWORKS" --cache "$TMP/mine" srpm origin
check 'nothing in the mirror is run' test ! -e "$TMP/was-run"
# A folder where everybody can write, with a mirror of another user.
mkdir "$TMP/shared"
chmod 1777 "$TMP/shared"
cp -r "$TMP/mine/git" "$TMP/shared/git"
plant "$TMP/shared/git/$mirror"
[ "$(id -u)" != 0 ] || chown -R 1234 "$TMP/shared/git"
new_commit
check_exit 0 "$RPMWORKS" --cache "$TMP/shared" srpm origin
check 'nothing of another user is run' test ! -e "$TMP/was-run"
check_contains 'there is a warning' "$err" "warning: the cache $TMP/shared can be written by other users: this run uses only its folder uid-$(id -u)"
check_same 'this user owns the mirror' "$(id -u)" "$(stat -c %u "$TMP/shared/uid-$(id -u)/git/$mirror")"
check_same 'in a folder only for this user' 700 "$(stat -c %a "$TMP/shared/uid-$(id -u)")"
if [ "$(id -u)" = 0 ]; then
  # The whole cache, or a part of one's own cache, belongs to another user.
  new_commit
  mkdir "$TMP/theirs"
  cp -r "$TMP/shared/git" "$TMP/theirs/git"
  chown -R 1234 "$TMP/theirs"
  check_exit 0 "$RPMWORKS" --cache "$TMP/theirs" srpm origin
  check_contains 'there is a warning' "$err" "the cache $TMP/theirs belongs to another user (uid 1234)"
  check 'nothing of it is run' test ! -e "$TMP/was-run"
  for part in git upstreams roots; do
    mkdir -p "$TMP/mixed/$part"
    chown 1234 "$TMP/mixed/$part"
    touch "$TMP/mixed/$part/theirs"
    check_exit 0 "$RPMWORKS" --cache "$TMP/mixed" srpm origin
    check_contains 'a part of it' "$err" "entries of the cache $TMP/mixed that belonged to another user were removed and are made again: $part"
    check 'it was removed' test ! -e "$TMP/mixed/$part/theirs"
    rm -r "$TMP/mixed"
  done
  # Files that only their maker can make again are left for the user to remove.
  mkdir -p "$TMP/mixed/hostbase"
  chown 1234 "$TMP/mixed/hostbase"
  check_exit 1 "$RPMWORKS" --cache "$TMP/mixed" srpm origin
  check_contains 'the base repository' "$err" "$TMP/mixed/hostbase in the cache belongs to another user (uid 1234)"
  check_contains 'the hint' "$err" 'rpmworks-hostbase'
  rm -r "$TMP/mixed"
fi

# --- secrets are never shown -------------------------------------------------------------------------------------------
mkdir "$TMP/work/secrets"
cd "$TMP/work/secrets"
tell_nothing() { # tell_nothing CODE: of repos.yaml, by any command
  local arguments
  for arguments in check '--json check' 'srpm' '-v --log-format json srpm' '-v --json build'; do
    # shellcheck disable=SC2086  # words of a command
    run "$RPMWORKS" $arguments
    check_same "$arguments ends with" "$1" "$code"
    case "$out$err" in
      *hunter2*) fail "$arguments tells the secret: $out$err" ;;
      *) checks=$((checks + 1)) ;;
    esac
  done
}
head='schema: 1
product: p'
printf '%s\n' "$head" 'packages: { a: { git: "https://ann:hunter2@127.0.0.1:1/a.git", reff: v1 } }' >repos.yaml
tell_nothing 3
check_exit 3 "$RPMWORKS" check
check_contains 'the line is quoted without it' "$err" '3 | packages: { a: { git: "https://***@127.0.0.1:1/a.git", reff: v1 } }'
column_of() { sed -n "$1p" "$TMP/err" | grep -bo "$2" | cut -d: -f1; } # column_of LINE TEXT
check_same 'the caret is at the mistake' "$(column_of 2 reff)" "$(column_of 3 '[^] |]')"
check_contains 'the column is that of the file' "$err" "repos.yaml:3:$(($(sed -n 3p repos.yaml | grep -bo reff | cut -d: -f1) + 1)): "
printf '%s\n' "$head" 'packages: { a: { git: "https://hunter2@127.0.0.1:1/a.git?x", ref: [v1] } }' >repos.yaml
tell_nothing 3
printf '%s\n' "$head" 'keys: { k: { passphrase: hunter2 } }' >repos.yaml
tell_nothing 3
printf '%s\n' "$head" 'upstreams: { u: { baseurl: "https://127.0.0.1:1/r?private_token=hunter2", trust: [k], more: 1 } }' >repos.yaml
tell_nothing 3
printf '%s\n' "$head" 'packages: { a: { git: "https://ann:hunter2@127.0.0.1:1/a.git" } }' 'targets: { t: { buildroot: { repos: [u] } } }' \
  'upstreams: { u: { baseurl: "https://bob:hunter2@127.0.0.1:1/r", trust: [k] } }' \
  'keys: { k: { public: key, fingerprint: "0123456789ABCDEF0123456789ABCDEF01234567" } }' >repos.yaml
for arguments in srpm '-v --json srpm' '-v --log-format json srpm'; do
  # shellcheck disable=SC2086  # words of a command
  check_exit 7 "$RPMWORKS" $arguments
  case "$out$err" in *hunter2*) fail "$arguments tells the secret: $out$err" ;; *) checks=$((checks + 1)) ;; esac
done
check_same 'nor is it in any stored file' '' "$(grep -rl hunter2 .rpmworks "$TMP/cache" 2>/dev/null || true)"

# --- while a spec is parsed --------------------------------------------------------------------------------------------
cd "$TMP/work"
repository curious '%global told %(unshare -Urm --cgroup sh -c "mount -t cgroup2 none /tmp && echo mounted" 2>&1 | tail -1)' \
  '%global keys %(cat /proc/keys 2>&1 | head -1)' \
  '%global key %(python3 -c "import ctypes; print(ctypes.CDLL(None).syscall(250, 0, -3, 0))" 2>&1 | tail -1)' \
  'Group: %{told}|%{keys}|%{key}'
if [ "$(uname -m)" = x86_64 ]; then
  check_exit 0 "$RPMWORKS" srpm curious
  said=$(rpm -qp --nosignature --qf '%{GROUP}' "$out")
  case $said in *mounted*) fail "a control group file system was mounted: $said" ;; *) checks=$((checks + 1)) ;; esac
  check_same 'it has no keyring' -1 "${said##*|}"
  [ ! -e /proc/keys ] || check_contains 'nor the names of keys' "$said" 'cat: /proc/keys: Permission denied'
fi
