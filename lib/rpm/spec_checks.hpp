// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: checks of a spec that rpm accepts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "rpm/spec.hpp"

struct rpmSpec_s;
struct headerToken_s;

namespace rpmworks::rpm {

/// The first macro in a value that rpm did not expand because it is not defined: "java_arches" in
/// "%{java_arches} s390x"; empty if there is none.
std::string unexpanded_macro(const std::string& value);

/// Throws Error(invalid) if a tag that determines what is built, or with what, contains an undefined macro:
/// Name, Version, Release, architectures, dependencies, sources and patches, also of subpackages. The error
/// shows the macro and its line. `file` is the spec. librpm must still have the macros of that spec.
void require_known_macros(rpmSpec_s* spec, const std::vector<SpecSource>& sources, const fs::path& file);

/// Warnings about undefined macros in %ifarch and %ifnarch, which rpm treats as the name of an unknown
/// architecture: "line 7: %ifarch uses %valgrind_arches, which is not defined".
std::vector<std::string> unknown_architectures(const std::string& spec_text);

/// Throws Error(invalid) if a spec's packages would contain a character that repository metadata cannot
/// contain; the error shows the tag, the line and the character.
void require_metadata_characters(rpmSpec_s* spec, const fs::path& file);

/// Same for a package's header: "Summary contains the character 0x1B (ESC)"; nothing if it is valid.
std::optional<std::string> unfit_for_metadata(headerToken_s* header);

}  // namespace rpmworks::rpm
