// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the public keys of a product that `flatten` writes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "chain/flatten.hpp"
#include "config/config.hpp"

namespace rpmworks::pipeline {

/// Gives each key a name, and each file of keys a place in the folder of the product.
class FlatKeys {
 public:
  /// `product` is the name of the signing key.
  explicit FlatKeys(const std::string& product);

  /// Adds the keys in a file; returns their names. Throws as rpm::Keyring::add.
  std::vector<std::string> add(const fs::path& file);
  /// Adds a key of repos.yaml, with its rules; returns its name.
  std::string add(const config::Key& key);

  const std::vector<chain::FlatKey>& all() const { return m_all; }
  /// Path in the folder → contents.
  const std::map<std::string, std::string>& files() const { return m_files; }

 private:
  std::string unused(const std::string& wanted);

  std::vector<chain::FlatKey> m_all;
  std::set<std::string> m_used;
  std::map<std::string, std::vector<std::string>> m_of_file;
  std::map<std::string, std::string> m_of_config;
  std::map<std::string, std::string> m_files;
};

}  // namespace rpmworks::pipeline
