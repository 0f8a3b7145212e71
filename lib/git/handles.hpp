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
