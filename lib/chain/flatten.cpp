// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/flatten.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"
#include "lockfile/values.hpp"
#include "lockfile/yaml_text.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::chain {

namespace {

using lockfile::yaml_scalar;

std::string list_of(const std::vector<std::string>& texts) {
  std::vector<std::string> scalars;
  for (const auto& text : texts) scalars.push_back(yaml_scalar(text));
  return "[" + join(scalars, ", ") + "]";
}

// A comment must stay one line.
std::string comment(const std::string& text) {
  std::string line = printable(text);
  std::ranges::replace_if(
      line, [](char c) { return c == '\n' || c == '\t'; }, '?');
  return line;
}

// A NEVRA with other characters could be a pattern for other packages.
void require_plain(const std::string& text, const std::string& upstream) {
  const rpm::Nevra nevra = rpm::Nevra::parse(text);
  lockfile::Problem problem = lockfile::problem_of_package_name(nevra.name);
  if (!problem) problem = lockfile::problem_of_evr(nevra.evr);
  if (!problem) problem = lockfile::problem_of_arch(nevra.arch);
  if (!problem && text.find_first_of("*?[]\\") != std::string::npos) problem = "contains a wildcard";
  if (!problem) return;
  throw Error(
      ExitCode::invalid,
      fmt::format("the repository {} has a package that repos.yaml cannot name: {}", upstream, comment(text)))
      .note(fmt::format("a part of its name {}", *problem))
      .hint("no rpmbuild makes such packages; find out where it comes from, and leave the repository out");
}

std::string line_of(const FlatKey& key) {
  std::string line = fmt::format("  {}: {{ public: {}, fingerprint: {}", yaml_scalar(key.name),
                                 yaml_scalar(key.file), yaml_scalar(key.fingerprint));
  if (!key.expired.empty()) line += ", expired: " + yaml_scalar(key.expired);
  if (key.sha1) line += ", digests: sha1";
  return line + " }\n";
}

std::string line_of(const FlatUpstream& upstream) {
  return fmt::format("  {}: {{ {}: {}, trust: {}{}{} }}\n", yaml_scalar(upstream.name),
                     upstream.is_mirror_list ? "mirrorlist" : "baseurl", yaml_scalar(upstream.address),
                     list_of(upstream.trust), upstream.signed_repomd ? ", repomd: signed" : "",
                     upstream.sha1 ? ", digests: sha1" : "");
}

std::string section_of(const FlatUpstream& upstream) {
  std::string text =
      fmt::format("    {}:\n      from: upstream\n      upstream: {}\n      select: list\n      packages:\n",
                  yaml_scalar("deps/" + upstream.name), yaml_scalar(upstream.name));
  for (const auto& package : upstream.packages) {
    require_plain(package, upstream.name);
    text += fmt::format("        - {}\n", yaml_scalar(package));
  }
  return text;
}

constexpr fmt::string_view k_text =
    R"(# The packages that clients got from a chain of repositories, as a product of its own. `rpmworks chain --flatten` wrote
# this file; docs/chain.md describes the next steps, docs/repos-yaml.md every key. The chain was, the oldest first:
{chain}schema: 1
product: {product}

keys:
  # The key that signs the releases: a GnuPG home with its secret part. To make one, without a passphrase:
  #     mkdir -m 700 gnupg
  #     gpg --homedir gnupg --batch --passphrase '' --quick-gen-key '{name} releases' rsa3072 sign never
  {product}: {{ homedir: gnupg }}
  # The keys that may have signed the packages of the chain.
{keys}
# The repositories of the chain that clients got packages from. With repos.lock, a release stays the same whatever they do.
upstreams:
{upstreams}
# `client` is the oldest system that the releases are for: el6, el7, modern or rpm6.
targets:
  {arch}: {{ arch: {arch}, client: modern, buildroot: {{ repos: {names} }} }}

# Packages that you build yourself.
packages: {{}}

release:
  # What clients have before they install the release, such as an upstream with their operating system. Set it before you
  # change the sections below: rpmworks then selects again, and checks that every package can be installed.
  # base: [NAME]
  sections:
    packages: {{ from: builds, sign: {product} }}
{sections})";

}  // namespace

std::string repos_yaml(const Flat& flat) {
  std::string chain;
  std::string keys;
  std::string upstreams;
  std::string sections;
  std::vector<std::string> names;
  for (const auto& address : flat.chain) chain += "#     " + comment(address) + "\n";
  for (const auto& key : flat.keys) keys += line_of(key);
  for (const auto& upstream : flat.upstreams) {
    names.push_back(upstream.name);
    upstreams += line_of(upstream);
    sections += section_of(upstream);
  }
  return fmt::format(k_text, fmt::arg("chain", chain), fmt::arg("name", flat.product),
                     fmt::arg("product", yaml_scalar(flat.product)), fmt::arg("keys", keys),
                     fmt::arg("upstreams", upstreams), fmt::arg("arch", yaml_scalar(flat.arch)),
                     fmt::arg("names", list_of(names)), fmt::arg("sections", sections));
}

}  // namespace rpmworks::chain
