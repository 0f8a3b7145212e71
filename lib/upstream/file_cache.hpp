// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/events.hpp"
#include "core/files.hpp"
#include "upstream/http.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::upstream {

/// An external file, identified by its digest.
struct RemoteFile {
  HttpRequest from;      ///< an http, https or file URL
  Checksum checksum;     ///< required
  std::string what;      ///< names it in messages: "Source1 of greet.spec"
  std::string name;      ///< its name in the cache, without a folder
  SourcePosition where;  ///< position of the digest, for errors; may be empty
  uint64_t size = 0;     ///< 0: unknown
};

/// A cache of single downloaded files, by digest: FOLDER/DIGEST/NAME.
///
/// A file becomes visible only when it is complete and has the right digest; the digest is checked again at
/// each use. Interrupted downloads are resumed. Threads and processes may share a cache. Only this user can
/// enter it.
class FileCache {
 public:
  FileCache(fs::path folder, Reporter& reporter);

  /// The file in the cache, downloaded if necessary; must not be written to. Throws Error(upstream) if it is
  /// not available, Error(trust) with both digests if its content differs.
  fs::path fetch(const RemoteFile& file) const;

 private:
  void download(const RemoteFile& file, const fs::path& part) const;

  fs::path m_folder;
  Reporter& m_reporter;
  Http m_http;
};

/// "sha256", as in dist-git and in messages.
std::string name_of(DigestAlgorithm algorithm);

}  // namespace rpmworks::upstream
