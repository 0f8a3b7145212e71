// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rpm/contents.hpp"

struct headerToken_s;  // librpm's Header

namespace rpmworks::rpm {

/// The scriptlets of a package by section, each as a digest of its text, its interpreter and its flags (-e,
/// -q): "%pre" to
/// "%verifyscript", "%preuntrans" and "%postuntrans". Triggers are "triggers", "file triggers" and
/// "transaction file triggers", one digest per kind: rpm adds their conditions to the header when it parses a
/// spec, but their texts only when it writes the package.
std::map<std::string, std::string> scriptlets_of(headerToken_s* header);

/// The scriptlets and triggers of a package with their texts.
std::vector<Scriptlet> scriptlets_in(headerToken_s* header);

}  // namespace rpmworks::rpm
