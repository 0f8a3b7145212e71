#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The commands of upgrade guides, run by the real dnf on installed packages.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
command -v dnf >/dev/null || skip "dnf is not installed"
command -v createrepo_c >/dev/null || skip "createrepo_c is not installed"
plan=${RPMWORKS_BUILD:?}/bin/rpmworks-test-upgrade

run "$RPMWORKS_SOURCE/tests/integration/upgrade_with_dnf" "$plan" made 6
check_same "dnf gets to the new release wherever the plan says so: $out$err" 0 "$code"
check_contains "a downgrade" "$out" "ok     a lower version: upgrade; distro-sync a"
check_contains "a removal that the upgrade needs" "$out" "ok     blocked: remove old; upgrade"

# The comparison notices commands that are missing, and commands that fail.
cat >missing <<END
#!/bin/sh
"$plan" "\$@" | sed '/^distro-sync/d'
END
cat >failing <<END
#!/bin/sh
"$plan" "\$@" | sed 's/^upgrade/install nonsense/'
END
chmod +x missing failing
for program in missing failing; do
  check_exit 1 "$RPMWORKS_SOURCE/tests/integration/upgrade_with_dnf" "./$program" "made-$program"
  check_contains "$program commands are noticed" "$out" "WRONG  a lower version"
done
