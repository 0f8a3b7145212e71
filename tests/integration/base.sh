# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# For tests that build: the base repository and the example product. Sourced after lib.sh.
#
# All tests of a build folder share one cache, like all products of a user: the first test (the fixture `hostbase`) makes the base
# repository, the first test that builds makes base roots.

RPMWORKS_CACHE=${RPMWORKS_BUILD:?}/test-cache
RPMWORKS_DATA=$RPMWORKS_BUILD/test-data
export RPMWORKS_CACHE RPMWORKS_DATA
PATH=$(dirname "$RPMWORKS"):$PATH
HOSTBASE=$RPMWORKS_CACHE/hostbase
export PATH HOSTBASE

# own_base [PACKAGE…]: a cache with its own base repository, the default packages and these: additions must not change the roots
# of other tests.
own_base() {
  mkdir "$TMP/cache"
  cp -a "$HOSTBASE" "$TMP/cache/hostbase"
  RPMWORKS_CACHE=$TMP/cache
  HOSTBASE=$RPMWORKS_CACHE/hostbase
  run rpmworks-hostbase --forget "$@"
  # shellcheck disable=SC2154 # set by run
  [ "$code" = 0 ] || skip "$* is not available: $err"
}

# new_cache FOLDER: an empty cache with the base repository of the other tests.
new_cache() {
  mkdir "$1"
  ln -s "$HOSTBASE" "$1/hostbase"
}

# example_product FOLDER: the example's repositories, a key, and a repos.yaml for three of its packages.
example_product() {
  mkdir -p "$1"
  "$RPMWORKS_SOURCE/examples/make-repositories" "$1/repos" >/dev/null
  "$RPMWORKS_SOURCE/examples/make-key" "$1/gnupg" >/dev/null 2>&1
  cp "$RPMWORKS_SOURCE/tests/integration/example.yaml" "$1/repos.yaml"
}

# next_greeter VERSION: from now on, releases of the example product have this version of the greeter.
next_greeter() {
  sed -i "s/^Version:.*/Version: $1/" repos/greeter/greeter.spec
  git -C repos/greeter commit -qam "greeter $1"
  sed -i 's|\(greeter:.*\), ref: v1.0.0|\1|' repos.yaml
}

# git_repository FOLDER FILE=CONTENT…: a repository with one commit.
git_repository() {
  local folder=$1 entry
  shift
  git init -q -b main "$folder"
  for entry; do
    mkdir -p "$folder/$(dirname "${entry%%=*}")"
    printf '%s\n' "${entry#*=}" >"$folder/${entry%%=*}"
  done
  git -C "$folder" add -A
  GIT_AUTHOR_DATE='2026-01-02T03:04:05Z' GIT_COMMITTER_DATE='2026-01-02T03:04:05Z' \
    git -C "$folder" commit -q -m 'Begin'
}

# spec NAME [LINE…]: a small spec whose %build, %install and %files come from the lines, or are empty.
spec() {
  local name=$1
  shift
  printf '%s\n' "Name: $name" 'Version: 1.0' 'Release: 1%{?dist}' "Summary: The package $name" 'License: MIT' \
    'BuildArch: noarch' "Source0: %{name}-%{version}.tar.gz" "$@"
}

# srpm NAME LINE…: NAME-1.0-1.src.rpm from a spec with these lines.
srpm() {
  local name=$1
  shift
  printf '%s\n' "Name: $name" 'Version: 1.0' 'Release: 1%{?dist}' "Summary: The package $name" 'License: MIT' "$@" \
    >"$name.spec"
  rpmbuild -bs --quiet --define "_topdir $TMP/rpmbuild" "$name.spec" >/dev/null
  mv "$TMP/rpmbuild/SRPMS/$name-1.0-1.src.rpm" .
}

# noarch_srpm NAME LINE…: the same for a noarch package.
noarch_srpm() { srpm "$1" 'BuildArch: noarch' "${@:2}"; }

# noarch NAME COMMAND…: a noarch source package whose %build runs these commands.
noarch() { noarch_srpm "$1" '%description' x '%build' "${@:2}" '%files'; }

