// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "context.hpp"
#include "publishing/release_folder.hpp"

namespace rpmworks::cli {

/// The folder of the release named on the command line: a release of this workspace, or any folder.
inline fs::path release_argument(Context& context, const std::string& name_or_folder) {
  return publishing::release_folder(name_or_folder,
                                    [&] { return context.has_config() ? &context.workspace() : nullptr; });
}

}  // namespace rpmworks::cli
