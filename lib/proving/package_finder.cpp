// SPDX-License-Identifier: GPL-3.0-or-later
#include "proving/package_finder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/digest.hpp"
#include "core/error_line.hpp"
#include "core/listing.hpp"
#include "core/text.hpp"
#include "upstream/address.hpp"
#include "upstream/download.hpp"

namespace rpmworks::proving {

namespace {

constexpr unsigned k_downloads = 4;  // in parallel
constexpr size_t k_most_named = 3;   // packages that a message names

}  // namespace

PackageFinder::PackageFinder(const manifest::BuildRoots& roots, const std::vector<fs::path>& folders,
                             store::Store& store, fs::path tmp, Reporter& reporter)
    : m_roots(roots), m_folders(folders), m_store(store), m_tmp(std::move(tmp)), m_reporter(reporter) {}

void PackageFinder::find(const std::vector<std::string>& root_digests) {
  std::map<std::string, uint64_t> wanted;  // sizes by digest
  for (const auto& digest : root_digests) {
    const auto root = m_roots.roots.find(digest);
    if (root == m_roots.roots.end()) continue;
    for (const auto& sha256 : root->second.packages) {
      const auto package = m_roots.packages.find(sha256);
      // Packages of the product are made by the proof itself.
      if (package == m_roots.packages.end() || package->second.repository.empty()) continue;
      if (!m_store.has_blob(sha256)) wanted.emplace(sha256, package->second.size);
    }
  }
  Activity finding(m_reporter, "finding", "packages of build roots", wanted.size());
  const size_t all = wanted.size();
  take_from_folders(wanted);
  download(wanted);
  std::erase_if(wanted, [&](const auto& one) { return m_store.has_blob(one.first); });
  finding.result(fmt::format("{} of {} found", all - wanted.size(), all));
}

// Only files of a wanted size are read.
void PackageFinder::take_from_folders(std::map<std::string, uint64_t>& wanted) {
  std::set<uint64_t> sizes;
  for (const auto& [sha256, size] : wanted) sizes.insert(size);
  for (const auto& folder : m_folders) {
    for (const auto& entry : entries_below(folder)) {
      if (wanted.empty()) return;
      if (!entry.is_regular_file() || entry.path().extension() != ".rpm") continue;
      if (!sizes.contains(entry.file_size()) && !sizes.contains(0)) continue;
      store::StagedBlob staged = m_store.stage(entry.path());
      if (wanted.erase(staged.sha256()) > 0) m_store.put(std::move(staged));
    }
  }
}

void PackageFinder::download(const std::map<std::string, uint64_t>& wanted) {
  std::map<std::string, std::vector<std::string>> by_repository;
  for (const auto& [sha256, size] : wanted)
    by_repository[m_roots.packages.at(sha256).repository].push_back(sha256);
  for (const auto& [name, packages] : by_repository) {
    const auto repository = m_roots.repositories.find(name);
    if (repository == m_roots.repositories.end() ||
        (repository->second.baseurl.empty() && repository->second.mirrorlist.empty()))
      continue;
    const TempDir folder(m_tmp, "packages-");
    std::vector<upstream::Wanted> files;
    for (const auto& sha256 : packages) {
      const auto& package = m_roots.packages.at(sha256);
      upstream::require_inside(name, package.location);
      files.push_back({.href = package.location,
                       .to = folder.path() / sha256,
                       .checksum = {.hex = sha256},
                       .size = package.size});
    }
    try {
      Activity downloading(m_reporter, "downloading", name, files.size());
      upstream::Downloader(
          {.name = name, .baseurl = repository->second.baseurl, .mirrorlist = repository->second.mirrorlist})
          .fetch(files, k_downloads, {.on_file = [&](const auto&) { downloading.step(); }});
    } catch (const Error& error) {
      if (error.code() != ExitCode::upstream) throw;
      m_failed[name] = in_one_line(error);
      m_reporter.warning(fmt::format("packages of {} are missing: {}", name, in_one_line(error)));
    }
    // What arrived is kept; its digest is checked again.
    for (const auto& file : files) {
      if (!is_there(file.to)) continue;
      store::StagedBlob staged = m_store.stage(file.to);
      if (staged.sha256() == file.checksum.hex) m_store.put(std::move(staged));
    }
  }
}

std::string PackageFinder::why_missing(const std::string& sha256) const {
  const auto known = m_roots.packages.find(sha256);
  if (known == m_roots.packages.end()) return sha256;
  const auto& package = known->second;
  if (package.repository.empty())
    return package.nevra + " (a package of this product, which was not reproduced)";
  return fmt::format("{} of {}", package.nevra, package.repository);
}

std::vector<fs::path> PackageFinder::packages_of(const std::string& root_digest, std::string& missing) const {
  const auto root = m_roots.roots.find(root_digest);
  if (root == m_roots.roots.end() || root->second.packages.empty()) {
    missing = "the release does not list the packages of its build root by digest";
    return {};
  }
  std::vector<fs::path> files;
  std::vector<std::string> lacking;
  for (const auto& sha256 : root->second.packages) {
    if (m_store.has_blob(sha256))
      files.push_back(m_store.blob(sha256));
    else
      lacking.push_back(why_missing(sha256));
  }
  if (lacking.empty()) return files;
  const size_t more = lacking.size() > k_most_named ? lacking.size() - k_most_named : 0;
  lacking.resize(lacking.size() - more);
  missing = fmt::format("packages of its build root were not found: {}{}", join(lacking, ", "),
                        more > 0 ? fmt::format(" and {} more", more) : "");
  return {};
}

}  // namespace rpmworks::proving
