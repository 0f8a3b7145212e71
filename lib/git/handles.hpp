// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Inside lib/git only: libgit2's types and their owners.

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

/// Sets libgit2 up, once a process.
void initialise();

/// An Error for what libgit2 just failed at: "`doing`: its own words". Error(invalid), with what to do, when
/// an object is missing.
Error failure(const std::string& doing, ExitCode code = ExitCode::failed);

/// Opens the repository whose .git folder (or bare folder) this is, without looking above it.
RepositoryHandle open_git_dir(const fs::path& folder);

/// Whether the repository of that .git folder has the object. Throws as open_git_dir and oid_of do.
bool has_object(const fs::path& git_dir, const std::string& id);

std::string hex_of(const git_oid& id);
/// Throws Error(invalid) unless `hex` is 40 hexadecimal digits.
git_oid oid_of(const std::string& hex);
bool is_full_id(const std::string& text);

/// Larger objects are not read: zeros compress to a thousandth of their size, and no forge takes files of a
/// tenth of this.
inline constexpr uint64_t k_largest_object = 1UL << 30;

/// The size of an object, as its header says it; 0 when there is none. Throws Error(invalid) for more than
/// k_largest_object.
uint64_t size_of(git_odb* odb, const git_oid& id);

/// Reads objects of one repository; for one thread.
class ObjectReader {
 public:
  explicit ObjectReader(git_repository* repository);
  /// Throws Error when the object is missing, broken, or no blob, and for one of more than k_largest_object.
  std::string blob(const std::string& id) const;
  /// Likewise, and nothing for one of more than `limit` bytes, which is not read then.
  std::optional<std::string> blob_up_to(uint64_t limit, const std::string& id) const;

 private:
  OdbHandle m_odb;
};

CommitHandle lookup_commit(git_repository* repository, const std::string& id);

/// What a commit says, its text as UTF-8.
Commit commit_from(const git_commit* commit);

class MemoryObjects;

struct Repository::State {
  RepositoryHandle handle;
  std::string mirror_of;                  ///< the URL; empty for what is no mirror
  std::shared_ptr<MemoryObjects> memory;  ///< what the handle sees beside the repository's own objects

  /// Opens the repository once more, for another thread.
  RepositoryHandle another() const;
};

inline constexpr std::string_view k_tags = "refs/tags/";

/// Where a mirror keeps its origin's HEAD. A bare repository's own HEAD names a branch by init.defaultBranch,
/// which need not be there.
inline constexpr const char* k_mirror_head = "refs/rpmworks/HEAD";

}  // namespace rpmworks::git
