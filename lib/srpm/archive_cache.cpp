// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/archive_cache.hpp"

#include "archive/tarball.hpp"
#include "core/digest.hpp"
#include "spec/parse_view.hpp"
#include "srpm/record.hpp"
#include "srpm/records.hpp"
#include "srpm/tree_archives.hpp"

namespace rpmworks::srpm {

namespace {

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
  auto kept = k_kept_archives.find(m_store, key_of(archive));
  if (!kept || !m_store.copy_blob(kept->sha256, archive.file)) return std::nullopt;
  spec::set_time(archive.file, archive.file_time);
  return std::move(kept->deviations);
}

void ArchiveCache::keep(const TreeArchive& archive, const Deviations& deviations) {
  k_kept_archives.put(m_store, key_of(archive), {m_store.put_file(archive.file), deviations});
}

}  // namespace rpmworks::srpm
