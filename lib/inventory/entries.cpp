// SPDX-License-Identifier: GPL-3.0-or-later
#include "inventory/entries.hpp"

#include <fmt/format.h>

#include <map>

#include "core/error.hpp"

namespace rpmworks::inventory {

manifest::Entry entry_of(const rpm::Package& package) {
  const std::string& epoch = package.nevra.evr.epoch;
  constexpr size_t k_most_digits = 10;  // an epoch has 32 bits
  if (epoch.size() > k_most_digits || epoch.find_first_not_of("0123456789") != std::string::npos)
    throw Error(ExitCode::invalid,
                fmt::format("the epoch of {} is not a number: '{}'", package.nevra.name, epoch))
        .hint("the metadata that describes this package is damaged");
  manifest::Entry entry;
  entry.nevra = package.nevra;
  entry.header_sha256 = package.header_sha256;
  entry.payload_sha256 = package.payload_sha256;
  entry.license = package.license;
  entry.summary = package.summary;
  entry.vendor = package.vendor;
  entry.source_rpm = package.source_rpm;
  entry.origin = manifest::FromUpstream{};
  return entry;
}

void complete(manifest::Manifest& manifest) {
  manifest.sort();
  std::map<std::string, manifest::SectionInfo> sections;
  for (const auto& entry : manifest.packages) {
    manifest::SectionInfo& section = sections[entry.section];
    section.path = entry.section;
    ++section.packages;
    section.bytes += entry.size;
  }
  manifest.sections.clear();
  for (auto& [path, section] : sections) manifest.sections.push_back(std::move(section));
}

}  // namespace rpmworks::inventory
