// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/manifest_fixture.hpp"

namespace rpmworks::test {

/// The example with a supplier, a package of an upstream, and licences that are not SPDX ids.
inline manifest::Manifest sbom_manifest() {
  manifest::Manifest m = example_manifest();
  m.supplier = {"Acme Team", "https://acme.example", "rpm@acme.example"};
  for (auto& entry : m.packages) {
    entry.vendor.clear();
    entry.purl.clear();
  }
  m.packages[1].license = "GPLv2+ and (BSD or Public Domain)";
  m.packages[1].license_spdx = "GPL-2.0-or-later AND (LicenseRef-BSD OR LicenseRef-Public-Domain)";
  m.packages.insert(
      m.packages.begin(),
      {.nevra = {.name = "zlib", .evr = {"", "1.2.3^git1", "29.el6"}, .arch = "x86_64"},
       .section = "deps/os",
       .file = "deps/os/zlib-1.2.3^git1-29.el6.x86_64.rpm",
       .size = 7,
       .sha256 = std::string(64, '7'),
       .license = "zlib and Boost",
       .license_spdx = "Zlib AND BSL-1.0",
       .summary = "caf\xe9",  // Latin-1
       .vendor = "CentOS",
       .source_rpm = "zlib-1.2.3^git1-29.el6.src.rpm",
       .signatures = {},
       .origin = manifest::FromUpstream{.upstream = "os",
                                        .url = "https://mirror.example/os/zlib-1.2.3^git1-29.el6.x86_64.rpm"},
       .build = std::nullopt,
       .required_by = {"greet", "somebody else"}});
  return m;
}

}  // namespace rpmworks::test
