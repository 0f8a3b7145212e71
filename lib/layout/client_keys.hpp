// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: which keys the clients of a profile can use.
#pragma once

#include <string>
#include <vector>

#include "clients/profile.hpp"
#include "core/error.hpp"
#include "rpm/key_facts.hpp"

namespace rpmworks::layout {

/// A problem that clients will have with a key that signs a release.
struct KeyFinding {
  std::string what;     ///< "rpm of el7 verifies RSA signatures only, and the key is nistp256"
  std::string hint;     ///< the remedy; {gpg} stands for `gpg` with the key's home, {key} for its fingerprint
  bool refused = true;  ///< the target's own clients cannot use the key; false: a warning
  ExitCode code = ExitCode::gate;
};

/// The problems that the clients of a profile will have with a key, and those in the rpm of today's
/// distributions. `now`: seconds since 1970.
std::vector<KeyFinding> key_findings(const rpm::KeyFacts& key, clients::Client client, int64_t now);

}  // namespace rpmworks::layout
