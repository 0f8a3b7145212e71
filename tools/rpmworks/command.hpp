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

/// What a command runs after the command line has been parsed.
using Action = std::function<ExitCode(Context&)>;

/// One command: its entry in the help, and the function that declares its options.
struct Command {
  const char* name;
  const char* group;  ///< its heading in `rpmworks --help`
  const char* summary;
  const char* examples;  ///< shown at the end of the command's --help
  Action (*declare)(OptionSet& options);
};

/// The help heading of the commands that each run one stage of a release.
inline constexpr const char* k_stages = "One stage at a time";

/// All commands, in the order in which the help lists them.
const std::vector<Command>& commands();

/// `rpmworks srpm`, which a program of its own also contains.
Command srpm_command();

Action declare_audit(OptionSet& options);
Action declare_init(OptionSet& options);
Action declare_check(OptionSet& options);
Action declare_import(OptionSet& options);
Action declare_build(OptionSet& options);
Action declare_why(OptionSet& options);
Action declare_lock(OptionSet& options);
Action declare_release(OptionSet& options);
Action declare_compose(OptionSet& options);
Action declare_verify(OptionSet& options);
Action declare_publish(OptionSet& options);
Action declare_rollback(OptionSet& options);
Action declare_prune(OptionSet& options);
Action declare_status(OptionSet& options);
Action declare_key(OptionSet& options);
Action declare_withdraw(OptionSet& options);
Action declare_manifest(OptionSet& options);
Action declare_report(OptionSet& options);
Action declare_chain(OptionSet& options);
Action declare_diff(OptionSet& options);
Action declare_changelog(OptionSet& options);
Action declare_prove(OptionSet& options);

/// `rpmworks internal NAME …`: commands for jobs on a cluster, and the merge driver that docs/lock.md
/// describes.
int internal_main(const std::vector<std::string>& arguments);

}  // namespace rpmworks::cli
