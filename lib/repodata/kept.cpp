// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/kept.hpp"

#include "archive/tarball.hpp"
#include "core/digest.hpp"
#include "core/listing.hpp"
#include "repodata/record_kinds.hpp"

namespace rpmworks::repodata {

namespace {

// Change this whenever the same packages would give other metadata.
constexpr const char* k_metadata_format = "repodata 1";

}  // namespace

std::string key_of_metadata(const std::vector<File>& files, const Options& options) {
  Digest digest;
  digest.field(k_metadata_format).field(version()).field(archive::compressors());
  digest.field(std::to_string(options.timestamp)).field(options.sqlite ? "sqlite" : "");
  digest.field(options.zchunk ? "zchunk" : "");
  for (const Extra& extra : options.extras)
    digest.field(extra.type).field(extra.name).field(extra.bytes).field(extra.gzip ? "gzip" : "");
  for (const File& file : files) digest.field(file.path).field(file.sha256);
  return digest.hex();
}

bool restore(const store::Store& store, const std::string& key, const fs::path& staged) {
  const auto kept = k_metadata.find(store, key);
  if (!kept) return false;
  for (const auto& file : kept->files)
    if (!store::has_blob_known_whole(store, file.sha256)) return false;
  for (const auto& file : kept->files) link_or_copy(store.blob(file.sha256), staged / file.name);
  write_new_file(staged / k_repomd, kept->repomd);
  return true;
}

void keep(store::Store& store, const std::string& key, const fs::path& staged, const std::string& repomd) {
  KeptMetadata kept{.repomd = repomd, .files = {}};
  for (const auto& entry : entries_in(staged)) {
    const fs::path file = entry.path();
    kept.files.push_back({.name = file.filename().string(), .sha256 = store.put_file(file)});
    fs::remove(file);
    link_or_copy(store.blob(kept.files.back().sha256), file);
  }
  std::ranges::sort(kept.files, {}, &KeptMetadata::File::name);
  k_metadata.put(store, key, kept);
}

}  // namespace rpmworks::repodata
