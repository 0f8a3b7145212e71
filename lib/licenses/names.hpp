// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the lists in spdx-ids.txt and legacy-names.txt.
#pragma once

#include <string>

namespace rpmworks::licenses {

/// The SPDX id of a licence in the spelling of the list, whatever the case of `id`; empty if there is none.
std::string listed_license(const std::string& id);
/// The same for an exception.
std::string listed_exception(const std::string& id);
/// The SPDX expression for a name that is not an SPDX id or is a deprecated one; empty if its meaning is not
/// certain.
std::string legacy_license(const std::string& name);

}  // namespace rpmworks::licenses
