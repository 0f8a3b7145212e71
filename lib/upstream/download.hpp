// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "upstream/attempts.hpp"
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

/// How long a server may be silent or slow before its transfer is abandoned.
struct Patience {
  long connect_seconds = k_connect_seconds;
  long stalled_seconds = k_stalled_seconds;
};

/// What a download tells while it runs, on the thread of its caller.
struct DownloadWatch {
  std::function<void(const Wanted&)> on_file = [](const Wanted&) {};  ///< a finished file
  std::function<void(uint64_t)> on_bytes = [](uint64_t) {};           ///< received so far, by all files
  /// A mirror failed, and another one gave the file.
  std::function<void(const std::string& mirror, const std::string& reason)> on_mirror =
      [](const std::string&, const std::string&) {};
};

/// Warns of mirrors of a repository that failed: for DownloadWatch::on_mirror.
std::function<void(const std::string&, const std::string&)> mirror_warning(Reporter& reporter,
                                                                           const std::string& repository);

/// Downloads files of one repository from its baseurl or its mirrors.
///
/// If a mirror fails (no answer, a stalled or broken connection, no such file, another size or digest), the
/// next one is used. Temporary failures of the last one are retried twice; partial files are kept and
/// resumed. An interrupt takes effect within a second.
class Downloader {
 public:
  explicit Downloader(const Address& repository, const Patience& patience = {});
  ~Downloader();
  Downloader(Downloader&&) noexcept;
  Downloader& operator=(Downloader&&) noexcept;

  /// Downloads `folder`/repodata/repomd.xml and checks it with the metalink, if there is one. Throws
  /// Error(upstream).
  void fetch_repomd(const fs::path& folder, const DownloadWatch& watch = {});

  /// Downloads a small file like fetch; returns false if the server does not have it.
  bool fetch_if_there(const Wanted& file);

  /// Downloads all files, up to `jobs` in parallel, and checks their digests. A server that sends more than a
  /// file's size is cut off at once. Throws Error(upstream) with all files that failed.
  void fetch(const std::vector<Wanted>& files, unsigned jobs, const DownloadWatch& watch = {});

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::upstream
