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

/// The message of a GLib error, which is freed and set to null; "" for null.
std::string taken_message(_GError*& error);

/// A file to be downloaded.
struct Wanted {
  std::string href;  ///< relative to the repository
  fs::path to;
  Checksum checksum;
  uint64_t size = 0;  ///< 0: not known
};

/// Fetches files of one repository over the network, from its baseurl or its mirrors.
///
/// Failures that may pass (a connection that breaks, a server that is busy) are tried again twice; what is
/// there of a file is kept and gone on with. An interrupt is noticed within a second.
class Downloader {
 public:
  Downloader(std::string name, const std::string& baseurl, const std::string& mirrorlist);
  ~Downloader();
  Downloader(Downloader&&) noexcept;
  Downloader& operator=(Downloader&&) noexcept;

  /// Fetches `folder`/repodata/repomd.xml, checked against the metalink where there is one. Throws
  /// Error(upstream).
  void fetch_repomd(const fs::path& folder);

  /// Fetches all files, up to `jobs` at a time, and checks each one's digest. `on_file` hears of each that is
  /// there. Throws Error(upstream) naming all that cannot be had.
  void fetch(const std::vector<Wanted>& files, unsigned jobs,
             const std::function<void(const Wanted&)>& on_file);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::upstream
