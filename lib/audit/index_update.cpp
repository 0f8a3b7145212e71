// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/index_update.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "audit/manifest_writer.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "store/file_identity.hpp"

namespace rpmworks::audit {

namespace {

// What identifies the manifest of a place: the state of its file, or the digest of its text. A file that was
// changed just now is read again next time.
constexpr std::string_view k_unsettled = " unsettled";

std::string identity_of(const Place& place) {
  if (place.manifest_file.empty())
    return place.manifest_sha256.empty() ? sha256(place.manifest->to_json()) : place.manifest_sha256;
  const auto status = store::FileStatus::of(place.manifest_file);
  if (!status)
    throw Error(ExitCode::invalid, fmt::format("{} is missing", place.manifest_file.string()))
        .hint("name a release that exists");
  const auto identity = status->content_and_ctime();
  return identity.is_settled() ? identity.text : identity.text + std::string(k_unsettled);
}

bool is_known(const std::string& known, const Place& place) {
  return !known.empty() && !known.ends_with(k_unsettled) && known == identity_of(place);
}

ReadPlace read_place(const Place& place) {
  ReadPlace read{.place = &place,
                 .identity = identity_of(place),
                 .manifest = place.manifest,
                 .sha256 = place.manifest_sha256};
  if (place.manifest_file.empty()) return read;
  const std::string text = read_file(place.manifest_file);
  read.sha256 = sha256(text);
  read.manifest = std::make_shared<const manifest::Manifest>(
      manifest::Manifest::from_json(text, place.manifest_file.string()));
  return read;
}

void remove_release(Database& database, int64_t release) {
  for (const char* const table :
       {"contains", "release_section", "release_key", "release_digest", "withdrawn"})
    database.prepare(fmt::format("DELETE FROM {} WHERE release = ?", table)).bind(1, release).run();
  database.prepare("DELETE FROM release WHERE id = ?").bind(1, release).run();
}

// Removes places whose manifests are gone; of the packages that only they had, nothing else is asked for.
void remove_lost(Database& database) {
  std::vector<int64_t> lost;
  Statement all = database.prepare("SELECT id, place FROM release");
  while (all.step()) {
    const fs::path place = all.text(1);
    if (place.is_absolute() && !is_there(place) && !is_there(place / "manifest.json"))
      lost.push_back(all.number(0));
  }
  for (const int64_t release : lost) remove_release(database, release);
}

std::string known_identity(const Database& database, const Place& place) {
  Statement find = database.prepare("SELECT identity FROM release WHERE place = ?");
  return find.bind(1, place.key).step() ? find.text(0) : std::string();
}

void update_places(Database& database, const std::vector<Place>& places, unsigned jobs, Reporter& reporter) {
  std::vector<const Place*> changed;
  for (const auto& place : places)
    if (!is_known(known_identity(database, place), place)) changed.push_back(&place);
  if (changed.empty()) return;
  Activity indexing(reporter, "indexing", counted(changed.size(), "manifest"), changed.size());
  ManifestWriter writer(database);
  constexpr size_t k_at_a_time = 64;  // limits the memory for manifests
  for (size_t start = 0; start < changed.size(); start += k_at_a_time) {
    std::vector<ReadPlace> read(std::min(k_at_a_time, changed.size() - start));
    parallel_for(read.size(), jobs, [&](size_t i) { read[i] = read_place(*changed[start + i]); });
    for (const auto& one : read) {
      Statement find = database.prepare("SELECT id FROM release WHERE place = ?");
      if (find.bind(1, one.place->key).step()) remove_release(database, find.number(0));
      writer.add(one);
      indexing.step();
    }
  }
}

}  // namespace

bool is_up_to_date(const Database& database, const std::vector<Place>& places, const Needs& needs) {
  std::unordered_map<std::string, std::string> known;
  Statement all = database.prepare("SELECT place, identity FROM release");
  while (all.step()) known.emplace(all.text(0), all.text(1));
  for (const auto& place : places) {
    const auto found = known.find(place.key);
    if (found == known.end() || !is_known(found->second, place)) return false;
  }
  return !has_unread(database, places, needs);
}

void update(Database& database, const std::vector<Place>& places, const Needs& needs, const fs::path& tmp,
            unsigned jobs, Reporter& reporter) {
  database.run("BEGIN");
  remove_lost(database);
  update_places(database, places, jobs, reporter);
  if (needs.files) read_files(database, places, jobs, reporter);
  if (needs.advisories) read_section_advisories(database, places, tmp);
  database.run("COMMIT");
}

}  // namespace rpmworks::audit
