// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/section_metadata.hpp"

#include <fmt/format.h>

#include "config/values.hpp"
#include "core/printable.hpp"

namespace rpmworks::config {

namespace {

std::optional<Located<fs::path>> read_file_of(const Fields& section, const std::string& key,
                                              const fs::path& base) {
  const auto text = section.text(key);
  if (!text) return std::nullopt;
  return Located<fs::path>{require_path(*text, base, section.named(key)), text->where};
}

// `advisories: FILE`, or `advisories: { file: FILE, trailers: true, ignore: [COMMIT] }`.
void read_advisories_of(const Fields& section, Section::From from, const fs::path& base,
                        SectionMetadata& metadata) {
  if (!section.is_mapping("advisories")) {
    metadata.advisories = read_file_of(section, "advisories", base);
    return;
  }
  const Fields fields =
      *section.fields("advisories", section.named("advisories"), {"file", "trailers", "ignore"});
  metadata.advisories = read_file_of(fields, "file", base);
  metadata.trailers = fields.flag("trailers");
  if (from == Section::From::upstream)
    fields.refuse("trailers",
                  "is only valid with `from: builds`: the packages of an upstream have no commits here");
  if (!metadata.trailers) fields.refuse("ignore", "is only valid with `trailers: true`");
  if (!metadata.advisories && !metadata.trailers)
    throw fields.missing("file").hint(
        "name a file, or write `trailers: true` to read advisories from commits");
  for (auto& commit : fields.list("ignore")) {
    if (commit->size() != 40 || commit->find_first_not_of("0123456789abcdef") != std::string::npos)
      throw Error(ExitCode::invalid, fmt::format("an item of {} is '{}', not the full id of a commit",
                                                 fields.named("ignore"), printable(*commit)))
          .at(commit.where)
          .hint("write 40 hexadecimal digits in lower case, as `git rev-parse COMMIT` prints them");
    metadata.ignored_commits.push_back(std::move(commit));
  }
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
  SectionMetadata metadata{
      .comps = read_file_of(section, "comps", base), .advisories = {}, .zchunk = section.flag("zchunk")};
  read_advisories_of(section, from, base, metadata);
  if (from != Section::From::upstream) section.refuse("metadata", "is only valid with `from: upstream`");
  for (const auto& kind : section.list("metadata")) {
    require_word(kind, {"modules", "advisories"}, fmt::format("an item of {}", section.named("metadata")));
    (*kind == "modules" ? metadata.vendor_modules : metadata.vendor_advisories) = true;
  }
  return metadata;
}

}  // namespace rpmworks::config
