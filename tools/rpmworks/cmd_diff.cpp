// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <optional>

#include "command.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "place_settings.hpp"

namespace rpmworks::cli {

namespace {

constexpr size_t k_shown_lines = 10;
constexpr size_t k_shown_lines_of_page = 1000;  // where readers open what they want to see

struct DiffOptions {
  std::string before;
  std::string after;
  std::string format = "text";
  bool is_short = false;
  bool all = false;
  bool exit_code = false;
  bool abi = false;
  fs::path policy;
  fs::path output;
};

// What a policy says is a part of the result in each format.
std::string diff_text(const changes::Changes& changes, const std::optional<changes::Judgement>& judgement,
                      const DiffOptions& options) {
  if (options.format == "html")
    return changes::to_html(changes, judgement ? &*judgement : nullptr,
                            options.all ? 0 : k_shown_lines_of_page);
  const size_t limit = options.all ? 0 : k_shown_lines;
  if (options.format == "markdown")
    return changes::to_markdown(changes, limit) + (judgement ? changes::to_markdown(*judgement) : "");
  return (options.is_short ? changes::to_short_text(changes) : changes::to_text(changes, limit)) +
         (judgement ? changes::to_text(*judgement) : "");
}

void show_diff(Context& context, const DiffOptions& options, const changes::Changes& changes,
               const std::optional<changes::Judgement>& judgement) {
  const bool is_json = options.format == "json" || (context.json() && options.output.empty());
  if (!is_json && options.output.empty()) return print(diff_text(changes, judgement, options));
  if (!is_json) return write_result(options.output, diff_text(changes, judgement, options));
  Json json = changes::to_json(changes);
  if (judgement) json["policy"] = changes::to_json(*judgement);
  if (options.output.empty()) return print_json(json);
  write_result(options.output, json.dump(2) + "\n");
}

ExitCode run_diff(Context& context, const DiffOptions& options) {
  if (options.is_short && !options.policy.empty())
    throw Error(ExitCode::usage, "--short and --policy exclude each other")
        .hint("a policy is about what changed in packages, which --short does not read");
  if (options.is_short && options.abi)
    throw Error(ExitCode::usage, "--short and --abi exclude each other")
        .hint("--abi unpacks packages, and --short reads none");
  const changes::Changes changes = pipeline::compare_places(
      options.before, options.after, {.details = !options.is_short, .abi = options.abi},
      place_settings(context), context.reporter());
  std::optional<changes::Judgement> judgement;
  if (!options.policy.empty()) judgement = pipeline::judge_changes(changes, options.policy);
  show_diff(context, options, changes, judgement);
  if (judgement && !judgement->findings.empty()) return ExitCode::gate;
  // As diff(1): 1 means that there are differences.
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
  set.add("--format", options->format, "text, json, markdown or html")
      .value("FORMAT")
      .one_of({"text", "json", "markdown", "html"})
      .shows_default();
  set.add("-o,--output", options->output, "write to this file instead of standard output").value("FILE");
  set.flag("--short", options->is_short, "only list the packages; read no package");
  set.flag("--all", options->all, "do not shorten lists of files, dependencies and commits");
  set.flag("--abi", options->abi,
           "compare the interfaces of shared libraries in packages that differ, with abidiff in the sandbox");
  set.flag("--exit-code", options->exit_code, "exit with 1 if a package differs, with 0 if none does");
  set.add("--policy", options->policy, "exit with 5 if the policy in this file refuses a change")
      .value("FILE");
  return [options](Context& context) { return run_diff(context, *options); };
}

}  // namespace rpmworks::cli
