// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace rpmworks::config {

/// The names by which parts of a configuration refer to each other, collected while it is read and looked up
/// once all of it is known: the order of its parts does not matter.
class References {
 public:
  enum class To { key, trusted_key, upstream, target, builds_section };

  void add(To to, const Located<std::string>& name) { m_references.push_back({to, name}); }
  void add(To to, const std::vector<Located<std::string>>& names) {
    for (const auto& name : names) add(to, name);
  }
  /// Throws Error(invalid) for the first name that nothing bears, or that lacks what it is referred to for.
  void check(const Config& config) const;

 private:
  struct Reference {
    To to;
    Located<std::string> name;
  };
  std::vector<Reference> m_references;
};

}  // namespace rpmworks::config
