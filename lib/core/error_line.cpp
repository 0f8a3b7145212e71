// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error_line.hpp"

#include <fmt/format.h>

namespace rpmworks {

std::string in_one_line(const Error& error) {
  std::string line;
  if (const auto& where = error.where()) {
    line = where->file;
    if (where->line > 0) line += fmt::format(":{}", where->line);
    if (where->line > 0 && where->column > 0) line += fmt::format(":{}", where->column);
    line += ": ";
  }
  line += error.what();
  if (!error.notes().empty()) line += fmt::format(" ({})", error.notes().front());
  return line;
}

}  // namespace rpmworks
