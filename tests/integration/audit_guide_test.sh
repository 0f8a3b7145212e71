#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The guide in docs/guide-audit.md as written: guide_steps explains how it is read.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/guide.sh"
. "$(dirname "$0")/base.sh"
need gpg jq python3

# Two releases of the example product, the second of which fixes a vulnerability; the auditor has only the folders.
delivery() {
  example_product "$TMP/maker"
  (
    cd "$TMP/maker"
    sed -i 's/    packages: { from: builds, sign: greetings }/    packages: { from: builds, sign: greetings, advisories: advisories.yaml }/' repos.yaml
    printf '%s\n' 'GREET-2026-1:' '  type: security' '  severity: important' '  title: greeter no longer crashes' '  issued: 2026-01-06' \
      '  references: [CVE-2026-12345]' '  packages: { greeter: 1.0.1-1 }' >advisories.yaml
    check_exit 0 rpmworks release 1.0.0
    next_greeter 1.0.1
    check_exit 0 rpmworks release 1.0.1
  )
  mkdir delivered
  cp -r "$TMP/maker/releases/1.0.0" "$TMP/maker/releases/1.0.1" delivered/
  jq -r '.keys[0].fingerprint' delivered/1.0.1/manifest.json >fingerprint-from-the-maker
  printf '%s\n' '{"id": "ALSA-2026:1", "modified": "2026-01-01T00:00:00Z", "affected": [{"package": {"ecosystem": "AlmaLinux:9", "name": "greeter"},
    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "9-1"}]}]}]}' >almalinux.osv.json
}

run_guide "$RPMWORKS_SOURCE/docs/guide-audit.md" 21
