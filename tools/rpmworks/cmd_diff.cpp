// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "command.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "place_settings.hpp"

namespace rpmworks::cli {

namespace {

constexpr size_t k_shown_lines = 10;

struct DiffOptions {
  std::string before;
  std::string after;
  std::string format = "text";
  bool is_short = false;
  bool all = false;
  bool exit_code = false;
};

std::string text_of(const changes::Changes& changes, const DiffOptions& options) {
  const size_t limit = options.all ? 0 : k_shown_lines;
  if (options.format == "markdown") return changes::to_markdown(changes, limit);
  return options.is_short ? changes::to_short_text(changes) : changes::to_text(changes, limit);
}

ExitCode run_diff(Context& context, const DiffOptions& options) {
  const changes::Changes changes = pipeline::compare_places(options.before, options.after, !options.is_short,
                                                            place_settings(context), context.reporter());
  if (context.json() || options.format == "json")
    print_json(changes::to_json(changes));
  else
    print(text_of(changes, options));
  // A wrapper of `diff --exit-code` must not take a result for an error: 1 is "different", as in diff(1).
  return options.exit_code && !changes.is_empty() ? ExitCode::failed : ExitCode::done;
}

}  // namespace

Action declare_diff(OptionSet& set) {
  auto options = std::make_shared<DiffOptions>();
  set.add("A", options->before,
          "the place before: a release, a folder, a URL, a manifest.json, a repos.lock, an rpm database, an "
          "installed root")
      .required();
  set.add("B", options->after, "the place after").required();
  set.add("--format", options->format, "text, json or markdown")
      .value("FORMAT")
      .one_of({"text", "json", "markdown"})
      .shows_default();
  set.flag("--short", options->is_short, "only list the packages; read no package");
  set.flag("--all", options->all, "do not shorten lists of files, dependencies and commits");
  set.flag("--exit-code", options->exit_code, "exit with 1 if a package differs, with 0 if none does");
  return [options](Context& context) { return run_diff(context, *options); };
}

}  // namespace rpmworks::cli
