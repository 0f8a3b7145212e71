// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <set>
#include <string>

#include "buildplan/earlier_providers.hpp"
#include "engine/result.hpp"
#include "rpm/requirement.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::schedule {

/// The generated names that a package build-requires.
class GeneratedRequires {
 public:
  explicit GeneratedRequires(const srpm::Srpm& srpm) {
    for (const std::string& requirement : srpm.info.build_requires)
      for (std::string& name : buildplan::generated_names(requirement)) m_names.insert(std::move(name));
  }
  bool any_provided_by(const engine::Artifact& artifact) const {
    const auto is_asked = [this](const std::string& name) { return m_names.contains(name); };
    const auto is_provided = [&](const std::string& text) {
      return is_asked(std::string(rpm::requirement_name(text)));
    };
    if (std::ranges::any_of(artifact.package.provides, is_provided)) return true;
    const bool asks_for_files = std::ranges::any_of(m_names, [](const auto& name) { return name[0] == '/'; });
    return asks_for_files && std::ranges::any_of(rpm::file_names(artifact.path), is_asked);
  }

 private:
  std::set<std::string> m_names;
};

}  // namespace rpmworks::schedule
