// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "rpm/spec.hpp"

namespace rpmworks::rpm {

/// Additional results of parsing a spec.
struct SpecReading {
  std::string* expanded = nullptr;  ///< receives the whole expanded spec
  SpecInfo* said = nullptr;         ///< write_source_package: receives the parsed data even if writing fails
  /// If set, problems for which parse_spec would reject a spec that rpm accepts are added here instead of
  /// thrown. For packages that were made elsewhere.
  std::vector<std::string>* doubts = nullptr;
};

/// Reads rpm's configuration for a target before the spec is known. The next parse for that target in this
/// process uses it; for another target rpm reads it again.
void read_configuration_ahead(const std::string& target);

/// Like parse_spec in spec.hpp. Also throws Error(invalid) for an undefined macro in a tag that determines
/// what is built or with what, and for a character that repository metadata cannot contain.
SpecInfo parse_spec(const fs::path& spec, const Macros& macros, const std::string& target,
                    const SpecReading& reading);

/// Like write_source_package in spec.hpp. Returns the data of this parse, which is in the package's header.
/// Throws as parse_spec, with rpm's messages.
SpecInfo write_source_package(const fs::path& spec, const Macros& macros, const std::string& target,
                              const SpecReading& reading);

}  // namespace rpmworks::rpm
