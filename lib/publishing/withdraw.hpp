// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "compose/compose.hpp"
#include "product/session.hpp"

namespace rpmworks::publishing {

struct WithdrawRequest {
  std::vector<std::string> packages;  ///< NEVRAs
  std::string from;                   ///< the release that has them; empty: the published one
  std::string name;                   ///< of the new release; empty: compose::name_after
  std::string reason;
};

/// What a withdrawal does, found without changing anything.
struct WithdrawPlan {
  std::string from;
  std::string name;                            ///< of the release without the packages
  std::vector<manifest::Withdrawn> withdrawn;  ///< also source packages that nothing is built from any more
  bool is_done = false;                        ///< the release `from` itself is the result of this withdrawal
};

/// Throws Error(invalid) if no release is published and none is named, and as compose::withdrawn_by.
WithdrawPlan plan_withdrawal(product::Session& session, const WithdrawRequest& request);

/// Makes a release without packages of another one, whose integrity is checked first, and publishes it if
/// `publish` is true. Does nothing if that was done before. Throws as plan_withdrawal, require_intact and
/// compose::withdraw. The caller must hold the lock of the workspace.
WithdrawPlan withdraw(product::Session& session, const WithdrawRequest& request, bool publish);

}  // namespace rpmworks::publishing
