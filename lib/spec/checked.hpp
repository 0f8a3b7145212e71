// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/files.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::spec {

/// Whether a text can stand in a package's file name: what a sandboxed program says about a spec may be
/// anything.
bool is_name_part(const std::string& text);

/// Throws Error(invalid) at `spec` when its name, version or release could not be those of a package; in its
/// line when the spec's text is given.
void check_names(const std::string& name, const rpm::Evr& evr, const std::string& spec,
                 std::string_view text = {});

/// Throws Error(invalid) when a source package's place is taken by something else: a folder, or a FIFO or
/// device, which would have to be waited for. A file that is not there, or cannot be read, is for its reader
/// to tell.
void require_file(const fs::path& file);

/// The conventional file name of a source package; "nosrc" says that it does not carry all of its sources.
std::string source_file_name(const rpm::Nevra& nevra, bool lacks_sources);

}  // namespace rpmworks::spec
