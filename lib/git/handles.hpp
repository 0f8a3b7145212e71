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
#include "core/handle.hpp"
#include "git/repository.hpp"

namespace rpmworks::git {

using RepositoryHandle = Owned<git_repository, git_repository_free>;
using OdbHandle = Owned<git_odb, git_odb_free>;
using OdbObjectHandle = Owned<git_odb_object, git_odb_object_free>;
using ObjectHandle = Owned<git_object, git_object_free>;
using CommitHandle = Owned<git_commit, git_commit_free>;
using TreeHandle = Owned<git_tree, git_tree_free>;
using TreeEntryHandle = Owned<git_tree_entry, git_tree_entry_free>;
using ConfigHandle = Owned<git_config, git_config_free>;
using RevwalkHandle = Owned<git_revwalk, git_revwalk_free>;
using IndexHandle = Owned<git_index, git_index_free>;
using StatsHandle = Owned<git_diff_stats, git_diff_stats_free>;
using PatchHandle = Owned<git_patch, git_patch_free>;
using DiffHandle = Owned<git_diff, git_diff_free>;
using ReferenceHandle = Owned<git_reference, git_reference_free>;

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
