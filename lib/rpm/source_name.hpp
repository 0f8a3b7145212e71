// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "rpm/nevra.hpp"

namespace rpmworks::rpm {

/// The name of the source package with this file name: "greet" for "greet-1.0-1.src.rpm".
inline std::string source_name(std::string_view file_name) {
  return Nevra::parse(std::string(source_file_stem(file_name)) + ".src").name;
}

}  // namespace rpmworks::rpm
