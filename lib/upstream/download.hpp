// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "upstream/repository.hpp"

struct _GError;

namespace rpmworks::upstream {

/// The message of a GLib error, "" for null. Frees the error and sets it to null.
std::string taken_message(_GError*& error);

/// A file to be downloaded.
struct Wanted {
  std::string href;  ///< relative to the repository
  fs::path to;
  Checksum checksum;   ///< may be empty
  uint64_t size = 0;   ///< 0: unknown
  uint64_t limit = 0;  ///< if the size is unknown: the most bytes to read; 0: no limit
};

/// Downloads files of one repository from its baseurl or its mirrors.
///
/// Temporary failures (a broken connection, a busy server) are retried twice; partial files are kept and
/// resumed. An interrupt takes effect within a second.
class Downloader {
 public:
  explicit Downloader(const Address& repository);
  ~Downloader();
  Downloader(Downloader&&) noexcept;
  Downloader& operator=(Downloader&&) noexcept;

  /// Downloads `folder`/repodata/repomd.xml and checks it with the metalink, if there is one. Throws
  /// Error(upstream).
  void fetch_repomd(const fs::path& folder);

  /// Downloads a small file like fetch; returns false if the server does not have it.
  bool fetch_if_there(const Wanted& file);

  /// Downloads all files, up to `jobs` in parallel, and checks their digests. `on_file` is called for each
  /// finished file. A server that sends more than a file's size is cut off at once. Throws Error(upstream)
  /// with all files that failed.
  void fetch(const std::vector<Wanted>& files, unsigned jobs,
             const std::function<void(const Wanted&)>& on_file);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::upstream
