// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fixture.hpp"
#include "sbom/sbom.hpp"
#include "support/peak_memory.hpp"

using namespace rpmworks;

TEST_CASE("20,000 packages are written one at a time") {
  manifest::Manifest m = test::sbom_manifest();
  const manifest::Entry example = m.packages[1];
  m.packages.clear();
  for (int i = 0; i < 20'000; ++i) {
    m.packages.push_back(example);
    manifest::Entry& entry = m.packages.back();
    entry.nevra.name = fmt::format("greet-{}", i);
    entry.file = "packages/" + entry.nevra.file_name();
    if (i > 0) entry.required_by = {fmt::format("greet-{}", i - 1)};
    entry.license = fmt::format("MIT and License {}", i % 500);
    entry.license_spdx.clear();
  }
  for (const auto format : {sbom::Format::spdx_3, sbom::Format::spdx_2, sbom::Format::cyclonedx_1_7}) {
    const test::PeakMemory memory;
    size_t bytes = 0;
    sbom::write(m, format, [&](std::string_view piece) { bytes += piece.size(); });
    CHECK(bytes > 20'000'000);
    CHECK(memory.is_below(200));
  }
}
