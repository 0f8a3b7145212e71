// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the packages of a release on a web server.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "inventory/inventory.hpp"
#include "solve/metadata/repository_contents.hpp"
#include "upstream/http.hpp"

namespace rpmworks::inventory {

/// The bytes of a package file up to the end of its header, which `start`, its first bytes, tell; 0 if it is
/// no package. More than `start` has is needed if the result is larger.
uint64_t end_of_header(std::string_view start);

/// Reads what a release on a server tells about its packages: of single packages only the headers, which are
/// at the start of their files. Thread-safe.
class RemoteRelease {
 public:
  /// `url`: of the release, without a slash at the end; perhaps with credentials.
  RemoteRelease(std::string url, std::string shown, fs::path cache)
      : m_url(std::move(url)), m_shown(std::move(shown)), m_cache(std::move(cache)) {}

  /// All that the header says. Throws Error(upstream) if it cannot be read, and Error(invalid) if it is not
  /// the package of the entry.
  Details details_of(const manifest::Entry& entry) const;
  /// What the package provides and requires, and the names of its files, from the metadata of its section,
  /// which is read once. Throws Error(upstream).
  Details relations_of(const manifest::Entry& entry);

 private:
  struct Section {
    std::shared_ptr<const solve::RepositoryContents> contents;
    std::map<std::string, int> numbers;  // by Entry::file
  };
  std::string start_of(const manifest::Entry& entry, uint64_t bytes) const;
  const Section& section_of(const std::string& path);

  std::string m_url, m_shown;
  fs::path m_cache;
  upstream::Http m_http;
  std::mutex m_mutex;
  std::map<std::string, Section> m_sections;
};

}  // namespace rpmworks::inventory
