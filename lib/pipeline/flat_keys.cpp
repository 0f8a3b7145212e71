// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/flat_keys.hpp"

#include <fmt/format.h>

#include "rpm/package.hpp"

namespace rpmworks::pipeline {

namespace {

std::string place_of(const std::string& name) {
  return fmt::format("keys/{}.asc", name);
}

// "CentOS-6" for RPM-GPG-KEY-CentOS-6.
std::string name_of(const fs::path& file) {
  constexpr std::string_view k_usual = "RPM-GPG-KEY-";
  std::string name = file.filename().string();
  if (name.starts_with(k_usual)) name.erase(0, k_usual.size());
  for (const std::string_view end : {".asc", ".gpg", ".pub", ".key"})
    if (name.ends_with(end)) name.erase(name.size() - end.size());
  name = chain::valid_name(name);
  return name.empty() ? "key" : name;
}

std::string rule_of(config::ExpiredKey expired) {
  switch (expired) {
    case config::ExpiredKey::refuse:
      return "";
    case config::ExpiredKey::signed_before:
      return "signed-before";
    case config::ExpiredKey::ignore:
      return "ignore";
  }
  return "";
}

}  // namespace

FlatKeys::FlatKeys(const std::string& product) : m_used{product, config::Hostbase::k_name} {}

std::vector<std::string> FlatKeys::add(const fs::path& file) {
  const auto known = m_of_file.find(file.string());
  if (known != m_of_file.end()) return known->second;
  rpm::Keyring keyring;
  keyring.add(file);
  const std::string name = unused(name_of(file));
  m_files[place_of(name)] = read_file(file);
  std::vector<std::string>& names = m_of_file[file.string()];
  for (const auto& fingerprint : keyring.fingerprints()) {
    names.push_back(names.empty() ? name : unused(name));
    m_all.push_back({.name = names.back(), .file = place_of(name), .fingerprint = fingerprint});
  }
  return names;
}

std::string FlatKeys::add(const config::Key& key) {
  std::string& name = m_of_config[key.name];
  if (!name.empty()) return name;
  rpm::Keyring keyring;
  keyring.add(key.public_key, key.fingerprint);
  name = unused(key.name);
  m_files[place_of(name)] = read_file(key.public_key);
  m_all.push_back({.name = name,
                   .file = place_of(name),
                   .fingerprint = key.fingerprint.empty() ? keyring.fingerprints().front() : key.fingerprint,
                   .expired = rule_of(key.expired),
                   .sha1 = key.sha1});
  return name;
}

std::string FlatKeys::unused(const std::string& wanted) {
  std::string name = wanted;
  for (int i = 2; !m_used.insert(name).second; ++i) name = fmt::format("{}-{}", wanted, i);
  return name;
}

}  // namespace rpmworks::pipeline
