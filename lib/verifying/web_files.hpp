// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the files of a release on a web server.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/files.hpp"
#include "upstream/http.hpp"

namespace rpmworks::verifying {

/// The most bytes of a signature or a list of mirrors, of repomd.xml, of a manifest, and of any other file.
inline constexpr uint64_t k_largest_small_file = 1ULL << 20;
inline constexpr uint64_t k_largest_repomd_file = 16ULL << 20;
inline constexpr uint64_t k_largest_manifest = 256ULL << 20;
inline constexpr uint64_t k_largest_file = 1ULL << 30;
/// Requests at a time.
inline constexpr unsigned k_connections = 8;

/// Whether the text is a URL of http or https.
bool is_web_url(const std::string& text);

/// A URL as messages show it: without secrets.
std::string shown_url(const std::string& url);

/// The URL of a file below another URL.
std::string url_below(const std::string& url, const std::string& file);

/// Files on web servers. Thread-safe.
class WebFiles {
 public:
  explicit WebFiles(const fs::path& tmp) : m_tmp(tmp) {}

  /// The text at a URL; nothing if the server does not have it. Throws Error(upstream) if the server cannot
  /// be reached, refuses, or sends more than `limit` bytes.
  std::optional<std::string> text(const std::string& url, uint64_t limit) const;

  /// Downloads to `to`, which must not exist, at most `limit` bytes: a larger file is cut off. Returns false
  /// if the server does not have it. Throws as `text`.
  bool fetch(const std::string& url, const fs::path& to, uint64_t limit) const;

  /// The size of a file, as the server states it.
  struct Stated {
    bool is_there = false;
    std::optional<uint64_t> size = {};  ///< nothing: the server does not state it
  };
  /// Asks without reading the file. Throws as `text`.
  Stated stated(const std::string& url) const;

 private:
  fs::path m_tmp;
  upstream::Http m_http;
};

}  // namespace rpmworks::verifying
