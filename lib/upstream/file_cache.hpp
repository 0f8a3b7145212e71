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

/// A file of somebody else's that is known by its digest.
struct RemoteFile {
  HttpRequest from;      ///< an http, https or file URL
  Checksum checksum;     ///< always stated
  std::string what;      ///< names it in messages: "Source1 of greet.spec"
  std::string name;      ///< what it is called in the cache, with no folder
  SourcePosition where;  ///< of the digest, to be shown when it is another; may be empty
  uint64_t size = 0;     ///< 0: not known
};

/// Single files fetched from elsewhere, by their digest: FOLDER/DIGEST/NAME.
///
/// Every file appears there whole and with the right digest, or not at all; it is looked at again each time.
/// What an interrupted download left is gone on with. Any number of threads and processes may share a cache.
/// Only this user can enter it.
class FileCache {
 public:
  FileCache(fs::path folder, Reporter& reporter);

  /// The file in the cache, fetched when it is not yet there; not to be written to. Throws Error(upstream)
  /// when it cannot be had, Error(trust) naming both digests when what is there is something else.
  fs::path fetch(const RemoteFile& file) const;

 private:
  void download(const RemoteFile& file, const fs::path& part) const;

  fs::path m_folder;
  Reporter& m_reporter;
  Http m_http;
};

/// "sha256", as dist-git and messages name it.
std::string name_of(DigestAlgorithm algorithm);

}  // namespace rpmworks::upstream
