#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Real clients while releases are published and rolled back: dnf refreshes and installs from a static web server and never sees an
# error. RPMWORKS_TEST_SWITCHES: how many publications (20).
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/web.sh"
need curl dnf rpm gpg nginx python3
[ "$(id -u)" = 0 ] || skip 'dnf installs into a root only as root'
switches=${RPMWORKS_TEST_SWITCHES:-20}

chmod 755 "$TMP" "$TMP/work"

example_product product
cd product
mkdir releases
web "$PWD/releases"
sed -i "s|^release:|release:\n  baseurl: $url\n  metadata-expire: 1h|" repos.yaml
check_exit 0 rpmworks release 1.0.0
next_greeter 1.0.1
check_exit 0 rpmworks compose 1.0.1

# client COMMAND…: dnf of a machine that knows the base and the product's own file.
client() {
  dnf -y --noplugins --installroot="$TMP/client" --releasever=12 --setopt=reposdir="$TMP/repos.d" --setopt=install_weak_deps=False \
    --setopt=cachedir="$TMP/client-cache" --setopt=persistdir="$TMP/client-state" --setopt=logdir="$TMP" \
    --repofrompath="base,file://$HOSTBASE" --setopt=base.gpgcheck=1 \
    --setopt="base.gpgkey=file://$HOSTBASE/RPM-GPG-KEY-hostbase" "$@" >"$TMP/dnf.out" 2>&1 ||
    { cat "$TMP/dnf.out" "$TMP/nginx/error.log" >&2; return 1; }
}
version() { rpm --root "$TMP/client" -q --qf '%{VERSION}' greeter; }
mkdir "$TMP/repos.d"
curl -sSfo "$TMP/repos.d/greetings.repo" "$url/greetings.repo"
check_contains 'the time is stated' "$(cat "$TMP/repos.d/greetings.repo")" 'metadata_expire=3600'
check 'dnf installs' client install greeter
check_same 'the published version' 1.0.0 "$(version)"
check_same 'dnf understands every setting' '' "$(grep -iE 'unknown|invalid' "$TMP/dnf.out" || true)"

# --- metadata of the release before, and its packages -----------------------------------------------------------------------
check 'without the package' client remove greeter
check_exit 0 rpmworks publish 1.0.1
check 'a client with the earlier metadata installs from the earlier release' client install greeter
check_same 'that version' 1.0.0 "$(version)"
check 'a client that refreshes upgrades' client --refresh upgrade
check_same 'the new version' 1.0.1 "$(version)"
check_exit 0 rpmworks rollback
check 'after a rollback, distro-sync goes back' client --refresh distro-sync
check_same 'the earlier version' 1.0.0 "$(version)"

# --- in the middle of publications --------------------------------------------------------------------------------------------
# The publications go on until the client has finished its rounds.
touch "$TMP/go-on"
published() { wc -l <.rpmworks/published; }
before=$(published)
(
  while [ -e "$TMP/go-on" ] || [ $(($(published) - before)) -lt "$switches" ]; do
    for release in 1.0.1 1.0.0; do rpmworks -q publish $release >/dev/null; done
  done
) >"$TMP/switcher.log" 2>&1 &
switcher=$!
for round in $(seq $((switches / 4))); do
  check "round $round: remove" client remove greeter
  check "round $round: makecache" client --refresh --repo greetings-packages makecache
  check "round $round: install" client install greeter
  check "round $round: refresh and distro-sync" client --refresh distro-sync
  kill -0 "$switcher" || break
done
rm "$TMP/go-on"
wait "$switcher" || fail "the publications failed: $(cat "$TMP/switcher.log")"
echo "$(($(published) - before)) publications"
check 'releases were switched meanwhile' test $(($(published) - before)) -ge "$switches"
check_exit 0 rpmworks verify current
