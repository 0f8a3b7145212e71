// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/mock_results.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "build/beneath.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "rpm/package.hpp"

namespace rpmworks::build {

std::vector<std::string> take_mock_results(const fs::path& from, const fs::path& to, const srpm::Srpm& srpm) {
  std::vector<std::string> packages;
  for (const auto& name : files_beneath(from, ".")) {
    const bool is_package = name.ends_with(".rpm");
    if (!is_package && !name.ends_with(".log") && !name.ends_with(".json")) continue;
    if (name.ends_with(".src.rpm") || name.ends_with(".nosrc.rpm")) continue;
    fs::remove(to / name);
    copy_from_beneath(from, name, to / name);
    if (!is_package) continue;
    const rpm::Package package = rpm::read_package(to / name);
    if (package.is_source || !package.source_rpm.starts_with(srpm.nevra.name + "-"))
      throw Error(ExitCode::build, fmt::format("building {} left {}, which was made of {}", srpm.nevra.str(),
                                               name, package.is_source ? "sources" : package.source_rpm));
    packages.push_back(name);
  }
  std::sort(packages.begin(), packages.end());
  return packages;
}

std::vector<std::string> installed_packages(std::string_view installed_pkgs_log) {
  std::vector<std::string> nevras;
  for (const auto& line : split(installed_pkgs_log, '\n')) {
    const std::string nevra = line.substr(0, line.find(' '));
    if (nevra.empty() || nevra.starts_with("gpg-pubkey-")) continue;
    nevras.push_back(rpm::Nevra::parse(nevra).str());
  }
  std::sort(nevras.begin(), nevras.end());
  return nevras;
}

std::vector<std::string> promised_but_missing(const srpm::Srpm& srpm, const std::vector<Artifact>& packages,
                                              const std::string& arch) {
  std::vector<std::string> missing;
  for (const auto& promised : srpm.info.packages) {
    if (promised.nevra.arch != arch && promised.nevra.arch != "noarch") continue;
    const bool is_there = std::any_of(packages.begin(), packages.end(), [&](const auto& artifact) {
      return artifact.package.nevra.name == promised.nevra.name;
    });
    if (!is_there) missing.push_back(promised.nevra.name);
  }
  return missing;
}

}  // namespace rpmworks::build
