// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "command.hpp"
#include "core/files.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

int remove_trees(const std::vector<std::string>& trees) {
  try {
    for (const auto& tree : trees) remove_tree(tree);
    return static_cast<int>(ExitCode::done);
  } catch (const Error& error) {
    write_stderr(error.render());
    return static_cast<int>(error.code());
  }
}

}  // namespace

int internal_main(const std::vector<std::string>& arguments) {
  if (!arguments.empty() && arguments.front() == "remove-tree")
    return remove_trees({arguments.begin() + 1, arguments.end()});
  write_stderr(
      "error: this is what sandboxes run, and no part of the interface\nhint: see rpmworks --help\n");
  return static_cast<int>(ExitCode::usage);
}

}  // namespace rpmworks::cli
