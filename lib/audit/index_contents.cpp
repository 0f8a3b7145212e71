// SPDX-License-Identifier: GPL-3.0-or-later
// What the index has beyond the manifests: read from packages and metadata when a question needs it.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "audit/index_update.hpp"
#include "audit/readers.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/error_line.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "repodata/repodata.hpp"
#include "repodata/updateinfo.hpp"
#include "rpm/package.hpp"

namespace rpmworks::audit {

namespace {

struct UnreadPackage {
  int64_t id = 0;
  fs::path folder;
  std::string file;
  std::string nevra;
  std::string header_sha256;
  bool is_readable = false;
  std::vector<std::string> paths;
};

int64_t row_of(const Database& database, const Place& place) {
  Statement find = database.prepare("SELECT id FROM release WHERE place = ?");
  return find.bind(1, place.key).step() ? find.number(0) : 0;
}

std::vector<UnreadPackage> unread_packages(const Database& database, const std::vector<Place>& places) {
  std::vector<UnreadPackage> unread;
  std::set<int64_t> known;
  for (const auto& place : places) {
    if (place.folder.empty()) continue;
    Statement find = database.prepare(
        "SELECT p.id, p.file, p.nevra, p.header_sha256 FROM contains c JOIN package p ON p.id = c.package "
        "WHERE c.release = ? AND p.files = 0");
    find.bind(1, row_of(database, place));
    while (find.step())
      if (known.insert(find.number(0)).second)
        unread.push_back({.id = find.number(0),
                          .folder = place.folder,
                          .file = find.text(1),
                          .nevra = find.text(2),
                          .header_sha256 = find.text(3)});
  }
  return unread;
}

// The file must be the package of the manifest, and in the folder: others may have put links there.
void read_paths(UnreadPackage& package) {
  std::error_code failure;
  const fs::path file = fs::canonical(package.folder / package.file, failure);
  if (failure) return;
  const fs::path folder = fs::canonical(package.folder);
  if (std::ranges::mismatch(folder, file).in1 != folder.end()) return;
  try {
    const rpm::Package header = rpm::read_package(file);
    if (header.nevra.str() != package.nevra ||
        (!package.header_sha256.empty() && header.header_sha256 != package.header_sha256))
      return;
    package.paths = rpm::file_names(file);
    package.is_readable = true;
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
  }
}

struct UnreadSection {
  fs::path folder;
  std::string name;
  std::string repomd;
};

std::vector<UnreadSection> unread_sections(const Database& database, const std::vector<Place>& places) {
  std::map<std::string, UnreadSection> unread;
  for (const auto& place : places) {
    if (place.folder.empty()) continue;
    Statement find = database.prepare(
        "SELECT s.path, r.repomd FROM release_section r JOIN section s ON s.id = r.section WHERE r.release = "
        "? "
        "AND r.repomd <> '' AND NOT EXISTS (SELECT 1 FROM advisory_source a WHERE a.repomd = r.repomd)");
    find.bind(1, row_of(database, place));
    while (find.step())
      unread.try_emplace(find.text(1), UnreadSection{.folder = place.folder / find.text(0),
                                                     .name = place.name + "/" + find.text(0),
                                                     .repomd = find.text(1)});
  }
  std::vector<UnreadSection> sections;
  for (auto& [repomd, section] : unread) sections.push_back(std::move(section));
  return sections;
}

std::vector<Advisory> advisories_of(const UnreadSection& section, const fs::path& tmp) {
  const fs::path repomd = section.folder / "repodata/repomd.xml";
  if (digest_of_file(repomd) != section.repomd)
    throw Error(ExitCode::invalid, fmt::format("{} is not the file that the manifest lists", repomd.string()))
        .hint("check the release with `rpmworks verify`");
  std::vector<Advisory> advisories;
  for (const auto& extra : repodata::read_extras(section.folder)) {
    if (extra.type != "updateinfo") continue;
    for (auto& one : from_updateinfo(
             repodata::read_updateinfo(extra.bytes, tmp, repodata::OtherTimes::unknown), section.name))
      advisories.push_back(std::move(one));
  }
  return advisories;
}

void insert(Database& database, const std::string& repomd, const Advisory& advisory) {
  database.prepare("INSERT OR REPLACE INTO advisory VALUES(?, ?, ?)")
      .bind(1, repomd)
      .bind(2, advisory.id)
      .bind(3, to_json(advisory).dump())
      .run();
  for (const auto& alias : advisory.aliases)
    database.prepare("INSERT OR IGNORE INTO advisory_alias VALUES(?, ?, ?)")
        .bind(1, alias)
        .bind(2, repomd)
        .bind(3, advisory.id)
        .run();
}

void add_file_gaps(const Database& database, std::vector<std::string>& gaps) {
  const auto count = [&](int state) {
    return database.number(
        fmt::format("SELECT count(DISTINCT p.id) FROM scope s JOIN contains c ON c.release = s.release "
                    "JOIN package p ON p.id = c.package WHERE p.files = {}",
                    state));
  };
  if (const auto unknown = static_cast<uint64_t>(count(0)); unknown > 0)
    gaps.push_back(fmt::format("the files of {} are not known, because the packages are not on this machine",
                               counted(unknown, "package")));
  if (const auto unreadable = static_cast<uint64_t>(count(2)); unreadable > 0)
    gaps.push_back(fmt::format(
        "the files of {} are not known, because the packages are missing or are not those of the manifest",
        counted(unreadable, "package")));
}

void add_advisory_gaps(const Database& database, const std::vector<Place>& places,
                       std::vector<std::string>& gaps) {
  std::vector<std::string> remote;
  for (const auto& place : places)
    if (place.folder.empty()) remote.push_back(place.name);
  if (!remote.empty())
    gaps.push_back(fmt::format(
        "the advisories in the metadata of {}{} were not read, because the metadata is not on this machine",
        remote.front(), remote.size() > 1 ? fmt::format(" and {} more", remote.size() - 1) : ""));
  Statement faults = database.prepare(
      "SELECT DISTINCT a.fault FROM scope s JOIN release_section r ON r.release = s.release "
      "JOIN advisory_source a ON a.repomd = r.repomd WHERE a.fault <> '' ORDER BY s.position, 1");
  std::string first;
  uint64_t count = 0;
  while (faults.step())
    if (++count == 1) first = faults.text(0);
  if (count > 0)
    gaps.push_back(fmt::format("the advisories of {} could not be read; the first: {}",
                               counted(count, "section"), first));
}

}  // namespace

bool has_unread(const Database& database, const std::vector<Place>& places, const Needs& needs) {
  return (needs.files && !unread_packages(database, places).empty()) ||
         (needs.advisories && !unread_sections(database, places).empty());
}

void read_files(Database& database, const std::vector<Place>& places, unsigned jobs, Reporter& reporter) {
  auto packages = unread_packages(database, places);
  if (packages.empty()) return;
  Activity reading(reporter, "reading", "the files of " + counted(packages.size(), "package"),
                   packages.size());
  parallel_for(packages.size(), jobs, [&](size_t i) {
    read_paths(packages[i]);
    reading.step();
  });
  Statement insert = database.prepare("INSERT OR IGNORE INTO file VALUES(?, ?)");
  Statement mark = database.prepare("UPDATE package SET files = ? WHERE id = ?");
  for (const auto& package : packages) {
    for (const auto& path : package.paths) insert.bind(1, path).bind(2, package.id).run();
    mark.bind(1, int64_t{package.is_readable ? 1 : 2}).bind(2, package.id).run();
  }
}

void read_section_advisories(Database& database, const std::vector<Place>& places, const fs::path& tmp) {
  for (const auto& section : unread_sections(database, places)) {
    std::string fault;
    try {
      for (const auto& advisory : advisories_of(section, tmp)) insert(database, section.repomd, advisory);
    } catch (const Error& error) {
      if (error.code() == ExitCode::interrupted) throw;
      fault = in_one_line(error);
    }
    database.prepare("INSERT OR REPLACE INTO advisory_source VALUES(?, ?)")
        .bind(1, section.repomd)
        .bind(2, fault)
        .run();
  }
}

std::vector<std::string> gaps_of(const Database& database, const std::vector<Place>& places,
                                 const Needs& needs) {
  std::vector<std::string> gaps;
  if (needs.files) add_file_gaps(database, gaps);
  if (needs.advisories) add_advisory_gaps(database, places, gaps);
  return gaps;
}

}  // namespace rpmworks::audit
