// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "command.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "place_settings.hpp"

namespace rpmworks::cli {

namespace {

struct ChangelogOptions {
  std::string before;
  std::string after;
  fs::path prepend;
};

ExitCode run_changelog(Context& context, const ChangelogOptions& options) {
  const changes::Changes changes = pipeline::compare_places(options.before, options.after, {.details = false},
                                                            place_settings(context), context.reporter());
  const std::string entry = changes::change_log(changes);
  if (!options.prepend.empty()) {
    const std::string old = fs::exists(options.prepend) ? read_file(options.prepend) : std::string();
    write_result(options.prepend, changes::with_entry(old, entry, options.prepend.string()));
    if (context.json()) print_json({{"written", options.prepend.string()}});
    return ExitCode::done;
  }
  if (context.json())
    print_json(changes::to_json(changes));
  else
    print(entry);
  return ExitCode::done;
}

}  // namespace

Action declare_changelog(OptionSet& set) {
  auto options = std::make_shared<ChangelogOptions>();
  set.add("A", options->before, "the release before, or another place: see `rpmworks diff --help`")
      .required();
  set.add("B", options->after, "the release whose change log is written").required();
  set.add("--prepend", options->prepend, "write the change log before the entries of this file")
      .value("FILE");
  return [options](Context& context) { return run_changelog(context, *options); };
}

}  // namespace rpmworks::cli
