// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/flatten.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "chain/flatten.hpp"
#include "compose/plan.hpp"
#include "config/hostbase.hpp"
#include "core/text.hpp"
#include "rpm/package.hpp"

namespace rpmworks::product {

namespace {

constexpr const char* k_config_name = "repos.yaml";
constexpr const char* k_lock_name = "repos.lock";
constexpr const char* k_key_folder = "keys";

// The packages that clients get, by repository; source packages only counted.
struct Winners {
  std::map<size_t, std::vector<const solve::RepositoryPackage*>> packages;
  size_t count = 0;
  size_t source_packages = 0;
};

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
      std::string& highest = found[compose::basearch(arch)];
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

// The public keys of the product, in files of its folder.
class Keys {
 public:
  explicit Keys(std::string product) : m_used{std::move(product), config::Hostbase::k_name} {}

  /// The names of the keys in a file given by the user.
  std::vector<std::string> add(const fs::path& file) {
    const auto known = m_names.find(file.string());
    if (known != m_names.end()) return known->second;
    rpm::Keyring keyring;
    keyring.add(file);
    const std::string name = unused(name_of(file));
    const std::string to = fmt::format("{}/{}.asc", k_key_folder, name);
    m_files[to] = read_file(file);
    std::vector<std::string>& names = m_names[file.string()];
    for (const auto& fingerprint : keyring.fingerprints()) {
      const std::string own = names.empty() ? name : unused(name);
      all.push_back({.name = own, .file = to, .fingerprint = fingerprint});
      names.push_back(own);
    }
    return names;
  }

  /// The name of a key of repos.yaml.
  std::string add(const config::Key& key) {
    std::string& name = m_of_config[key.name];
    if (!name.empty()) return name;
    rpm::Keyring keyring;
    keyring.add(key.public_key, key.fingerprint);
    name = unused(key.name);
    const std::string to = fmt::format("{}/{}.asc", k_key_folder, name);
    m_files[to] = read_file(key.public_key);
    all.push_back({.name = name,
                   .file = to,
                   .fingerprint = keyring.fingerprints().front(),
                   .expired = key.expired == config::ExpiredKey::ignore          ? "ignore"
                              : key.expired == config::ExpiredKey::signed_before ? "signed-before"
                                                                                 : "",
                   .sha1 = key.sha1});
    return name;
  }

  /// Path in the folder → contents.
  const std::map<std::string, std::string>& files() const { return m_files; }

  std::vector<chain::FlatKey> all;

 private:
  static std::string name_of(const fs::path& file) {
    constexpr std::string_view k_usual = "RPM-GPG-KEY-";
    std::string name = file.filename().string();
    if (name.starts_with(k_usual)) name.erase(0, k_usual.size());
    for (const char* end : {".asc", ".gpg", ".pub", ".key"})
      if (name.ends_with(end)) name.erase(name.size() - std::string_view(end).size());
    name = chain::valid_name(name);
    return name.empty() ? "key" : name;
  }

  std::string unused(const std::string& wanted) {
    std::string name = wanted;
    for (int i = 2; !m_used.insert(name).second; ++i) name = fmt::format("{}-{}", wanted, i);
    return name;
  }

  std::set<std::string> m_used;
  std::map<std::string, std::vector<std::string>> m_names;
  std::map<std::string, std::string> m_of_config;
  std::map<std::string, std::string> m_files;
};

// The key files that the user gave for a repository.
std::vector<fs::path> key_files(const Chain& chain, const std::string& repository,
                                const std::vector<std::string>& given) {
  std::vector<fs::path> files;
  for (const auto& text : given) {
    const size_t sign = text.find('=');
    const std::string name = text.substr(0, sign);
    const bool is_named =
        sign != std::string::npos && std::ranges::count(chain.repositories, name, &ChainRepository::name) > 0;
    if (!is_named)
      files.emplace_back(text);
    else if (name == repository)
      files.emplace_back(text.substr(sign + 1));
  }
  return files;
}

chain::FlatUpstream upstream_of(const Chain& chain, size_t repository, const FlattenRequest& request,
                                const FindConfig& find_config, Keys& keys) {
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
  for (const auto& file : key_files(chain, from.name, request.keys))
    for (const auto& name : keys.add(file)) upstream.trust.push_back(name);
  if (upstream.trust.empty())
    throw Error(ExitCode::usage, fmt::format("no key for the packages of {}", from.name))
        .hint(fmt::format("name the public key that its owner signs packages with: --key FILE, or --key "
                          "{}=FILE for this repository only",
                          from.name));
  if (from.has_sha1() && !request.sha1)
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

}  // namespace

Flattened flatten(const Chain& chain, const FlattenRequest& request, const FindConfig& find_config) {
  const Winners winners = winners_of(chain);
  chain::Flat flat{.product = product_name(request), .arch = arch_of(winners, request.arch)};
  for (const auto& repository : chain.repositories) flat.chain.push_back(repository.address);
  Keys keys(flat.product);
  for (const auto& [repository, packages] : winners.packages) {
    chain::FlatUpstream& upstream =
        flat.upstreams.emplace_back(upstream_of(chain, repository, request, find_config, keys));
    for (const auto* package : packages) upstream.packages.push_back(package->location.nevra.str());
  }
  flat.keys = keys.all;
  const std::string text = chain::repos_yaml(flat);
  const fs::path file = (fs::absolute(request.folder) / k_config_name).lexically_normal();
  const auto config =
      with_context("checking the new repos.yaml", [&] { return config::parse(text, file, {.folder = {}}); });
  require_free(file.parent_path(), keys.files());
  make_folders(file.parent_path() / k_key_folder);
  for (const auto& [name, key] : keys.files()) write_file_atomically(file.parent_path() / name, key);
  write_file_atomically(file, text);
  return {.config = file,
          .packages = winners.count,
          .upstreams = flat.upstreams.size(),
          .source_packages = winners.source_packages};
}

}  // namespace rpmworks::product
