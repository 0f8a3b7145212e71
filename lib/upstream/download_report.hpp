// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: what librepo reports of its downloads, and the parts of files that it keeps.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "upstream/download.hpp"

namespace rpmworks::upstream {

/// The bytes received by all downloads of a call.
class Traffic {
 public:
  explicit Traffic(const DownloadWatch& watch) : m_watch(watch) {}
  /// What one download of this attempt has received.
  void set(size_t file, double bytes);
  void next_attempt() { m_now.clear(); }

 private:
  const DownloadWatch& m_watch;
  uint64_t m_sum = 0;
  std::vector<uint64_t> m_now;  ///< by each download of this attempt
};

/// A mirror that failed, as librepo's callbacks tell it.
struct MirrorFailure {
  std::string url;  ///< of the file
  std::string reason;
};

/// State of one download, filled by librepo's callbacks.
struct Report {
  bool only_source = false;             ///< there is no other mirror
  double size = 0;                      ///< size limit; 0: unknown
  bool is_too_long = false;             ///< the server sent more
  std::vector<MirrorFailure> failures;  ///< librepo's own error does not include them
  Traffic* traffic = nullptr;
  size_t index = 0;  ///< in the traffic

  std::string too_long() const;
  /// Why the download failed, each reason once.
  std::vector<std::string> reasons(const std::string& otherwise) const;
};

/// Callbacks for librepo, with a Report as data; null for on_progress between downloads.
int on_progress(void* data, double total, double now);
int on_failure(void* data, const char* reason, const char* url);
int on_metadata_failure(void* data, const char* reason, const char* url, const char* metadata);

/// The scheme and host of a URL.
std::string host_of(const std::string& url);

/// Whether a retry cannot help.
bool are_final(const std::vector<std::string>& reasons);

/// Throws Error(failed) if downloads into `folder` failed for one of these reasons because they could not be
/// written: the disk is full, for example. Then no server is to blame.
void require_writable(const fs::path& folder, const std::vector<std::string>& reasons);

/// Advice for a download that failed for this reason.
std::string hint_for(const std::string& reason);

/// The part of a file that was received already. librepo resumes only a partial file that exists at the
/// start, and removes files that it started itself after a failure or an interrupt. A hard link keeps the
/// part for the next attempt or run.
fs::path part_of(const Wanted& file);

/// Puts the part where librepo continues it. Returns the number of bytes that exist already.
uint64_t offer_part(const Wanted& file);

/// Removes a part that could not be completed to a valid file; the next attempt starts from the beginning.
bool drop_bad_part(const Wanted& file, const std::string& reason);

}  // namespace rpmworks::upstream
