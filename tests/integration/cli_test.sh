#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The command line itself: usage errors, help, exit codes, errors of the configuration from end to end.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

check "the program is there" test -x "$RPMWORKS"
