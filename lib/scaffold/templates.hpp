// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

namespace rpmworks::scaffold {

/// The files of specs-template/ by name, embedded when the program was built.
const std::map<std::string, std::string>& templates();

}  // namespace rpmworks::scaffold
