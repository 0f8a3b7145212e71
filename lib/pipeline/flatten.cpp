// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/flatten.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "chain/flatten.hpp"
#include "config/hostbase.hpp"
#include "core/cancel.hpp"
#include "core/text.hpp"
#include "layout/basearch.hpp"
#include "layout/targets.hpp"
#include "lockfile/lockfile.hpp"
#include "locking/lock.hpp"
#include "locking/lock_inputs.hpp"
#include "locking/upstream_metadata.hpp"
#include "locking/upstream_selection.hpp"
#include "pipeline/flat_keys.hpp"

namespace rpmworks::pipeline {

namespace {

constexpr const char* k_config_name = "repos.yaml";
constexpr const char* k_lock_name = "repos.lock";

// The packages that clients get, by repository.
struct Winners {
  std::map<size_t, std::vector<const solve::RepositoryPackage*>> packages;
  size_t count = 0;
  size_t source_packages = 0;  ///< these are left out
  size_t other_arch = 0;       ///< these too
};

// Whether clients of this architecture can have a package.
bool fits(const std::string& package_arch, const std::string& arch) {
  const std::string package = layout::basearch(package_arch);
  const std::string client = layout::basearch(arch);
  return package == "noarch" || package == client || (package == "i386" && client == "x86_64");
}

void keep_only(const std::string& arch, Winners& winners) {
  for (auto& [repository, packages] : winners.packages)
    winners.other_arch += std::erase_if(
        packages, [&](const auto* package) { return !fits(package->location.nevra.arch, arch); });
  std::erase_if(winners.packages, [](const auto& each) { return each.second.empty(); });
  winners.count -= winners.other_arch;
  if (winners.count > 0) return;
  throw Error(ExitCode::usage, fmt::format("no package of the chain is for clients of {}", arch))
      .hint("without --arch, the architecture is that of the packages");
}

Winners winners_of(const Chain& chain) {
  Winners winners;
  for (const auto& one : chain.view.effective) {
    const auto& package = chain.packages[one.package];
    if (package.location.nevra.is_source()) {
      ++winners.source_packages;
      continue;
    }
    winners.packages[package.repository].push_back(&package);
    ++winners.count;
  }
  if (winners.count == 0)
    throw Error(ExitCode::invalid, "clients get no package from these repositories")
        .hint(winners.source_packages
                  ? "they have only source packages; sections `from: upstream` hold binary packages"
                  : "they are empty");
  return winners;
}

// The architecture of clients that can have all packages.
std::string arch_of(const Winners& winners, const std::string& given) {
  if (!given.empty()) return given;
  std::map<std::string, std::string> found;  // base architecture → the highest architecture
  for (const auto& [repository, packages] : winners.packages)
    for (const auto* package : packages) {
      const std::string& arch = package->location.nevra.arch;
      if (arch == "noarch") continue;
      std::string& highest = found[layout::basearch(arch)];
      highest = std::max(highest, arch);
    }
  if (found.contains("x86_64")) found.erase("i386");  // its clients can have both
  if (found.empty()) return config::machine_arch();
  if (found.size() == 1) return found.begin()->second;
  std::vector<std::string> archs;
  for (const auto& [base, arch] : found) archs.push_back(arch);
  throw Error(ExitCode::usage, "the chain has packages of several architectures: " + join(archs, ", "))
      .hint(fmt::format("name that of the clients: --arch {}", archs.front()));
}

// A key that the user gave.
struct GivenKey {
  std::string text;
  std::string repository;  ///< empty: for all
  fs::path file;
  bool is_used = false;
};

std::vector<GivenKey> given_keys(const Chain& chain, const std::vector<std::string>& texts) {
  std::vector<std::string> names;
  for (const auto& repository : chain.repositories) names.push_back(repository.name);
  std::vector<GivenKey> keys;
  for (const auto& text : texts) {
    const size_t sign = text.find('=');
    const std::string name = text.substr(0, sign);
    if (sign == std::string::npos || (std::ranges::count(names, name) == 0 && is_there(text))) {
      keys.push_back({.text = text, .repository = {}, .file = text});
      continue;
    }
    if (std::ranges::count(names, name) == 0)
      throw Error(ExitCode::usage, fmt::format("--key {}: the chain has no repository '{}'", text, name))
          .hint("its repositories: " + join(names, ", "));
    keys.push_back({.text = text, .repository = name, .file = text.substr(sign + 1)});
  }
  return keys;
}

chain::FlatUpstream upstream_of(const Chain& chain, size_t repository, bool accepts_sha1,
                                std::vector<GivenKey>& given, const FindConfig& find_config, FlatKeys& keys) {
  const ChainRepository& from = chain.repositories[repository];
  chain::FlatUpstream upstream{.name = from.name, .address = from.address, .trust = {}, .packages = {}};
  if (from.is_upstream) {
    const config::Config& config = *find_config();
    const config::Upstream& known = config.upstreams.at(from.name);
    upstream.is_mirror_list = known.baseurl.empty();
    upstream.signed_repomd = known.signed_repomd;
    upstream.sha1 = known.sha1;
    for (const auto& key : known.trust) upstream.trust.push_back(keys.add(config.keys.at(*key)));
    return upstream;
  }
  for (auto& key : given) {
    if (!key.repository.empty() && key.repository != from.name) continue;
    key.is_used = true;
    for (const auto& name : keys.add(key.file))
      if (std::ranges::count(upstream.trust, name) == 0) upstream.trust.push_back(name);
  }
  if (upstream.trust.empty())
    throw Error(ExitCode::usage, fmt::format("no key for the packages of {}", from.name))
        .hint(fmt::format("name the public key that its owner signs packages with: --key FILE, or --key "
                          "{}=FILE for this repository only",
                          from.name));
  if (from.has_sha1() && !accepts_sha1)
    throw Error(ExitCode::invalid, fmt::format("the metadata of {} has only SHA-1 checksums", from.name))
        .hint(
            "its owner can make it again (createrepo_c --checksum sha256); for an archive that no longer "
            "changes, accept them with --digests sha1");
  upstream.sha1 = from.has_sha1();
  return upstream;
}

void require_free(const fs::path& folder, const std::map<std::string, std::string>& files) {
  for (const char* name : {k_config_name, k_lock_name})
    if (is_there(folder / name))
      throw Error(ExitCode::invalid, fmt::format("{} already exists", (folder / name).string()))
          .hint("name another folder, or move the file away: existing files are not overwritten");
  for (const auto& [name, text] : files)
    if (is_there(folder / name) && read_file(folder / name) != text)
      throw Error(ExitCode::invalid,
                  fmt::format("{} already exists, with another key", (folder / name).string()))
          .hint("name another folder, or move the file away: existing files are not overwritten");
}

std::string product_name(const FlattenRequest& request) {
  if (!request.product.empty()) {
    if (chain::valid_name(request.product) == request.product) return request.product;
    throw Error(ExitCode::usage, fmt::format("'{}' is not a name of a product", request.product))
        .hint("use letters, digits, '.', '_', '+' and '-': --product " +
              (chain::valid_name(request.product).empty() ? "acme" : chain::valid_name(request.product)));
  }
  const fs::path folder = (fs::absolute(request.folder) / "").lexically_normal().parent_path();
  const std::string name = chain::valid_name(folder.filename().string());
  return name.empty() ? "product" : name;
}

void require_unchanged(const ChainRepository& repository, const upstream::Metadata& now) {
  if (now.repomd_sha256 == repository.metadata.repomd_sha256) return;
  throw Error(ExitCode::upstream, fmt::format("{} changed while it was read", repository.name))
      .note(repository.address)
      .hint("run the command again");
}

// Not a selection: exactly the packages that clients get, whether or not they can be installed together.
lockfile::Lock lock_of(product::Session& session, const Chain& chain, const Winners& winners) {
  const config::Target& target = session.config.target();
  const layout::Targets targets(target);
  const std::vector<engine::BuildResult> no_builds;
  const locking::MetadataByName metadata =
      locking::current_metadata(session, locking::upstreams_of(session.config, targets), nullptr);
  lockfile::Lock lock{.inputs =
                          locking::lock_inputs(session.config, targets, locking::demands_of(targets, {}))};
  std::map<std::string, std::string> sections;  // by upstream
  for (const auto* section : locking::upstream_sections(session.config, targets))
    sections[section->upstream] = section->path;
  std::map<std::string, upstream::Location> without_sha256;
  for (const auto& [repository, packages] : winners.packages) {
    const std::string& name = chain.repositories[repository].name;
    require_unchanged(chain.repositories[repository], metadata.at(name));
    for (const auto* package : packages) {
      const upstream::Location& location = package->location;
      lock.packages.push_back({.target = target.name,
                               .section = sections.at(name),
                               .nevra = location.nevra,
                               .upstream = name,
                               .location = location.href,
                               .size = location.size,
                               .sha256 = location.sha256,
                               .source = package->source_package});
      if (location.sha256.empty()) without_sha256[name + "/" + location.href] = location;
    }
  }
  std::set<std::string> lacking;
  for (const auto& [place, location] : without_sha256) lacking.insert(location.repository);
  for (const auto& name : lacking) locking::add_digests(session, name, lock.packages, without_sha256);
  locking::add_upstreams(session.config, {.targets = targets, .builds = no_builds}, metadata, lock);
  return lock;
}

}  // namespace

Flattened flatten(const Chain& chain, const FlattenRequest& request, const FindConfig& find_config,
                  Reporter& reporter) {
  Winners winners = winners_of(chain);
  chain::Flat flat{.product = product_name(request), .arch = arch_of(winners, request.arch)};
  keep_only(flat.arch, winners);
  for (const auto& repository : chain.repositories) flat.chain.push_back(repository.address);
  FlatKeys keys(flat.product);
  std::vector<GivenKey> given = given_keys(chain, request.keys);
  for (const auto& [repository, packages] : winners.packages) {
    chain::FlatUpstream& upstream =
        flat.upstreams.emplace_back(upstream_of(chain, repository, request.sha1, given, find_config, keys));
    for (const auto* package : packages) upstream.packages.push_back(package->location.nevra.str());
  }
  flat.keys = keys.all();
  for (const auto& key : given)
    if (!key.is_used)
      reporter.warning(fmt::format(
          "--key {} is not used: clients get no package from a repository that it is for", key.text));
  const std::string text = chain::repos_yaml(flat);
  const fs::path file = (fs::absolute(request.folder) / k_config_name).lexically_normal();
  const fs::path folder = file.parent_path();
  require_free(folder, keys.files());
  const store::Workspace workspace =
      product::workspace_at({.config = file, .cache = request.cache}, reporter);
  config::Config config = with_context("checking the new repos.yaml", [&] {
    return config::parse(text, file, {.folder = workspace.hostbase()});
  });

  const bool is_new = !is_there(folder);
  try {
    for (const auto& [name, key] : keys.files()) {
      make_folders((folder / name).parent_path());
      write_file_atomically(folder / name, key);
    }
    product::Session session{.config = std::move(config),
                             .workspace = workspace,
                             .store = product::store_of(workspace),
                             .reporter = reporter,
                             .jobs = request.jobs,
                             .cancel = Cancellation::current().value_or(Cancellation())};
    const product::SessionScope scope(session);
    session.lock.emplace(workspace.open());
    const std::string lock = lockfile::to_text(lock_of(session, chain, winners));
    write_file_atomically(locking::lock_file(session), lock);
    write_file_atomically(file, text);
  } catch (...) {
    std::error_code unremoved;
    fs::remove(folder / k_lock_name, unremoved);  // it did not exist before
    if (is_new) remove_tree(folder);
    throw;
  }
  return {.config = file,
          .lock = folder / k_lock_name,
          .packages = winners.count,
          .upstreams = flat.upstreams.size(),
          .source_packages = winners.source_packages,
          .other_arch = winners.other_arch};
}

}  // namespace rpmworks::pipeline
