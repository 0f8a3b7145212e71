#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What rpmworks selects from an upstream, compared with what dnf would install, on a made-up distribution.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
/usr/bin/python3 -c 'import dnf, hawkey' 2>/dev/null || skip "python3-dnf is not installed"
select=${RPMWORKS_BUILD:?}/bin/rpmworks-test-select

check "metadata is made" "$RPMWORKS_SOURCE/tests/support/make-distribution" made 2000
check "metadata is made again" "$RPMWORKS_SOURCE/tests/support/make-distribution" again 2000
check "the same arguments give the same metadata" diff -r made again

compare() { run "$RPMWORKS_SOURCE/tests/integration/selection_with_dnf" "$select" made "$@"; }

# dnf takes the newest version of everything, so also of what the base has.
compare 15 1
check_same "every selection is installable, and none has more packages than dnf installs: $out$err" 0 "$code"
check_contains "updates of the base that nothing requires are not taken" "$out" "update of a package of the base that nothing requires"

# If dnf prefers the base, it takes the same packages.
compare 15 1 12 base-first
check_same "the same with a dnf that prefers the base: $out$err" 0 "$code"
check_contains "the same packages are taken" "$out" "the same packages"

# The comparison notices what is superfluous, and what is missing.
cat >superfluous <<END
#!/bin/sh
"$select" "\$@" | sed -u 's/^end/package mod00045-9.0-1.noarch\nend/'
END
cat >missing <<END
#!/bin/sh
"$select" "\$@" | sed -u '/^package lib/d'
END
chmod +x superfluous missing
for program in superfluous missing; do
  check_exit 1 "$RPMWORKS_SOURCE/tests/integration/selection_with_dnf" "./$program" made 3 1 12 base-first
  check_contains "$program packages are noticed" "$out" "fault: set "
done
