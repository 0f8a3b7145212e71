// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <optional>

#include "command.hpp"
#include "core/json.hpp"
#include "gate_options.hpp"
#include "gate_output.hpp"
#include "junit.hpp"
#include "output.hpp"
#include "release_argument.hpp"
#include "release_checks.hpp"
#include "release_signer.hpp"

namespace rpmworks::cli {

namespace {

void write_report(const fs::path& file, const std::vector<gates::Check>& checks, const fs::path& folder) {
  if (!file.empty()) write_result(file, is_sarif(file) ? sarif(checks, folder) : junit_xml(checks));
}

struct VerifyOptions {
  std::string release;
  std::string key;
  std::string report;
  std::vector<std::string> gates;
};

Json signer_json(const verifying::Signer& signer) {
  return {{"fingerprint", signer.fingerprint},
          {"user_id", signer.user_id},
          {"since", signer.since},
          {"from", signer.from}};
}

ExitCode run_verify(Context& context, const VerifyOptions& options) {
  const std::string key = options.key.empty() ? "" : verifying::require_full_fingerprint(options.key);
  const fs::path folder = release_argument(context, options.release);
  auto checks = checks_of(context, folder, are_upgrades_real(options.gates));
  const auto signer = add_signer(context, folder, key, checks);
  write_report(options.report, checks, folder);
  const ExitCode worst = gates::worst_of(checks);
  if (context.json()) {
    Json json = {{"folder", folder.string()}, {"passed", worst == ExitCode::done}};
    if (signer && !signer->fingerprint.empty()) json["signer"] = signer_json(*signer);
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
  auto options = std::make_shared<VerifyOptions>();
  set.add("RELEASE|DIR", options->release, "a release of this workspace, or the folder of a release")
      .required();
  set.add("--key", options->key,
          "the full fingerprint of the key that must have signed the release; it is remembered")
      .value("FINGERPRINT");
  set.add("--report", options->report, "write a report of the gates: JUnit XML for CI systems, or SARIF")
      .value("FILE.xml|.sarif");
  declare_gates(set, options->gates);
  return [options](Context& context) { return run_verify(context, *options); };
}

}  // namespace rpmworks::cli
