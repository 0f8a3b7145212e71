// SPDX-License-Identifier: GPL-3.0-or-later
// For this module's own .cpp files.
#pragma once

#include <map>
#include <string>

struct headerToken_s;  // librpm's Header

namespace rpmworks::rpm {

/// The scriptlets of a package by their sections, each as a digest of its text, the program that runs it and
/// its flags (-e, -q): "%pre" to "%verifyscript", "%preuntrans" and "%postuntrans". Triggers as "triggers",
/// "file triggers" and "transaction file triggers", all of a kind in one digest: rpm puts their conditions
/// into the header when it parses a spec, and their texts when it writes the package.
std::map<std::string, std::string> scriptlets_of(headerToken_s* header);

}  // namespace rpmworks::rpm
