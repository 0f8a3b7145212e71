#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The guide in docs/sbom.md as written: guide_steps explains how it is read.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/guide.sh"
need jq python3
mkdir "$TMP/bin"
ln -s "$RPMWORKS" "$TMP/bin/rpmworks"
PATH=$TMP/bin:$PATH

# A release with two own packages, their source package, and a package of CentOS.
release() {
  mkdir -p releases/1.0.2
  jq '. as $release | .supplier = {name: "Acme", url: "https://acme.example", contact: "rpm@acme.example"} |
    .packages |= map(del(.purl, .vendor)) |
    .packages[2] |= (.origin = $release.packages[0].origin | .required_by = []) |
    .packages[1] |= (.license = "GPLv2+ and BSD" | .license_spdx = "GPL-2.0-or-later AND LicenseRef-BSD") |
    .packages = [.packages[0] + {nevra: "zlib-1.2.3-29.el6.x86_64", name: "zlib", epoch: 0, version: "1.2.3", release: "29.el6", section: "deps/os",
      file: "deps/os/zlib-1.2.3-29.el6.x86_64.rpm", license: "zlib and Boost", license_spdx: "Zlib AND BSL-1.0", vendor: "CentOS",
      source_rpm: "zlib-1.2.3-29.el6.src.rpm", required_by: ["greet"], origin: {kind: "upstream", url: "https://mirror.example/zlib.rpm", ref: "",
      commit: "", srpm_sha256: "", upstream: "os"}} | del(.build)] + .packages' \
    "$RPMWORKS_SOURCE/tests/unit/manifest/example.json" >releases/1.0.2/manifest.json
}

run_guide "$RPMWORKS_SOURCE/docs/sbom.md" 7
