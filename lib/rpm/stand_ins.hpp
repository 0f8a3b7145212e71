// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "rpm/spec.hpp"

namespace rpmworks::rpm {

/// A definition for a macro that specs use in tags of their source package, for machines whose rpm lacks it.
struct StandIn {
  std::string name;
  std::string definition;  ///< "name(options) body"
  bool always = false;     ///< also replaces the machine's definition, which needs more than one commit
};

/// %autorelease and %autochangelog (rpmautospec), %version_no_tilde, %pypi_source, %py_provides and
/// %__python3 (Fedora's macros).
const std::vector<StandIn>& stand_ins();

/// %autorelease with its options, and the body for a release number: what rpmautospec writes into specs that
/// it processes.
inline constexpr const char* k_autorelease = "autorelease(e:s:pb:n)";
std::string autorelease_body(int number);

/// Whether a spec uses a macro that neither the spec nor `macros` defines.
bool asks_for(const std::string& spec_text, const std::string& macro, const Macros& macros);

/// Inserts the stand-ins that a spec uses before its first line, so that it means the same where it is built.
/// Returns the text unchanged if it uses none, defines them itself or `macros` defines them. `release_number`
/// is the value of %autorelease.
std::string with_stand_ins(const std::string& spec_text, const Macros& macros, int release_number = 1);

}  // namespace rpmworks::rpm
