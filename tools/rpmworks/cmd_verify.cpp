// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "command.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "product/publish.hpp"
#include "release_argument.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

Json check_json(const compose::Check& check) {
  Json json = {{"name", check.name}, {"subject", check.subject}, {"passed", check.passed}};
  if (!check.passed) json["code"] = static_cast<int>(check.code);
  for (const auto& [id, text] : check.findings) json["findings"].push_back({{"id", id}, {"text", text}});
  if (!check.detail.empty()) json["detail"] = check.detail;
  return json;
}

void print_checks(const std::vector<compose::Check>& checks) {
  for (const auto& check : checks) {
    print(harmless(fmt::format("{}  {}: {}{}\n", check.passed ? "ok    " : "FAILED", check.subject,
                               check.name, check.detail.empty() ? "" : ", " + check.detail)));
    for (const auto& finding : check.findings) print(harmless(fmt::format("          {}\n", finding.text)));
  }
}

ExitCode run_verify(Context& context, const std::string& release) {
  const fs::path folder = release_argument(context, release);
  const auto checks = compose::verify(folder, context.reporter(), context.jobs());
  const ExitCode worst = product::worst_of(checks);
  const auto failed =
      std::count_if(checks.begin(), checks.end(), [](const auto& check) { return !check.passed; });
  if (context.json()) {
    Json json = {{"folder", folder.string()}, {"passed", worst == ExitCode::done}, {"checks", Json::array()}};
    for (const auto& check : checks) json["checks"].push_back(check_json(check));
    print_json(json);
    return worst;
  }
  print_checks(checks);
  print(failed == 0 ? fmt::format("{} is valid: {} checks\n", folder.string(), checks.size())
                    : fmt::format("{} is NOT valid: {} of {} checks failed\n", folder.string(), failed,
                                  checks.size()));
  return worst;
}

}  // namespace

Action declare_verify(OptionSet& set) {
  auto release = std::make_shared<std::string>();
  set.add("RELEASE|DIR", *release, "a release of this workspace, or the folder of a release").required();
  return [release](Context& context) { return run_verify(context, *release); };
}

}  // namespace rpmworks::cli