# refused CODE COMMAND… -- PART…: the command ends with the code, and its only message contains every part and a hint.
refused() {
  local expected=$1 command=()
  shift
  while [ "$1" != -- ]; do command+=("$1"); shift; done
  shift
  check_exit "$expected" "${command[@]}"
  local part
  # shellcheck disable=SC2154  # set by run
  for part; do check_contains "the message of '${command[*]}'" "$err" "$part"; done
  check_same 'one error is shown' 1 "$(grep -cE '^(\S+: )?error: ' <<<"$err")"
  check_contains 'it has a hint' "$err" 'hint: '
  no_traces
}

# dnf_install ROOT RELEASE PRODUCT SECTION PACKAGE…: installs from a release with all of dnf's checks enabled.
dnf_install() {
  local root=$1 release=$2 product=$3 section=$4
  shift 4
  dnf -q -y --noplugins --installroot="$root" --releasever=12 --setopt=reposdir=/dev/null --setopt=install_weak_deps=False \
    --setopt=cachedir="$TMP/dnf-cache" --setopt=persistdir="$TMP/dnf-state" --setopt=logdir="$TMP" \
    --repofrompath="base,file://$HOSTBASE" --setopt=base.gpgcheck=1 \
    --setopt="base.gpgkey=file://$HOSTBASE/RPM-GPG-KEY-hostbase" \
    --repofrompath="product,file://$release/$section" --setopt=product.gpgcheck=1 --setopt=product.repo_gpgcheck=1 \
    --setopt="product.gpgkey=file://$release/RPM-GPG-KEY-$product" \
    install "$@" >"$TMP/dnf.log" 2>&1 || { cat "$TMP/dnf.log" >&2; return 1; }
}

# ordinary_user: an account, $uid, that exists only for as_user: the machine's own files are unchanged. Its home is $TMP/user;
# $TMP/subuid grants it subordinate ids, $TMP/nobody-subuid none.
ordinary_user() {
  uid=59901
  { cat /etc/passwd; echo "rpmworks-test:x:$uid:$uid::$TMP/user:/bin/sh"; } >"$TMP/passwd"
  { cat /etc/group; echo "rpmworks-test:x:$uid:"; } >"$TMP/group"
  echo "rpmworks-test:2000000:65536" >"$TMP/subuid"
  : >"$TMP/nobody-subuid"
  chmod 644 "$TMP/passwd" "$TMP/group" "$TMP/subuid" "$TMP/nobody-subuid"
  chmod 755 "$TMP"
  mkdir "$TMP/user"
}

# as_user SUBID-FILE COMMAND…: the command as that user, in its product's folder, with the ids that the file grants.
as_user() {
  local subids=$1
  shift
  # shellcheck disable=SC2016  # the words of the inner shell
  unshare -m sh -c '
    mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/group" /etc/group &&
    touch /etc/subuid /etc/subgid && mount --bind "$2" /etc/subuid && mount --bind "$2" /etc/subgid || exit 99
    uid=$3; cd "$1/user/product"; tmp=$1; shift 3
    exec setpriv --reuid "$uid" --regid "$uid" --clear-groups env -u TMP HOME="$tmp/user" \
      RPMWORKS_CACHE="$tmp/user/cache" RPMWORKS_DATA="$tmp/user/data" "$@"' \
    as-user "$TMP" "$subids" "$uid" "$@"
}

# end_agent: ends the agent of the GnuPG home `gnupg`, and waits until it, and the program for a token, are gone.
end_agent() {
  local i
  gpgconf --homedir gnupg --kill gpg-agent
  for ((i = 0; i < 300; i++)); do
    pgrep -f -- "--homedir $PWD/gnupg" >/dev/null || return 0
    sleep 0.1
  done
}

# no_traces FOLDER…: a run has left no mount, no process and no temporary file.
no_traces() {
  local left
  left=$(grep -F "$TMP" /proc/self/mounts || true)
  [ -z "$left" ] || fail "still mounted: $left"
  left=$(pgrep -af "$TMP/work" | grep -v "^$$ " | grep -vE 'pgrep|_test\.sh' || true)
  [ -z "$left" ] || fail "still running: $left"
}
