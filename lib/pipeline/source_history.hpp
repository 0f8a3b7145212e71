// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>
#include <vector>

#include "compose/compose.hpp"
#include "product/session.hpp"

namespace rpmworks::pipeline {

/// The commits of a source package up to its own. Left out are `since` (ids) with their ancestors, and
/// commits that change nothing in its `subdir`. Fetches nothing: making the source package did.
compose::SourceHistory source_history(product::Session& session, const srpm::Srpm& srpm,
                                      const std::vector<std::string>& since);

}  // namespace rpmworks::pipeline
