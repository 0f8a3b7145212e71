// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "command.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "pipeline/release_report.hpp"
#include "release_argument.hpp"
#include "release_checks.hpp"
#include "report/report.hpp"

namespace rpmworks::cli {

namespace {

struct ReportOptions {
  std::string release;
  std::string output;
  bool build = false;  ///< report the last builds instead of a release
};

std::string page_of(Context& context, const ReportOptions& options) {
  if (!options.build) {
    const fs::path folder = release_argument(context, options.release);
    return pipeline::release_report(folder, checks_of(context, folder),
                                    context.has_config() ? &context.session() : nullptr);
  }
  const fs::path file = context.workspace().last_run();
  const auto run = is_there(file) ? schedule::Timeline::from_json(read_file(file)) : std::nullopt;
  if (!run)
    throw Error(ExitCode::invalid, fmt::format("no build run is recorded: no such file: {}", file.string()))
        .hint("rpmworks build writes it");
  return report::build_page(*run);
}

ExitCode run_report(Context& context, const ReportOptions& options) {
  if (options.build == !options.release.empty())
    throw Error(ExitCode::usage, "either RELEASE or --build is required").hint("see rpmworks report --help");
  const std::string page = page_of(context, options);
  if (options.output.empty() || options.output == "-") {
    if (context.json())
      throw Error(ExitCode::usage, "the page is not available as JSON")
          .hint("write it to a file with -o, or see rpmworks manifest --json");
    print(page);
    return ExitCode::done;
  }
  write_result(options.output, page);
  const std::string path = fs::absolute(options.output).lexically_normal().string();
  if (context.json())
    print_json({{"report", path}});
  else
    print(path + "\n");
  return ExitCode::done;
}

}  // namespace

Action declare_report(OptionSet& set) {
  auto options = std::make_shared<ReportOptions>();
  set.add("RELEASE|DIR", options->release, "a release of this workspace, or the folder of a release");
  set.flag("--build", options->build, "report on the last run that built something, with its timeline");
  set.add("-o,--output", options->output, "output file (default: -, stdout)").value("FILE");
  return [options](Context& context) { return run_report(context, *options); };
}

}  // namespace rpmworks::cli
