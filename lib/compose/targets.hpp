// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace rpmworks::compose {

/// The targets whose packages a release holds. They must outlive it.
class Targets {
 public:
  Targets(const config::Target& only) : m_all{&only} {}
  explicit Targets(std::vector<const config::Target*> all) : m_all(std::move(all)) {}
  Targets(config::Target&&) = delete;

  const std::vector<const config::Target*>& all() const { return m_all; }
  bool is_one() const { return m_all.size() == 1; }
  /// Null when there is none of that name.
  const config::Target* find(const std::string& name) const;
  /// "el6, el9"
  std::string names() const;

 private:
  std::vector<const config::Target*> m_all;
};

/// The target that a section is for: the one it names; of source packages that of the section `of`; the only
/// target of the release. Throws Error(invalid) when there are several, and for a target that is not of the
/// release.
const config::Target& target_of(const config::Section& section, const config::Config& config,
                                const Targets& targets);

}  // namespace rpmworks::compose
