// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "audit/index.hpp"
#include "audit/sqlite.hpp"

namespace rpmworks::audit {

/// A manifest as read, and the state of its file before it was read.
struct ReadPlace {
  const Place* place = nullptr;
  std::string identity;
  std::shared_ptr<const manifest::Manifest> manifest;
  std::string sha256;
};

/// Inserts places with their packages, each package once.
class ManifestWriter {
 public:
  explicit ManifestWriter(Database& database);
  void add(const ReadPlace& read);

 private:
  int64_t add_release(const ReadPlace& read);
  int64_t section_id(const std::string& path);
  int64_t license_id(const std::string& tag, const std::string& given);
  int64_t package_id(const manifest::Entry& entry, const manifest::Manifest& manifest);
  int64_t insert(const manifest::Entry& entry, const manifest::Manifest& manifest, const std::string& purl,
                 const std::string& key);

  Database& m_database;
  Statement m_find, m_insert, m_digest, m_signature, m_contains;
  std::unordered_map<std::string, int64_t> m_packages;
  std::map<std::string, int64_t> m_sections;
  std::map<std::pair<std::string, std::string>, int64_t> m_licenses;
};

}  // namespace rpmworks::audit
