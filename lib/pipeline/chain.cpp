// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "buildroot/open_upstream.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"

namespace rpmworks::pipeline {

namespace {

// A repository as an argument names it.
struct Named {
  upstream::Address address;
  const config::Upstream* upstream = nullptr;
};

bool is_url(const std::string& text) {
  return std::ranges::any_of(std::vector{"http://", "https://", "file://"},
                             [&](const char* scheme) { return text.starts_with(scheme); });
}

Error unknown(const std::string& argument, const config::Config* config) {
  Error error(ExitCode::usage, fmt::format("no repository '{}'", redacted(without_credentials(argument))));
  if (argument.find("://") != std::string::npos)
    return std::move(error).hint("a URL begins with http://, https:// or file://");
  if (argument.find('/') != std::string::npos)
    return std::move(error).hint("no such folder; give a URL, or a folder that contains repodata/");
  if (!config)
    return std::move(error).hint(
        "no such folder, and no repos.yaml that could have an upstream of that name; pass one with -c FILE");
  std::vector<std::string> names;
  for (const auto& [name, upstream] : config->upstreams) names.push_back(name);
  return std::move(error).hint(
      did_you_mean(argument, names)
          .value_or("no such folder; upstreams of repos.yaml: " + join(names, ", ")));
}

Named named(const std::string& argument, const FindConfig& find_config) {
  if (is_url(argument)) return {.address = {.name = {}, .baseurl = argument, .mirrorlist = {}}};
  std::error_code unreadable;
  if (fs::is_directory(argument, unreadable))
    return {.address = {
                .name = {}, .baseurl = fs::absolute(argument).lexically_normal().string(), .mirrorlist = {}}};
  const bool is_name = !argument.empty() && argument.find('/') == std::string::npos;
  const config::Config* config = is_name ? find_config() : nullptr;
  if (!config || !config->upstreams.contains(argument)) throw unknown(argument, config);
  const config::Upstream& upstream = config->upstreams.at(argument);
  return {.address = {.name = upstream.name, .baseurl = upstream.baseurl, .mirrorlist = upstream.mirrorlist},
          .upstream = &upstream};
}

std::vector<Named> all_named(const std::vector<std::string>& arguments, const FindConfig& find_config) {
  std::vector<Named> all;
  std::set<std::string> seen;
  std::vector<std::string> addresses;
  for (const auto& argument : arguments) {
    Named& one = all.emplace_back(named(argument, find_config));
    while (one.address.baseurl.size() > 1 && one.address.baseurl.ends_with('/'))
      one.address.baseurl.pop_back();
    if (!seen.insert(one.address.url()).second)
      throw Error(ExitCode::usage,
                  fmt::format("the repository '{}' is given twice", redacted(without_credentials(argument))))
          .hint("give each repository of the chain once, the oldest first");
    addresses.push_back(without_credentials(one.address.url()));
  }
  const std::vector<std::string> names = chain::short_names(addresses);
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].upstream) continue;
    const bool is_taken = std::ranges::any_of(
        all, [&](const Named& other) { return other.upstream && other.address.name == names[i]; });
    all[i].address.name = is_taken ? names[i] + "-repository" : names[i];
  }
  return all;
}

}  // namespace

Chain read_chain(const std::vector<std::string>& arguments, const store::Workspace& workspace,
                 const FindConfig& find_config, Reporter& reporter) {
  Chain chain;
  std::vector<upstream::Metadata> metadata;
  for (const Named& one : all_named(arguments, find_config)) {
    const auto repository = one.upstream
                                ? buildroot::open_upstream(*find_config(), *one.upstream, workspace, reporter)
                                : upstream::Repository::open(one.address, {}, workspace.upstreams(), reporter,
                                                             {.signed_repomd = false, .sha1 = true});
    metadata.push_back(repository.metadata());
    chain.repositories.push_back({.name = one.address.name,
                                  .address = redacted(without_credentials(one.address.url())),
                                  .is_upstream = one.upstream != nullptr,
                                  .metadata = repository.metadata()});
  }
  chain.packages = solve::packages_of(metadata);
  chain.view = chain::view(chain.packages, metadata.size());
  for (const auto& package : chain.packages) ++chain.repositories[package.repository].packages;
  for (const auto& one : chain.view.effective)
    ++chain.repositories[chain.packages[one.package].repository].effective;
  return chain;
}

}  // namespace rpmworks::pipeline
