// SPDX-License-Identifier: GPL-3.0-or-later
// For this module's own .cpp files: what a spec that rpm parses may not say.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "rpm/spec.hpp"

struct rpmSpec_s;
struct headerToken_s;

namespace rpmworks::rpm {

/// The name of the first macro that rpm left unexpanded in a value, because nothing defines it; empty when
/// there is none: "java_arches" of "%{java_arches} s390x".
std::string unexpanded_macro(const std::string& value);

/// Throws Error(invalid) when a tag that decides what is built, or with what, holds a macro that nothing
/// defines: Name, Version, Release, architectures, dependencies, sources and patches, of the subpackages too.
/// The error names the macro and its line. `file` is the spec. librpm's macros must still be those of the
/// spec.
void require_known_macros(rpmSpec_s* spec, const std::vector<SpecSource>& sources, const fs::path& file);

/// Warnings about macros that nothing defines in %ifarch and %ifnarch, where rpm takes them for the name of
/// an architecture that nobody has: "line 7: %ifarch asks for %valgrind_arches, which is not defined".
std::vector<std::string> unknown_architectures(const std::string& spec_text);

/// Throws Error(invalid) when a spec puts a character into its packages that repository metadata cannot hold;
/// the error names the tag, the line and the character.
void require_metadata_characters(rpmSpec_s* spec, const fs::path& file);

/// The same for the header of a package: "Summary holds the character 0x1B (ESC)"; none when all is well.
std::optional<std::string> unfit_for_metadata(headerToken_s* header);

}  // namespace rpmworks::rpm
