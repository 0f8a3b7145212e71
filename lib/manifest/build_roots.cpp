// SPDX-License-Identifier: GPL-3.0-or-later
#include "manifest/build_roots.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/json.hpp"

namespace rpmworks::manifest {

namespace {

Error not_a_build_root(const std::string& file_name, const std::string& what) {
  return Error(ExitCode::invalid, fmt::format("{} is not a description of build roots: {}", file_name, what))
      .hint("pass an unchanged file of a release");
}

template <typename Read>
void read_document(const std::string& text, const std::string& file_name, Read read) {
  try {
    const Json json = Json::parse(text);
    if (json.at("schema") != 1) throw not_a_build_root(file_name, "its schema is not 1");
    read(json);
  } catch (const JsonError& error) {
    throw not_a_build_root(file_name, error.what());
  }
}

bool is_sha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

BuildRoots BuildRoots::only(const std::vector<std::string>& digests) const {
  BuildRoots kept;
  for (const auto& digest : digests) {
    const auto root = roots.find(digest);
    if (root == roots.end() || !kept.roots.emplace(digest, root->second).second) continue;
    for (const auto& sha256 : root->second.packages) {
      const auto package = packages.find(sha256);
      if (package == packages.end()) continue;
      kept.packages.insert(*package);
      if (const auto known = repositories.find(package->second.repository); known != repositories.end())
        kept.repositories.insert(*known);
    }
  }
  return kept;
}

std::string build_root_file(const std::string& digest) {
  return fmt::format("{}/{}.json", k_build_roots, digest);
}

// As engine::digest_of.
std::string build_root_digest(const std::vector<std::string>& packages) {
  Digest digest;
  for (const auto& sha256 : packages) digest.update(sha256 + "\n");
  return digest.hex();
}

std::string build_root_json(const BuildRoot& root) {
  Json json = {{"schema", 1}};
  if (root.nevras.empty())
    json["packages"] = root.packages;
  else
    json["nevras"] = root.nevras;
  return json.dump(1) + "\n";
}

std::string packages_json(const BuildRoots& roots) {
  Json packages = Json::array();
  for (const auto& [sha256, package] : roots.packages) {
    Json one{{"sha256", sha256}, {"nevra", package.nevra}};
    if (package.size) one["size"] = package.size;
    if (!package.repository.empty()) one["repository"] = package.repository;
    if (!package.location.empty()) one["location"] = package.location;
    packages.push_back(std::move(one));
  }
  Json json{{"schema", 1}, {"repositories", Json::object()}};
  for (const auto& [name, repository] : roots.repositories) {
    Json address = Json::object();
    if (!repository.baseurl.empty()) address.add("baseurl", repository.baseurl);
    if (!repository.mirrorlist.empty()) address.add("mirrorlist", repository.mirrorlist);
    json["repositories"].add(name, std::move(address));
  }
  json.add("packages", std::move(packages));
  return json.dump(1) + "\n";
}

void read_build_root(const std::string& text, const std::string& digest, const std::string& file_name,
                     BuildRoots& roots) {
  read_document(text, file_name, [&](const Json& json) {
    BuildRoot root;
    if (json.contains("nevras")) {
      root.nevras = json.at("nevras");
    } else {
      root.packages = json.at("packages");
      if (!std::ranges::all_of(root.packages, is_sha256))
        throw not_a_build_root(file_name, "a SHA-256 was expected");
      if (!std::ranges::is_sorted(root.packages) || build_root_digest(root.packages) != digest)
        throw not_a_build_root(file_name, fmt::format("its packages do not have the digest {}", digest));
    }
    roots.roots[digest] = std::move(root);
  });
}

void read_build_root_packages(const std::string& text, const std::string& file_name, BuildRoots& roots) {
  read_document(text, file_name, [&](const Json& json) {
    for (const auto& [name, address] : json.at("repositories").items())
      roots.repositories[name] = {address.value("baseurl", ""), address.value("mirrorlist", "")};
    for (const Json& one : json.at("packages")) {
      const std::string sha256 = one.at("sha256");
      if (!is_sha256(sha256)) throw not_a_build_root(file_name, "a SHA-256 was expected");
      roots.packages[sha256] = {.nevra = one.at("nevra"),
                                .size = one.value("size", uint64_t{0}),
                                .repository = one.value("repository", ""),
                                .location = one.value("location", "")};
    }
  });
}

}  // namespace rpmworks::manifest
