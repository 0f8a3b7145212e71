// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/events.hpp"
#include "git/repository.hpp"
#include "lfs/pointer.hpp"
#include "upstream/file_cache.hpp"

namespace rpmworks::lfs {

/// What git LFS keeps of one commit outside of its repository.
///
/// It is looked for in the repository's own store and those of its alternates, then where it was cloned from
/// (a folder), then on the LFS server: the one that is named here, else lfs.url of the repository's own
/// configuration, else that of the commit's .lfsconfig, else the one that the address of the clone implies
/// (github.com/git-lfs/git-lfs, docs/api/server-discovery.md). Every file is looked at: size and SHA-256.
class LfsFiles {
 public:
  /// `url` is where the repository comes from; `server`, when not empty, what repos.yaml names instead: an
  /// http or https address, or a file URL of a repository or an LFS store.
  LfsFiles(const git::Repository& repository, git::Commit commit, std::string url, std::string server,
           const upstream::FileCache& cache, Reporter& reporter);

  /// A file of the commit that is a pointer.
  struct File {
    std::string path;
    LfsPointer pointer;
  };
  /// Takes care that all are at hand. Throws one Error that lists all that cannot be had: Error(trust) when
  /// what somebody gave was something else, Error(upstream) when they were asked for elsewhere,
  /// Error(invalid) when there was nowhere to ask.
  void fetch(const std::vector<File>& files);
  /// As fetch, for what git::Repository::archive announces: those of them that are pointers.
  void fetch_announced(const std::vector<git::Repository::Archived>& files);

  // Of pointers that were fetched, and whose files are not empty:
  /// The file. It may lie in somebody else's folder: who reads it makes sure of its digest once more.
  const fs::path& content(const LfsPointer& pointer) const { return m_found.at(pointer.oid); }
  /// Copies it to a new file.
  void copy(const LfsPointer& pointer, const fs::path& to) const;
  std::string read(const LfsPointer& pointer) const;

 private:
  struct Search;
  void require_unchanged(const LfsPointer& pointer, const std::string& sha256) const;
  void look_in_stores(Search& search) const;
  void look_where_cloned_from(Search& search) const;
  void ask_server(Search& search) const;
  std::vector<std::string> origins() const;
  std::string server_address() const;

  const git::Repository& m_repository;
  git::Commit m_commit;
  std::string m_url;
  std::string m_server;
  const upstream::FileCache& m_cache;
  Reporter& m_reporter;
  std::map<std::string, fs::path> m_found;  ///< by oid
};

/// Whether an error of LfsFiles::fetch is about files that cannot be had, and not about this machine.
bool is_about_lfs(const Error& error);

/// Throws what several repositories lack as one error that lists it all; nothing is thrown for none.
void throw_missing(std::vector<Error> missing);

/// The LFS server that the address of a repository implies; "" for a folder.
std::string implied_lfs_server(const std::string& git_url);

}  // namespace rpmworks::lfs
