// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "command.hpp"
#include "context.hpp"
#include "core/json.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"
#include "output.hpp"
#include "pipeline/chain.hpp"
#include "pipeline/flatten.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

struct ChainOptions {
  std::vector<std::string> repositories;
  pipeline::FlattenRequest flatten;
  std::string digests;
};

// Metadata may contain anything, such as line breaks that would look like lines of this program.
std::string cell(const std::string& text) {
  constexpr size_t k_longest = 1000;
  std::string line = printable(text, k_longest);
  std::ranges::replace_if(
      line, [](char c) { return c == '\n' || c == '\t'; }, '?');
  return line;
}

std::string shadows_text(const pipeline::Chain& chain, const chain::Effective& effective) {
  constexpr size_t k_most = 3;
  std::vector<std::string> texts;
  for (const size_t shadow : effective.shadows) {
    const auto& location = chain.packages[shadow].location;
    if (texts.size() == k_most) {
      texts.push_back(fmt::format("and {} more", effective.shadows.size() - k_most));
      break;
    }
    texts.push_back(fmt::format("{} ({})", cell(location.nevra.evr.str()), location.repository));
  }
  return join(texts, ", ");
}

void print_text(const pipeline::Chain& chain) {
  print(fmt::format("{}, the oldest first; signatures of packages were not checked\n\n",
                    chain.repositories.size() == 1
                        ? "1 repository"
                        : fmt::format("{} repositories", chain.repositories.size())));
  Table repositories({"REPOSITORY", "PACKAGES", "EFFECTIVE", "ADDRESS"});
  repositories.right(1).right(2);
  for (const auto& one : chain.repositories)
    repositories.add(
        {one.name, std::to_string(one.packages), std::to_string(one.effective), cell(one.address)});
  print(repositories.str() + "\n");
  Table packages({"PACKAGE", "VERSION", "ARCH", "REPOSITORY", "SHADOWS"});
  for (const auto& one : chain.view.effective) {
    const auto& location = chain.packages[one.package].location;
    packages.add({cell(location.nevra.name), cell(location.nevra.evr.str()), cell(location.nevra.arch),
                  location.repository, shadows_text(chain, one)});
  }
  print(packages.str() + "\n");
  if (chain.view.findings.empty()) return print("no findings\n");
  print(counted(chain.view.findings.size(), "finding") + ":\n");
  for (const auto& finding : chain.view.findings)
    print(harmless(fmt::format("{}: {}\n", chain::name_of(finding.kind), cell(finding.text))));
}

Json package_json(const solve::RepositoryPackage& package) {
  const auto& location = package.location;
  Json json = {{"nevra", location.nevra.str()}, {"repository", location.repository}};
  return json;
}

Json effective_json(const pipeline::Chain& chain, const chain::Effective& effective) {
  const auto& package = chain.packages[effective.package];
  const auto& location = package.location;
  Json json = package_json(package);
  json["name"] = location.nevra.name;
  json["epoch"] = location.nevra.evr.epoch.empty() ? "0" : location.nevra.evr.epoch;
  json["version"] = location.nevra.evr.version;
  json["release"] = location.nevra.evr.release;
  json["arch"] = location.nevra.arch;
  json["location"] = location.href;
  json["size"] = location.size;
  if (!location.sha256.empty()) json["sha256"] = location.sha256;
  if (!location.sha1.empty()) json["sha1"] = location.sha1;
  if (!package.source_package.empty()) json["source"] = package.source_package;
  json["shadows"] = Json::array();
  for (const size_t shadow : effective.shadows)
    json["shadows"].push_back(package_json(chain.packages[shadow]));
  return json;
}

Json finding_json(const pipeline::Chain& chain, const chain::Finding& finding) {
  Json json = {{"kind", chain::name_of(finding.kind)}, {"text", finding.text}};
  json["package"] = package_json(chain.packages[finding.package]);
  if (finding.other) json["other"] = package_json(chain.packages[*finding.other]);
  return json;
}

