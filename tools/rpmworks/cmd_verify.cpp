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
#include "verifying/remote_release.hpp"

namespace rpmworks::cli {

namespace {

void write_report(const fs::path& file, const std::vector<gates::Check>& checks, const std::string& place) {
  if (!file.empty()) write_result(file, is_sarif(file) ? sarif(checks, place) : junit_xml(checks));
}

struct VerifyOptions {
  std::string release;
  std::string key;
  std::string report;
  std::vector<std::string> gates;
  bool packages = false;
};

Json signer_json(const verifying::Signer& signer) {
  return {{"fingerprint", signer.fingerprint},
          {"user_id", signer.user_id},
          {"since", signer.since},
          {"from", signer.from}};
}

ExitCode show_checks(Context& context, const VerifyOptions& options, const std::string& place,
                     const std::vector<gates::Check>& checks,
                     const std::optional<verifying::Signer>& signer) {
  write_report(options.report, checks, place);
  const ExitCode worst = gates::worst_of(checks);
  if (context.json()) {
    Json json = {{verifying::is_remote(place) ? "url" : "folder", place},
                 {"passed", worst == ExitCode::done}};
    if (signer && !signer->fingerprint.empty()) json["signer"] = signer_json(*signer);
    json["checks"] = json_of(checks);
    print_json(json);
    return worst;
  }
  print(gates_text(checks));
  print(gates_summary(place, checks));
  return worst;
}

ExitCode verify_remote(Context& context, const VerifyOptions& options, const std::string& key) {
  if (are_upgrades_real(options.gates))
    throw Error(ExitCode::usage, "the upgrades of a release on a server cannot be carried out")
        .hint("copy the release to a folder, and verify the folder");
  const auto release = verifying::RemoteRelease::open(options.release, options.packages, context.reporter());
  auto checks = checks_of(context, release.folder(), false, &release.packages());
  release.complete(checks, context.reporter());
  const auto signer = add_signer(context, release.folder(), key, checks);
  return show_checks(context, options, release.shown(), checks, signer);
}

ExitCode run_verify(Context& context, const VerifyOptions& options) {
  const std::string key = options.key.empty() ? "" : verifying::require_full_fingerprint(options.key);
  if (verifying::is_remote(options.release)) return verify_remote(context, options, key);
  if (options.packages)
    throw Error(ExitCode::usage, "--packages is for a release on a server")
        .hint("the packages of a release on this machine are always read: leave --packages out");
  const fs::path folder = release_argument(context, verifying::local_place(options.release));
  auto checks = checks_of(context, folder, are_upgrades_real(options.gates));
  const auto signer = add_signer(context, folder, key, checks);
  return show_checks(context, options, folder.string(), checks, signer);
}

}  // namespace

Action declare_verify(OptionSet& set) {
  auto options = std::make_shared<VerifyOptions>();
  set.add("RELEASE|DIR|URL", options->release,
          "a release of this workspace, the folder of a release, or the URL of a release, of releases/ or of "
          "PRODUCT.repo")
      .required();
  set.add("--key", options->key,
          "the full fingerprint of the key that must have signed the release; it is remembered")
      .value("FINGERPRINT");
  set.flag("--packages", options->packages,
           "download the packages of a release on a server too, and run the gates that read packages");
  set.add("--report", options->report, "write a report of the gates: JUnit XML for CI systems, or SARIF")
      .value("FILE.xml|.sarif");
  declare_gates(set, options->gates);
  return [options](Context& context) { return run_verify(context, *options); };
}

}  // namespace rpmworks::cli
