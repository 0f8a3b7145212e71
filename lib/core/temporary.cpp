// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/temporary.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "core/error.hpp"

namespace rpmworks {

fs::path temporary_folder() {
  std::error_code failure;
  fs::path folder = fs::temp_directory_path(failure);
  if (!failure) return folder;
  const char* wanted = std::getenv("TMPDIR");
  throw Error(ExitCode::failed, fmt::format("the folder for temporary files, {}, cannot be used: {}",
                                            wanted ? wanted : "/tmp", failure.message()))
      .hint("set TMPDIR to a folder that you may write to");
}

}  // namespace rpmworks
