// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/metadata/metadata.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "core/error.hpp"
#include "core/recent_files.hpp"
#include "solve/metadata/checked_file.hpp"

namespace rpmworks::solve {

namespace {

// Increased when the content of the cache files changes.
constexpr int k_cache_version = 1;
// Several large distributions with complete file lists, and many releases.
constexpr uint64_t k_cache_limit = 2ULL << 30;

void read_xml(Repo* repo, const upstream::Metadata& metadata, const upstream::MetadataFile& file, int flags) {
  read_checked(metadata, file, repo->pool,
               [&](FILE* stream) { return repo_add_rpmmd(repo, stream, nullptr, flags); });
}

// The metadata in libsolv's format.
std::string solv_of(const upstream::Metadata& metadata, bool filelists) {
  const PoolHandle pool = new_pool();
  Repo* repo = repo_create(pool.get(), metadata.name.c_str());
  read_xml(repo, metadata,
           {.path = metadata.primary,
            .checksum = metadata.primary_checksum,
            .open_size = metadata.primary_open_size,
            .name = metadata.primary_name},
           0);
  if (filelists)
    read_xml(repo, metadata,
             {.path = metadata.filelists,
              .checksum = metadata.filelists_checksum,
              .open_size = metadata.filelists_open_size,
              .name = metadata.filelists_name},
             REPO_EXTEND_SOLVABLES);
  char* bytes = nullptr;
  size_t size = 0;
  File memory(open_memstream(&bytes, &size));
  if (!memory) throw system_error("open_memstream", metadata.name);
  const int failed = repo_write(repo, memory.get());
  memory.reset();
  const std::unique_ptr<char, decltype(&std::free)> owner(bytes, &std::free);
  if (failed) throw unreadable(metadata, metadata.primary, pool_errstr(pool.get()));
  return {bytes, size};
}

bool read_solv(Repo* repo, FILE* stream) {
  return repo_add_solv(repo, stream, SOLV_ADD_NO_STUBS) == 0;
}

}  // namespace

void load_metadata(Repo* repo, const upstream::Metadata& metadata, bool filelists) {
  filelists = filelists && !metadata.filelists.empty();
  fs::path kept;
  if (!metadata.cache.empty()) {
    kept = metadata.cache / fmt::format("{}{}-{}-{}.solv", metadata.repomd_sha256, filelists ? "-files" : "",
                                        solv_version, k_cache_version);
    if (const File stream(std::fopen(kept.c_str(), "re")); stream) {
      if (read_solv(repo, stream.get())) return note_use(kept);
      repo_empty(repo, 0);
    }
  }
  std::string bytes = solv_of(metadata, filelists);
  if (!kept.empty()) {
    try {
      make_folders(kept.parent_path());
      replace_file(kept, bytes);
      remove_least_recently_used(metadata.cache, k_cache_limit, kept);
    } catch (const Error&) {
      // Without the cache only time is lost; if the disk has a problem, a later write reports it.
    }
  }
  const File memory(fmemopen(bytes.data(), bytes.size(), "r"));
  if (!memory || !read_solv(repo, memory.get()))
    throw unreadable(metadata, metadata.primary, pool_errstr(repo->pool));
}

}  // namespace rpmworks::solve
