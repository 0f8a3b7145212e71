// SPDX-License-Identifier: GPL-3.0-or-later
#include "proving/released_builds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>

#include "attest/envelope.hpp"
#include "attest/release.hpp"
#include "core/error.hpp"

namespace rpmworks::proving {

namespace {

void read_statements(const fs::path& folder, const std::string& file, std::vector<ReleasedBuild>& builds) {
  const std::string shown = (folder / file).string();
  for (const auto& envelope : attest::envelopes_of(read_file(folder / file), shown)) {
    const attest::Statement statement = attest::statement_of(envelope.payload, shown);
    ReleasedBuild build{.build = attest::build_of(statement, shown), .published = {}};
    for (const auto& subject : statement.subjects)
      build.published[fs::path(subject.name).filename()] = subject.digest;
    builds.push_back(std::move(build));
  }
}

}  // namespace

ReleasedBuilds released_builds(const manifest::Manifest& manifest, const fs::path& folder) {
  ReleasedBuilds released;
  for (const auto& file : manifest.files)
    if (attest::is_build_statement(file.file)) read_statements(folder, file.file, released.builds);
  if (released.builds.empty())
    throw Error(ExitCode::invalid,
                fmt::format("the release {} does not say how its packages were built", manifest.release))
        .note(fmt::format("it has no statements in {}/", attest::k_provenance_folder))
        .hint("an older rpmworks made it, or it has only packages of vendors: compose it again");
  std::ranges::sort(released.builds, {},
                    [](const ReleasedBuild& one) { return std::tie(one.build.package, one.build.target); });
  const fs::path packages = folder / manifest::k_build_root_packages;
  if (fs::is_regular_file(packages))
    manifest::read_build_root_packages(read_file(packages), packages.string(), released.roots);
  for (const auto& one : released.builds) {
    const std::string& digest = one.build.buildroot_sha256;
    if (!one.build.buildroot || released.roots.roots.contains(digest)) continue;
    const fs::path file = folder / manifest::build_root_file(digest);
    manifest::read_build_root(read_file(file), digest, file.string(), released.roots);
  }
  return released;
}

std::vector<size_t> build_order(const ReleasedBuilds& builds, const std::vector<std::string>& only) {
  std::map<std::string, size_t> maker;  // of a package, by its digest before it was signed
  for (size_t i = 0; i < builds.builds.size(); ++i)
    for (const auto& package : builds.builds[i].build.unsigned_packages) maker.emplace(package.digest, i);
  std::vector<size_t> order;
  std::set<size_t> seen;
  const std::function<void(size_t)> visit = [&](size_t i) {
    if (!seen.insert(i).second) return;
    const auto root = builds.roots.roots.find(builds.builds[i].build.buildroot_sha256);
    if (root != builds.roots.roots.end())
      for (const auto& sha256 : root->second.packages)
        if (const auto made_by = maker.find(sha256); made_by != maker.end()) visit(made_by->second);
    order.push_back(i);
  };
  for (size_t i = 0; i < builds.builds.size(); ++i)
    if (only.empty() || std::ranges::count(only, builds.builds[i].build.package) > 0) visit(i);
  return order;
}

}  // namespace rpmworks::proving
