// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "command.hpp"
#include "core/json.hpp"
#include "gate_output.hpp"
#include "junit.hpp"
#include "output.hpp"
#include "product/publish.hpp"
#include "release_argument.hpp"

namespace rpmworks::cli {

namespace {

std::vector<compose::Check> checks_of(Context& context, const fs::path& folder) {
  if (!context.has_config()) return compose::verify(folder, context.reporter(), context.jobs());
  return product::verify_on_base(context.session(), folder);
}

void write_report(const fs::path& file, const std::vector<compose::Check>& checks, const fs::path& folder) {
  if (!file.empty()) write_result(file, is_sarif(file) ? sarif(checks, folder) : junit_xml(checks));
}

ExitCode run_verify(Context& context, const std::string& release, const std::string& report) {
  const fs::path folder = release_argument(context, release);
  const auto checks = checks_of(context, folder);
  write_report(report, checks, folder);
  const ExitCode worst = compose::worst_of(checks);
  if (context.json()) {
    Json json = {{"folder", folder.string()}, {"passed", worst == ExitCode::done}};
    json["checks"] = json_of(checks);
    print_json(json);
    return worst;
  }
  print(gates_text(checks));
  print(gates_summary(folder, checks));
  return worst;
}

}  // namespace

Action declare_verify(OptionSet& set) {
  auto release = std::make_shared<std::string>();
  auto report = std::make_shared<std::string>();
  set.add("RELEASE|DIR", *release, "a release of this workspace, or the folder of a release").required();
  set.add("--report", *report, "write a report of the gates: JUnit XML for CI systems, or SARIF")
      .value("FILE.xml|.sarif");
  return [release, report](Context& context) { return run_verify(context, *release, *report); };
}

}  // namespace rpmworks::cli
