// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "command.hpp"
#include "core/json.hpp"
#include "core/listing.hpp"
#include "core/temporary.hpp"
#include "core/text.hpp"
#include "gate_output.hpp"
#include "output.hpp"
#include "proving/prove.hpp"
#include "release_argument.hpp"
#include "release_signer.hpp"
#include "verifying/remote_release.hpp"

namespace rpmworks::cli {

namespace {

using Outcome = proving::PackageProof::Outcome;

struct ProveOptions {
  std::string release;
  std::vector<std::string> only;
  std::vector<std::string> packages;
  std::vector<std::string> repositories;
  std::string base;
  std::string key;
  std::string keep;
  std::string statement;
  std::string sign;
  bool network = false;
};

std::map<std::string, std::string> repositories_of(const ProveOptions& options) {
  std::map<std::string, std::string> repositories;
  for (const auto& text : options.repositories) {
    const size_t at = text.find('=');
    if (at == std::string::npos || at == 0 || at + 1 == text.size())
      throw Error(ExitCode::usage, fmt::format("--repository is '{}'", text))
          .hint("write the name of a package and where its git repository is: NAME=URL or NAME=FOLDER");
    repositories[text.substr(0, at)] = text.substr(at + 1);
  }
  return repositories;
}

// A proof starts from the signed manifest: nothing is read from a release that is not what was signed.
void require_trustworthy(Context& context, const fs::path& folder, const std::string& shown,
                         const std::string& key, const gates::RemotePackages* remote) {
  static const std::vector<std::string> k_needed = {"manifest", "signer", "signatures",
                                                    "digests",  "files",  "provenance"};
  auto checks = gates::verify(folder, context.reporter(), context.jobs(), {.remote = remote});
  add_signer(context, folder, key, checks);
  std::vector<std::string> findings;
  ExitCode code = ExitCode::done;
  for (const auto& check : checks) {
    if (std::ranges::count(k_needed, check.name) == 0 || check.passed || !check.not_checked.empty()) continue;
    if (code != ExitCode::trust) code = check.code;
    for (const auto& finding : check.findings)
      findings.push_back(fmt::format("{} of {}: {}", check.name, check.subject, finding.text));
  }
  if (code == ExitCode::done) return;
  throw Error(code, fmt::format("{} is not the release that its maintainers signed", shown))
      .notes(std::move(findings))
      .hint("get the release again; `rpmworks verify` shows all of its checks");
}

// What a proof compares with.
void take_own_packages(const verifying::RemoteRelease& remote, Reporter& reporter) {
  std::vector<manifest::Entry> own = publishing::manifest_of(remote.folder()).packages;
  std::erase_if(own, [](const manifest::Entry& entry) { return entry.origin.upstream() != nullptr; });
  remote.take_packages(own, reporter);
}

// Folders on this machine where packages of build roots may be.
std::vector<fs::path> package_folders(Context& context, const ProveOptions& options) {
  std::vector<fs::path> folders;
  for (const auto& folder : options.packages) {
    if (!fs::is_directory(folder))
      throw Error(ExitCode::invalid, fmt::format("--packages: there is no folder {}", folder));
    folders.emplace_back(folder);
  }
  const fs::path hostbase = context.workspace().hostbase();
  if (fs::is_directory(hostbase)) folders.push_back(hostbase);
  return folders;
}

std::unique_ptr<sign::Signer> signer_for(Context& context, const std::string& name, const fs::path& tmp) {
  if (context.has_config()) {
    const auto& keys = context.session().config.keys;
    if (const auto key = keys.find(name); key != keys.end()) return sign::signer_of(key->second, tmp);
  }
  return sign::signer_of({.name = name, .fingerprint = verifying::require_full_fingerprint(name)}, tmp);
}

std::string proof_text(const proving::Proof& proof) {
  Table table({"package", "outcome", ""});
  for (const auto& package : proof.packages)
    table.add({package.nevra, name_of(package.outcome), package.why.empty() ? package.note : package.why});
  const std::string release = fmt::format("{} {}", proof.manifest.product, proof.manifest.release);
  const std::string tried = counted(proof.count_tried(), "package");
  std::string text = table.str() + "\n";
  if (!proof.is_complete())
    text += fmt::format("{} is not proven: {} of {} reproduced, {} differ, {} not rebuilt\n", release,
                        proof.count(Outcome::reproduced), tried, proof.count(Outcome::differs),
                        proof.count(Outcome::not_rebuilt));
  else if (proof.is_of_release())
    text +=
        fmt::format("{} is proven: {} made again from their sources, with the same bytes\n", release, tried);
  else
    text += fmt::format("{} of {} made again from their sources, with the same bytes\n", tried, release);
  const auto also = [&](Outcome outcome, const char* what) {
    if (const size_t count = proof.count(outcome))
      text += fmt::format("{} {}\n", counted(count, "package"), what);
  };
  also(Outcome::not_ours, "of vendors: not made again");
  also(Outcome::given, "given as source packages: there is nothing before them");
  also(Outcome::not_asked, "not asked for");
  return text;
}

Json proof_json(const proving::Proof& proof) {
  Json packages = Json::array();
  for (const auto& package : proof.packages)
    packages.push_back({{"file", package.file},
                        {"nevra", package.nevra},
                        {"sha256", package.sha256},
                        {"outcome", name_of(package.outcome)},
                        {"why", package.why},
                        {"note", package.note}});
  return {{"product", proof.manifest.product},
          {"release", proof.manifest.release},
          {"manifest_sha256", proof.manifest_sha256},
          {"proven", proof.is_complete()},
          {"is_of_release", proof.is_of_release()},
          {"packages", std::move(packages)}};
}

void write_statement(Context& context, const ProveOptions& options, sign::Signer* signer,
                     const proving::Proof& proof) {
  if (options.statement.empty()) return;
  if (!signer)
    context.reporter().warning(fmt::format("{} is not signed: --sign KEY signs it", options.statement));
  write_result(options.statement, signer ? signed_proof(proof, *signer) : proof_statement(proof) + "\n");
}

ExitCode run_prove(Context& context, const ProveOptions& options) {
  const std::string key = options.key.empty() ? "" : verifying::require_full_fingerprint(options.key);
  if (!options.sign.empty() && options.statement.empty())
    throw Error(ExitCode::usage, "--sign without --statement").hint("name the file: --statement FILE");
  proving::ProveRequest request{
      .repositories = repositories_of(options), .only = options.only, .network = options.network};
  std::optional<verifying::RemoteRelease> remote;
  if (verifying::is_remote(options.release)) {
    remote.emplace(verifying::RemoteRelease::open(options.release, false, context.reporter()));
    request.release = remote->folder();
  } else {
    const fs::path folder = release_argument(context, verifying::local_place(options.release));
    request.release = fs::absolute(folder).lexically_normal();
  }
  request.packages = package_folders(context, options);
  if (!options.base.empty())
    request.base = options.base;
  else if (context.has_config())
    request.base = context.session().config.file.parent_path();
  if (!options.keep.empty() && is_there(options.keep) && !entries_in(options.keep).empty())
    throw Error(ExitCode::usage, fmt::format("--keep: {} is not empty", options.keep))
        .hint("name a new folder: a proof must not use what an earlier run made");
  std::optional<TempDir> temporary;
  if (options.keep.empty()) temporary.emplace(temporary_folder(), "rpmworks-prove-");
  const fs::path workspace = temporary ? temporary->path() : fs::absolute(options.keep);
  std::unique_ptr<sign::Signer> signer;
  if (!options.sign.empty()) signer = signer_for(context, options.sign, workspace);
  require_trustworthy(context, request.release, remote ? remote->shown() : request.release.string(), key,
                      remote ? &remote->packages() : nullptr);
  if (remote) take_own_packages(*remote, context.reporter());
  const proving::Proof proof =
      proving::prove(request, {.workspace = workspace, .cache = context.workspace().cache},
                     context.reporter(), context.jobs());
  write_statement(context, options, signer.get(), proof);
  if (context.json())
    print_json(proof_json(proof));
  else
    print(proof_text(proof));
  return proof.is_complete() ? ExitCode::done : ExitCode::gate;
}

}  // namespace

Action declare_prove(OptionSet& set) {
  auto options = std::make_shared<ProveOptions>();
  set.add("RELEASE|DIR|URL", options->release,
          "a release of this workspace, the folder of a release, or its URL")
      .required();
  set.add("PACKAGE", options->only, "only these packages of repos.yaml");
  set.add("--packages", options->packages,
          "look here for packages of build roots: other releases, copies of repositories")
      .value("DIR");
  set.add("--repository", options->repositories,
          "where the git repository of a package is, if not where the release says")
      .value("NAME=URL");
  set.add("--base", options->base,
          "the folder of repos.yaml, to which the release's relative addresses are relative")
      .value("DIR");
  set.add("--key", options->key, "the full fingerprint of the key that must have signed the release")
      .value("FINGERPRINT");
  set.add("--keep", options->keep, "make everything in this folder, and keep it: packages and logs of builds")
      .value("DIR");
  set.flag("--network", options->network,
           "let those builds use the network that could use it for the release (`network: true`)");
  set.add("--statement", options->statement, "write the outcome as an in-toto statement").value("FILE");
  set.add("--sign", options->sign, "sign the statement with this key of repos.yaml or of your GnuPG home")
      .value("KEY|FINGERPRINT");
  return [options](Context& context) { return run_prove(context, *options); };
}

}  // namespace rpmworks::cli