Json chain_json(const pipeline::Chain& chain) {
  Json json = {{"signatures_checked", false},
               {"repositories", Json::array()},
               {"packages", Json::array()},
               {"findings", Json::array()}};
  for (const auto& one : chain.repositories)
    json["repositories"].push_back({{"name", one.name},
                                    {"address", one.address},
                                    {"repomd_sha256", one.metadata.repomd_sha256},
                                    {"revision", one.metadata.revision},
                                    {"packages", one.packages},
                                    {"effective", one.effective}});
  for (const auto& one : chain.view.effective) json["packages"].push_back(effective_json(chain, one));
  for (const auto& one : chain.view.findings) json["findings"].push_back(finding_json(chain, one));
  return json;
}

ExitCode flatten(Context& context, const pipeline::Chain& chain, const pipeline::FlattenRequest& request,
                 const pipeline::FindConfig& find_config) {
  const pipeline::Flattened made = pipeline::flatten(chain, request, find_config, context.reporter());
  const auto warn = [&](size_t count, const char* what, const char* why) {
    if (count > 0) context.reporter().warning(fmt::format("left out: {}, {}", counted(count, what), why));
  };
  warn(made.source_packages, "source package", "because a section of an upstream holds binary packages");
  warn(made.other_arch, "package", "because they are for other architectures than that of the clients");
  for (const auto& finding : chain.view.findings)
    if (finding.kind < chain::Finding::Kind::removed) context.reporter().warning(cell(finding.text));
  if (context.json())
    print_json({{"written", {made.config.string(), made.lock.string()}},
                {"packages", made.packages},
                {"upstreams", made.upstreams},
                {"left_out", {{"source_packages", made.source_packages}, {"other_arch", made.other_arch}}}});
  else
    print(fmt::format("{}\n{}\n", made.config.string(), made.lock.string()));
  return ExitCode::done;
}

ExitCode run_chain(Context& context, const ChainOptions& options) {
  pipeline::FlattenRequest request = options.flatten;
  request.sha1 = !options.digests.empty();
  request.cache = context.workspace().cache;
  request.jobs = context.jobs();
  const bool flattens = !request.folder.empty();
  if (!flattens &&
      (!request.keys.empty() || !request.product.empty() || !request.arch.empty() || request.sha1))
    throw Error(ExitCode::usage, "--key, --product, --arch and --digests are only valid with --flatten")
        .hint("without --flatten, the command only lists");
  const pipeline::FindConfig find_config = [&] {
    return context.has_config() ? &context.session().config : nullptr;
  };
  const pipeline::Chain chain =
      pipeline::read_chain(options.repositories, context.workspace(), find_config, context.reporter());
  for (const auto& one : chain.repositories)
    if (one.has_sha1())
      context.reporter().warning(fmt::format("the metadata of {} has only SHA-1 checksums", one.name));
  if (flattens) return flatten(context, chain, request, find_config);
  if (context.json())
    print_json(chain_json(chain));
  else
    print_text(chain);
  return ExitCode::done;
}

}  // namespace

Action declare_chain(OptionSet& set) {
  auto options = std::make_shared<ChainOptions>();
  set.add("REPO", options->repositories,
          "repositories of the chain, the oldest first: URLs, folders with repodata/, or upstreams of "
          "repos.yaml")
      .required();
  set.add("--flatten", options->flatten.folder,
          "instead of listing, write repos.yaml and repos.lock into this folder, for releases that contain "
          "what "
          "clients get from the chain")
      .value("DIR");
  set.add("--key", options->flatten.keys,
          "with --flatten: a public key that packages may be signed with; NAME=FILE is for one repository; "
          "repeatable")
      .value("FILE")
      .one_value_each();
  set.add("--product", options->flatten.product,
          "with --flatten: name of the product (default: of the folder)")
      .value("NAME");
  set.add("--arch", options->flatten.arch,
          "with --flatten: architecture of the clients (default: that of the packages)")
      .value("ARCH");
  set.add("--digests", options->digests,
          "with --flatten: sha1 accepts repositories with only SHA-1 checksums")
      .value("KIND")
      .one_of({"sha1"});
  return [options](Context& context) { return run_chain(context, *options); };
}

}  // namespace rpmworks::cli
