// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace rpmworks::config {

/// References by name between parts of a configuration, collected while reading and checked at the end, so
/// that the order of the parts does not matter.
class References {
 public:
  enum class To {
    key,
    trusted_key,
    upstream,
    target,
    released_target,
    section_target,
    base_target,
    builds_section
  };

  void add(To to, const Located<std::string>& name) { m_references.push_back({to, name}); }
  void add(To to, const std::vector<Located<std::string>>& names) {
    for (const auto& name : names) add(to, name);
  }
  /// Throws Error(invalid) for the first name that is not defined or has the wrong kind.
  void check(const Config& config) const;
  /// Whether a name of this kind was added; for a key, as the signer of something or as trusted by something.
  bool has(To to, const std::string& name) const;

 private:
  struct Reference {
    To to;
    Located<std::string> name;
  };
  std::vector<Reference> m_references;
};

}  // namespace rpmworks::config
