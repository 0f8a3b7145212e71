// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/section_metadata.hpp"

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
  static const std::vector<std::string> k_keys = {"comps", "advisories", "zchunk"};
  return k_keys;
}

SectionMetadata read_section_metadata(const Fields& section, Section::From from, const fs::path& base) {
  if (from == Section::From::srpms)
    for (const char* key : {"comps", "advisories"})
      section.refuse(key, "cannot be combined with `from: srpms`: clients do not install source packages");
  return {.comps = read_file_of(section, "comps", base),
          .advisories = read_file_of(section, "advisories", base),
          .zchunk = section.flag("zchunk")};
}

}  // namespace rpmworks::config
