// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace rpmworks::layout {

/// The targets of a release. The config::Target objects must outlive this object.
class Targets {
 public:
  Targets(const config::Target& only) : m_all{&only} {}
  explicit Targets(std::vector<const config::Target*> all) : m_all(std::move(all)) {}
  explicit Targets(const std::vector<config::Target>& all) {
    for (const auto& target : all) m_all.push_back(&target);
  }
  Targets(config::Target&&) = delete;
  explicit Targets(std::vector<config::Target>&&) = delete;

  const std::vector<const config::Target*>& all() const { return m_all; }
  bool is_one() const { return m_all.size() == 1; }
  /// Null if no target has this name.
  const config::Target* find(const std::string& name) const;
  /// "el6, el9"
  std::string names() const;

 private:
  std::vector<const config::Target*> m_all;
};

/// Whether a release for several targets is possible: a section names its target, or splits by architecture.
/// Otherwise each release is for one target.
bool name_targets(const config::Config& config);

/// The targets whose packages a section holds, at least one: the targets that the section names; for source
/// packages, the targets of the section `of`; else the only target of the release. A section that names none
/// and whose path contains `$basearch` is for all targets of the release, and so is a section of all source
/// packages if every section of builds is for all targets. Throws Error(invalid) if the release has several
/// targets and the section is not for one of them, or if two of its targets have the same architecture.
std::vector<const config::Target*> targets_of(const config::Section& section, const config::Config& config,
                                              const Targets& targets);

/// The first of them; the only one, unless the section is split by architecture or is of source packages.
const config::Target& target_of(const config::Section& section, const config::Config& config,
                                const Targets& targets);

}  // namespace rpmworks::layout
