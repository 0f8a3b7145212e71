// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/files.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::spec {

/// Whether a text can be part of a package's file name. Needed because the answer of a sandboxed program can
/// contain anything.
bool is_name_part(const std::string& text);

/// Throws Error(invalid) if a package cannot have this name, version or release: at `spec`, or at the line of
/// the tag if the spec's text is given.
void check_names(const std::string& name, const rpm::Evr& evr, const std::string& spec,
                 std::string_view text = {});

/// Throws Error(invalid) if the path of a source package is a folder, a FIFO or a device (reading those could
/// block). A missing or unreadable file is left to the reader to report.
void require_file(const fs::path& file);

/// The conventional file name of a source package: .src.rpm, or .nosrc.rpm if `lacks_sources`.
std::string source_file_name(const rpm::Nevra& nevra, bool lacks_sources);

}  // namespace rpmworks::spec
