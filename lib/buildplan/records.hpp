// SPDX-License-Identifier: GPL-3.0-or-later
// Private to lib/buildplan and lib/schedule: what they keep in the store of plans.
#pragma once

#include <string>
#include <vector>

#include "buildplan/choice.hpp"
#include "store/record_kind.hpp"

namespace rpmworks::buildplan {

extern const store::RecordKind<Choice> k_choices;
extern const store::RecordKind<std::vector<std::string>> k_names_built;
/// Apart from the names, as there may be a hundred thousand files and hardly anybody asks for them.
extern const store::RecordKind<std::vector<std::string>> k_files_built;
extern const store::RecordKind<Json> k_plans;  ///< what Plan::to_json gives

}  // namespace rpmworks::buildplan
