// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "options/options.hpp"

namespace rpmworks::cli {

class Context;
using options::Option;
using options::OptionSet;

/// What a command does once the command line has been read.
using Action = std::function<ExitCode(Context&)>;

/// One command: its line in the table, and how its options are declared.
struct Command {
  const char* name;
  const char* group;  ///< its heading in `rpmworks --help`
  const char* summary;
  const char* examples;  ///< shown below its own --help
  Action (*declare)(OptionSet& options);
};

/// The heading of the commands that are a part of a release each.
inline constexpr const char* k_stages = "One stage at a time";

/// Every command, in the order of the help.
const std::vector<Command>& commands();

/// `rpmworks srpm`, which has a program of its own too.
Command srpm_command();

Action declare_init(OptionSet& options);
Action declare_check(OptionSet& options);
Action declare_import(OptionSet& options);
Action declare_build(OptionSet& options);
Action declare_why(OptionSet& options);
Action declare_release(OptionSet& options);
Action declare_compose(OptionSet& options);
Action declare_verify(OptionSet& options);
Action declare_publish(OptionSet& options);
Action declare_rollback(OptionSet& options);
Action declare_manifest(OptionSet& options);
Action declare_report(OptionSet& options);

/// `rpmworks internal NAME …`: what sandboxes run; no part of the interface.
int internal_main(const std::vector<std::string>& arguments);

}  // namespace rpmworks::cli
