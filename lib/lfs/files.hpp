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

/// Where the git LFS files of a repository are downloaded from.
struct Remote {
  std::string url;     ///< of the repository; "" if unknown
  std::string server;  ///< the LFS server from repos.yaml: an http(s) URL, or a file URL of a repository or
                       ///< an LFS store; "" if not given
};

/// The files of one commit that git LFS stores outside the repository.
///
/// Searched in this order: the repository's own store and those of its alternates; the folder it was cloned
/// from; the LFS server. The server is the one in `Remote`, else lfs.url in the repository's configuration,
/// else in the commit's .lfsconfig, else the one implied by the clone's URL (github.com/git-lfs/git-lfs,
/// docs/api/server-discovery.md). Size and SHA-256 of every file are checked.
class Files {
 public:
  /// `repository`, `cache` and `reporter` must outlive this object.
  Files(const git::Repository& repository, git::Commit commit, Remote remote,
        const upstream::FileCache& cache, Reporter& reporter);

  /// A pointer file of the commit.
  struct File {
    std::string path;
    Pointer pointer;
  };
  /// Makes all files available. Throws one Error that lists every missing file: Error(trust) if a place had a
  /// file with other content, Error(upstream) if a remote place was queried, Error(invalid) if there was no
  /// place to query.
  void fetch(const std::vector<File>& files);
  /// Same as fetch, for the files that git::Repository::archive announces; files that are no pointers are
  /// ignored.
  void fetch_announced(const std::vector<git::Repository::Archived>& files);

  // The following take pointers that were fetched and whose size is not 0.
  /// Path of the file. It may lie in a folder that others write to, so the reader must check its digest
  /// again.
  const fs::path& content(const Pointer& pointer) const { return m_found.at(pointer.oid); }
  /// Copies it to a new file.
  void copy(const Pointer& pointer, const fs::path& to) const;
  std::string read(const Pointer& pointer) const;

 private:
  struct Search;
  void require_unchanged(const Pointer& pointer, const std::string& sha256) const;
  void look_in_stores(Search& search) const;
  void look_in_origins(Search& search) const;
  void fetch_from_server(Search& search) const;
  std::vector<std::string> origins() const;
  std::string server_address() const;

  const git::Repository& m_repository;
  git::Commit m_commit;
  Remote m_remote;
  const upstream::FileCache& m_cache;
  Reporter& m_reporter;
  std::map<std::string, fs::path> m_found;  ///< by oid
};

/// Whether an error of Files::fetch concerns files that are not available, not this machine.
bool is_unavailable(const Error& error);

/// Throws one error for the missing files of several repositories; does nothing if the list is empty.
void throw_missing(std::vector<Error> missing);

/// The LFS server that the URL of a repository implies; "" for a local folder.
std::string implied_server(const std::string& git_url);

}  // namespace rpmworks::lfs
