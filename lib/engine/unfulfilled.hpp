// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace rpmworks::engine {

/// A build ended because it asked for packages that its engine could not find. If another package of the
/// product provides them, the build is retried after that package.
class Unfulfilled : public Error {
 public:
  Unfulfilled(Error error, std::vector<std::string> requirements)
      : Error(std::move(error)), m_requirements(std::move(requirements)) {}
  /// What the build asked for in addition to the BuildRequires of its source package and its request.
  const std::vector<std::string>& requirements() const { return m_requirements; }

 private:
  std::vector<std::string> m_requirements;
};

}  // namespace rpmworks::engine
