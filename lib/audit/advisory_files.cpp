// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "archive/reader.hpp"
#include "audit/readers.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"
#include "store/file_identity.hpp"

namespace rpmworks::audit {

namespace {

constexpr uint64_t k_largest_archive = 16ULL << 30;
constexpr size_t k_most_files = 2'000'000;

Error too_large(const std::string& file) {
  return Error(ExitCode::invalid, fmt::format("{} is larger than {}", printable(file, 1000),
                                              human_bytes(k_largest_advisory_file)))
      .hint("it is not an advisory");
}

std::string text_in(const fs::path& file) {
  if (fs::file_size(file) > k_largest_advisory_file) throw too_large(file.string());
  return read_file(file);
}

// OSV or CSAF. CSAF documents have `document`; the whole text is parsed again by its reader only for them.
std::vector<Advisory> read_json(std::string text, const std::string& file) {
  const size_t document = text.find("\"csaf_version\"");
  if (document != std::string::npos) return read_csaf(std::move(text), file);
  return {read_osv(std::move(text), file)};
}

void add(std::vector<Advisory> advisories, AdvisoryFiles& found) {
  ++found.files;
  for (auto& advisory : advisories) {
    if (advisory.claims.empty())
      ++found.without_packages;
    else
      found.advisories.push_back(std::move(advisory));
  }
}

AdvisoryFiles read_folder(const fs::path& folder, unsigned jobs) {
  std::vector<fs::path> files;
  for (auto at = fs::recursive_directory_iterator(folder); at != fs::recursive_directory_iterator(); ++at)
    if (at->path().extension() == ".json" && at->symlink_status().type() == fs::file_type::regular) {
      if (files.size() >= k_most_files)
        throw Error(ExitCode::invalid,
                    fmt::format("{} has more than {} files", folder.string(), k_most_files))
            .hint("name a folder of advisories");
      files.push_back(at->path());
    }
  std::ranges::sort(files);
  if (files.empty())
    throw Error(ExitCode::invalid, fmt::format("{} has no advisories", folder.string()))
        .hint("name a folder with files of OSV or CSAF, whose names end with .json");
  std::vector<std::vector<Advisory>> read(files.size());
  parallel_for(files.size(), jobs,
               [&](size_t i) { read[i] = read_json(text_in(files[i]), files[i].string()); });
  AdvisoryFiles found;
  for (auto& advisories : read) add(std::move(advisories), found);
  return found;
}

AdvisoryFiles read_archive(const fs::path& file) {
  AdvisoryFiles found;
  archive::Reader reader(file, file.string(), archive::Reader::Formats::tar_and_zip);
  reader.limit_content(k_largest_archive);
  while (const auto member = reader.next()) {
    if (member->kind != archive::Member::Kind::file || !member->path.ends_with(".json")) continue;
    if (found.files >= k_most_files)
      throw Error(ExitCode::invalid, fmt::format("{} has more than {} files", file.string(), k_most_files))
          .hint("name an archive of advisories");
    add(read_json(reader.read_all(k_largest_advisory_file),
                  fmt::format("{}/{}", file.string(), printable(member->path, 1000))),
        found);
  }
  if (found.files == 0)
    throw Error(ExitCode::invalid, fmt::format("{} has no advisories", file.string()))
        .hint("name an archive with files of OSV or CSAF, whose names end with .json");
  return found;
}

bool is_archive(std::string_view name) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{".zip", ".tar", ".tar.gz", ".tgz",
                                                                     ".tar.xz", ".tar.zst", ".tar.bz2"},
                             [&](const auto end) { return name.ends_with(end); });
}

}  // namespace

std::vector<Advisory> from_updateinfo(const std::vector<repodata::Advisory>& advisories,
                                      const std::string& origin) {
  std::vector<Advisory> all;
  for (const auto& one : advisories) {
    Advisory advisory{.id = one.id,
                      .type = one.type,
                      .severity = one.severity,
                      .title = one.title,
                      .origin = origin,
                      .aliases = {},
                      .claims = {}};
    for (const auto& reference : one.references)
      if (reference.type == "cve" && !reference.id.empty() &&
          std::ranges::count(advisory.aliases, reference.id) == 0)
        advisory.aliases.push_back(reference.id);
    for (const auto& package : one.packages)
      advisory.claims.push_back(
          {.name = package.nevra.name,
           .names = Claim::Names::binary,
           .arch = package.nevra.arch,
           .distribution = {},
           .vendor = {},
           .major = major_of(package.nevra.evr),
           .status = Status::affected,
           .ranges = {{.introduced = {}, .fixed = package.nevra.evr, .last_affected = {}}},
           .versions = {},
           .reason = {}});
    all.push_back(std::move(advisory));
  }
  return all;
}

AdvisoryFiles read_advisories(const fs::path& path, const fs::path& tmp, unsigned jobs) {
  std::error_code unknown;
  const std::string name = path.filename().string();
  if (fs::is_directory(path, unknown)) return read_folder(path, jobs);
  if (!fs::exists(path, unknown))
    throw Error(ExitCode::invalid,
                fmt::format("there is no file or folder {}", printable(path.string(), 1000)))
        .hint("name a file or folder of advisories in the format of OSV, CSAF or updateinfo");
  if (is_archive(name)) return read_archive(path);
  AdvisoryFiles found;
  if (name.find(".xml.") != std::string::npos)
    throw Error(ExitCode::invalid, fmt::format("{} is compressed", path.string()))
        .hint("decompress it first, for example with `gzip -dk`");
  if (name.ends_with(".xml")) {
    const std::string xml = text_in(path);
    try {
      add(from_updateinfo(repodata::read_updateinfo(xml, tmp, repodata::OtherTimes::unknown), path.string()),
          found);
    } catch (const Error& error) {
      throw Error(ExitCode::invalid, error.what()).at({.file = path.string()}).notes(error.notes());
    }
    return found;
  }
  add(read_json(text_in(path), path.string()), found);
  return found;
}

}  // namespace rpmworks::audit
