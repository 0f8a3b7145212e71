// SPDX-License-Identifier: GPL-3.0-or-later
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "output.hpp"
#include "release_folder.hpp"
#include "report/report.hpp"

namespace rpmworks::cli {

namespace {

struct ReportOptions {
  std::string release;
  std::string output;
};

ExitCode run_report(Context& context, const ReportOptions& options) {
  const std::string page = report::html(manifest_of(release_folder(context, options.release)));
  if (options.output.empty() || options.output == "-") {
    if (context.json())
      throw Error(ExitCode::usage, "a page is no JSON")
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

Action declare_report(CLI::App& app) {
  auto options = std::make_shared<ReportOptions>();
  app.add_option("RELEASE|DIR", options->release, "a release of this workspace, or the folder of one")
      ->required();
  app.add_option("-o,--output", options->output, "the file to write (default, and -: stdout)")
      ->type_name("FILE");
  return [options](Context& context) { return run_report(context, *options); };
}

}  // namespace rpmworks::cli
