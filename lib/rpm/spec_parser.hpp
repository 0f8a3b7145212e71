// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "rpm/spec.hpp"

namespace rpmworks::rpm {

/// What else is asked of a spec that is parsed.
struct SpecReading {
  std::string* expanded = nullptr;  ///< gets the whole spec as expanded
  SpecInfo* said = nullptr;  ///< of write_source_package: gets what the spec says, even if writing fails
  /// Where rpm takes a spec that parse_spec would refuse, what is wrong with it comes here instead of being
  /// thrown: the spec is that of a package that somebody else made.
  std::vector<std::string>* doubts = nullptr;
};

/// Reads rpm's configuration for a target before its spec is known. The next spec that is parsed for that
/// target in this process starts with it; for another target rpm reads it again.
void read_configuration_ahead(const std::string& target);

/// As parse_spec of spec.hpp. Beside what rpm refuses, that throws Error(invalid) for a macro that nothing
/// defines in a tag that decides what is built or with what, and for a character that repository metadata
/// cannot hold.
SpecInfo parse_spec(const fs::path& spec, const Macros& macros, const std::string& target,
                    const SpecReading& reading);

/// As write_source_package of spec.hpp. Returns what the spec said this time, which is what the package's
/// header says. Throws as parse_spec does, with rpm's messages.
SpecInfo write_source_package(const fs::path& spec, const Macros& macros, const std::string& target,
                              const SpecReading& reading);

}  // namespace rpmworks::rpm
