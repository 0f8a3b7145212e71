// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "rpm/spec.hpp"

namespace rpmworks::rpm {

/// A macro that specs use in what makes up their source package, defined where the machine's rpm lacks it.
struct StandIn {
  std::string name;
  std::string definition;  ///< "name(options) body"
  bool always = false;     ///< also where the machine has it, because there it asks for more than one commit
};

/// %autorelease and %autochangelog (rpmautospec), %version_no_tilde, %pypi_source, %py_provides and
/// %__python3 (Fedora's macros).
const std::vector<StandIn>& stand_ins();

/// %autorelease with its options, and its body for the release number that is counted: what rpmautospec puts
/// into the specs that it processes.
inline constexpr const char* k_autorelease = "autorelease(e:s:pb:n)";
std::string autorelease_body(int number);

/// Whether a spec uses a macro that neither it nor `macros` defines.
bool asks_for(const std::string& spec_text, const std::string& macro, const Macros& macros);

/// The spec with the stand-ins that it uses put before its first line, so that it says the same where it is
/// built; the text itself when it uses none, defines them itself or `macros` has them. `release_number` is
/// %autorelease's.
std::string with_stand_ins(const std::string& spec_text, const Macros& macros, int release_number = 1);

}  // namespace rpmworks::rpm
