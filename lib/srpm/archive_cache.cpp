// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/archive_cache.hpp"

#include "archive/tarball.hpp"
#include "core/digest.hpp"
#include "core/json.hpp"
#include "spec/parse_view.hpp"
#include "srpm/record.hpp"
#include "srpm/tree_archives.hpp"

namespace rpmworks::srpm {

namespace {

constexpr const char* k_archives = "tree-archive";

std::string key_of(const TreeArchive& archive) {
  Digest digest;
  digest.field(k_recipe).field(archive::compressors());
  digest.field(archive.commit.id).field(archive.commit.tag).field(archive.subdir).field(archive.prefix);
  digest.field(std::to_string(static_cast<int>(archive.compression)));
  digest.field(archive.submodules ? "submodules" : "").field(std::to_string(archive.exclude.size()));
  for (const auto& pattern : archive.exclude) digest.field(pattern);
  return digest.hex();
}

}  // namespace

std::optional<Deviations> ArchiveCache::copy(const TreeArchive& archive) const {
  const auto text = m_store.record(k_archives, key_of(archive));
  if (!text) return std::nullopt;
  try {
    const auto json = Json::parse(*text);
    const auto sha256 = json.at("sha256").get<std::string>();
    Deviations deviations{json.at("submodules"), json.at("of_refs"), json.at("unlike_git")};
    if (!m_store.has_whole_blob(sha256)) return std::nullopt;
    copy_file_contents(m_store.blob(sha256), archive.file);
    spec::set_time(archive.file, archive.file_time);
    return deviations;
  } catch (const JsonError&) {
    return std::nullopt;  // written by another version of rpmworks: make it again
  }
}

void ArchiveCache::keep(const TreeArchive& archive, const Deviations& deviations) {
  const Json json = {{"sha256", m_store.put_file(archive.file)},
                     {"submodules", deviations.submodules},
                     {"of_refs", deviations.of_refs},
                     {"unlike_git", deviations.unlike_git}};
  m_store.put_record(k_archives, key_of(archive), json.dump());
}

}  // namespace rpmworks::srpm
