// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "compose/plan.hpp"
#include "srpm/client_limits.hpp"

namespace rpmworks::compose {

std::string unverifiable_because(const std::string& algorithm, config::ClientProfile client) {
  if (client == config::ClientProfile::modern || algorithm.starts_with("rsa")) return {};
  return fmt::format("rpm of {} verifies RSA signatures, and the key is {}", srpm::name_of(client),
                     algorithm);
}

}  // namespace rpmworks::compose
