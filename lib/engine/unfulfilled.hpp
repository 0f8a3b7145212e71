// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace rpmworks::engine {

/// A build that ended because it asked for packages that its engine could not find. Another package of the
/// product may provide them: then the build is tried again with that one.
class Unfulfilled : public Error {
 public:
  Unfulfilled(Error error, std::vector<std::string> requirements)
      : Error(std::move(error)), m_requirements(std::move(requirements)) {}
  /// What the build asked for beside what its source package and the request name.
  const std::vector<std::string>& requirements() const { return m_requirements; }

 private:
  std::vector<std::string> m_requirements;
};

}  // namespace rpmworks::engine
