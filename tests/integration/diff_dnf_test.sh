#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What `rpmworks diff SYSTEM REPOSITORY` says that dnf will do, compared with what dnf itself says, on made-up systems.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need createrepo_c dnf jq rpm rpmbuild

# Debian's rpm has its database in the home of the user.
echo '%_dbpath /var/lib/rpm' >"$HOME/.rpmmacros"

# package FOLDER NAME VERSION [LINE…]: a noarch package in the folder; the lines are of its head.
package() {
  local folder=$1 name=$2 version=$3
  shift 3
  printf '%s\n' "Name: $name" "Version: $version" 'Release: 1' "Summary: $name" 'License: MIT' 'BuildArch: noarch' "$@" \
    '%description' x '%files' >"$TMP/$name.spec"
  rpmbuild -bb --quiet --define "_topdir $TMP/rpmbuild" --define "_rpmdir $TMP/rpms" "$TMP/$name.spec" >/dev/null 2>&1 ||
    fail "$name cannot be built"
  mkdir -p "$folder"
  mv "$TMP"/rpms/noarch/*.rpm "$folder"
}

# said_by_dnf ROOT REPOSITORY: "KIND NAME-VERSION.ARCH" for each package that dnf would change; replaced packages are in `replacing` lines.
said_by_dnf() {
  dnf --assumeno --noplugins --setopt=gpgcheck=0 --setopt=new.gpgcheck=0 --setopt=reposdir=/dev/null --setopt=cachedir="$TMP/dnf-cache" --setopt=persistdir="$TMP/dnf-state" \
    --setopt=logdir="$TMP" --releasever=12 --installroot="$1" --repofrompath="new,file://$2" upgrade >"$TMP/dnf.out" 2>&1 || true
  awk '
    /^[A-Z].*:$/ { kind = "" }
    /^Upgrading:/ { kind = "upgraded" } /^Installing( dependencies| weak dependencies)?:/ { kind = "installed" }
    /^Removing/ { kind = "removed" } /^Transaction Summary/ { kind = "" }
    kind && $1 == "replacing" { sub(/\.[^.]*$/, "", $2); print "replaced " $2 "-" $3 ".noarch"; next }
    kind && /^ / { print kind " " $1 "-" $3 "." $2 }' "$TMP/dnf.out" | sort
}
# said_by_rpmworks: the same in the JSON of $out.
said_by_rpmworks() {
  # dnf tells separately what replaces a package; one package may replace several.
  jq -r '.upgrade.changes | [.[] | select(.kind == "upgraded") | .after] as $upgraded | .[] |
    if .kind == "replaced" then "replaced \(.before)", (select(.after | IN($upgraded[]) | not) | "installed \(.after)")
    elif .kind == "removed" then "removed \(.before)" else "\(.kind) \(.after)" end' <<<"$out" | sort -u
}
rpmworks() { "$RPMWORKS" "$@"; }
# compare NAME: the packages of NAME/old are installed, and those of NAME/new are offered.
compare() {
  local root=$TMP/roots/$1 said
  mkdir -p "$root"
  rpm --root "$root" -i --nodeps --noscripts --nosignature "$1"/old/*.rpm >"$TMP/rpm.out" 2>&1 ||
    fail "the packages of $1 cannot be installed: $(cat "$TMP/rpm.out")"
  createrepo_c -q "$1/new"
  said=$(said_by_dnf "$root" "$PWD/$1/new")
  grep -qE '^(Dependencies resolved|Nothing to do)' "$TMP/dnf.out" || fail "dnf did not answer: $(cat "$TMP/dnf.out")"
  check_exit 0 rpmworks --json diff "$root" "$1/new"
  check "$1: the system has packages" test "$(jq '.upgrade.unchanged + (.upgrade.changes | length)' <<<"$out")" -gt 0
  check_same "$1: as dnf says" "$said" "$(said_by_rpmworks)"
  printf '%s: %s\n' "$1" "$(paste -sd';' <<<"$said")"
}

package plain/old app 1.0
package plain/old same 1.0
package plain/old newer 2.0
package plain/new app 1.1
package plain/new same 1.0
package plain/new newer 1.0
package plain/new unwanted 1.0
compare plain

package needs/old app 1.0
package needs/old other 1.0
package needs/new app 1.1 'Requires: helper >= 2'
package needs/new helper 1.0
package needs/new helper 2.0
package needs/new other 1.0
compare needs

package renamed/old before 1.0
package renamed/old user 1.0 'Requires: before'
package renamed/new after 2.0 'Obsoletes: before < 2' 'Provides: before = 2'
package renamed/new user 1.0 'Requires: before'
compare renamed

# Two packages of one version must stay together.
package together/old lib 1.0
package together/old devel 1.0 'Requires: lib = 1.0'
package together/new lib 1.1
package together/new devel 1.1 'Requires: lib = 1.1'
compare together

package epochs/old app 9.0
package epochs/old tilde 1.0~rc1
package epochs/old caret 1.0
package epochs/new app 1.0 'Epoch: 1'
package epochs/new tilde 1.0
package epochs/new caret 1.0^git1
compare epochs

# The new version cannot be installed, but another one can.
package stuck/old app 1.0
package stuck/old fine 1.0
package stuck/new app 1.1
package stuck/new app 1.2 'Requires: missing'
package stuck/new fine 1.1
compare stuck

# A chain of replacements, and a conflict with a package that stays.
package chain/old one 1.0
package chain/old keeps 1.0 'Conflicts: two'
package chain/new two 2.0 'Obsoletes: one'
package chain/new three 3.0 'Obsoletes: two' 'Obsoletes: one'
compare chain
