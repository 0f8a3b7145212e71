// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/section_metadata.hpp"

#include <fmt/format.h>

#include "config/values.hpp"

namespace rpmworks::config {

namespace {

std::optional<Located<fs::path>> read_file_of(const Fields& section, const std::string& key,
                                              const fs::path& base) {
  const auto text = section.text(key);
  if (!text) return std::nullopt;
  return Located<fs::path>{require_path(*text, base, section.named(key)), text->where};
}

}  // namespace

const std::vector<std::string>& section_metadata_keys() {
  static const std::vector<std::string> k_keys = {"comps", "advisories", "metadata", "zchunk"};
  return k_keys;
}

SectionMetadata read_section_metadata(const Fields& section, Section::From from, const fs::path& base) {
  if (from == Section::From::srpms)
    for (const char* key : {"comps", "advisories"})
      section.refuse(key, "cannot be combined with `from: srpms`: clients do not install source packages");
  SectionMetadata metadata{.comps = read_file_of(section, "comps", base),
                           .advisories = read_file_of(section, "advisories", base),
                           .zchunk = section.flag("zchunk")};
  if (from != Section::From::upstream) section.refuse("metadata", "is only valid with `from: upstream`");
  for (const auto& kind : section.list("metadata")) {
    require_word(kind, {"modules", "advisories"}, fmt::format("an item of {}", section.named("metadata")));
    (*kind == "modules" ? metadata.vendor_modules : metadata.vendor_advisories) = true;
  }
  return metadata;
}

}  // namespace rpmworks::config
