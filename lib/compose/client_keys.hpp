// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: which keys the clients of a profile can use.
#pragma once

#include <string>
#include <vector>

#include "clients/profile.hpp"
#include "core/error.hpp"
#include "rpm/key_facts.hpp"

namespace rpmworks::compose {

/// Something that clients will make of a key that signs a release.
struct KeyFinding {
  std::string what;     ///< "rpm of el7 verifies RSA signatures only, and the key is nistp256"
  std::string hint;     ///< what to do; `gpg` without a home in it is written {gpg}, the fingerprint {key}
  bool refused = true;  ///< the target's own clients cannot use it; else it is a warning
  ExitCode code = ExitCode::gate;
};

/// What the clients of a profile, and everybody who imports a key into the rpm of today's distributions, will
/// make of it. `now`: seconds since 1970.
std::vector<KeyFinding> key_findings(const rpm::KeyFacts& key, clients::Client client, int64_t now);

}  // namespace rpmworks::compose
