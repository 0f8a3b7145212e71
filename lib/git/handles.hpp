// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For lib/git only: owners of libgit2's types.

#include <git2.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "git/repository.hpp"

namespace rpmworks::git {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};

using RepositoryHandle = std::unique_ptr<git_repository, Deleter<git_repository_free>>;
using OdbHandle = std::unique_ptr<git_odb, Deleter<git_odb_free>>;
using OdbObjectHandle = std::unique_ptr<git_odb_object, Deleter<git_odb_object_free>>;
using ObjectHandle = std::unique_ptr<git_object, Deleter<git_object_free>>;
using CommitHandle = std::unique_ptr<git_commit, Deleter<git_commit_free>>;
using TreeHandle = std::unique_ptr<git_tree, Deleter<git_tree_free>>;
using TreeEntryHandle = std::unique_ptr<git_tree_entry, Deleter<git_tree_entry_free>>;
using ConfigHandle = std::unique_ptr<git_config, Deleter<git_config_free>>;
using RevwalkHandle = std::unique_ptr<git_revwalk, Deleter<git_revwalk_free>>;
using IndexHandle = std::unique_ptr<git_index, Deleter<git_index_free>>;
using StatsHandle = std::unique_ptr<git_diff_stats, Deleter<git_diff_stats_free>>;
using PatchHandle = std::unique_ptr<git_patch, Deleter<git_patch_free>>;
using DiffHandle = std::unique_ptr<git_diff, Deleter<git_diff_free>>;
using ReferenceHandle = std::unique_ptr<git_reference, Deleter<git_reference_free>>;

/// Initializes libgit2, once per process.
void initialise();

/// The Error for the last failure of libgit2: "`doing`: its message". Error(invalid) with a hint if an object
/// is missing.
Error failure(const std::string& doing, ExitCode code = ExitCode::failed);

/// Opens the repository with this .git folder (or bare folder); does not search the folders above.
RepositoryHandle open_git_dir(const fs::path& folder);

/// Whether the repository of this .git folder has the object. Throws as open_git_dir and oid_of do.
bool has_object(const fs::path& git_dir, const std::string& id);

std::string hex_of(const git_oid& id);
/// Throws Error(invalid) unless `hex` is 40 hexadecimal digits.
git_oid oid_of(const std::string& hex);
bool is_full_id(const std::string& text);

/// Limit for objects that are read: zeros compress to a thousandth of their size, and no forge accepts files
/// of a tenth of this.
inline constexpr uint64_t k_largest_object = 1UL << 30;

/// The size in an object's header; 0 if the object does not exist. Throws Error(invalid) above
/// k_largest_object.
uint64_t size_of(git_odb* odb, const git_oid& id);

/// Reads objects of one repository. Not thread-safe.
class ObjectReader {
 public:
  explicit ObjectReader(git_repository* repository);
  /// Throws Error if the object is missing, damaged, not a blob or larger than k_largest_object.
  std::string blob(const std::string& id) const;
  /// Same, but returns nothing for an object of more than `limit` bytes, without reading it.
  std::optional<std::string> blob_up_to(uint64_t limit, const std::string& id) const;

 private:
  OdbHandle m_odb;
};

CommitHandle lookup_commit(git_repository* repository, const std::string& id);

/// The data of a commit, converted to UTF-8.
Commit commit_from(const git_commit* commit);

class MemoryObjects;

struct Repository::State {
  RepositoryHandle handle;
  std::string mirror_of;  ///< URL of the mirror's origin; empty if it is not a mirror
  std::shared_ptr<MemoryObjects>
      memory;  ///< objects in memory that the handle sees besides the repository's own

  /// Opens the repository again, for another thread.
  RepositoryHandle another() const;
};

inline constexpr std::string_view k_tags = "refs/tags/";

/// The ref in which a mirror stores its origin's HEAD. A bare repository's own HEAD names a branch from
/// init.defaultBranch that may not exist.
inline constexpr const char* k_mirror_head = "refs/rpmworks/HEAD";

}  // namespace rpmworks::git
