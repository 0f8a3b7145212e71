// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/mock_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "build/beneath.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "rpm/package.hpp"

namespace rpmworks::build {

namespace {

bool is_of_symbols(std::string_view name) {
  return name.ends_with("-debuginfo") || name.ends_with("-debugsource");
}

}  // namespace

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

void keep_attempt(const fs::path& results, const fs::path& to, const ClassifiedFailure& failure) {
  make_folders(to);
  for (const auto& entry : fs::directory_iterator(results))
    if (entry.path().extension() == ".log" && entry.is_regular_file() && !entry.is_symlink()) {
      fs::remove(to / entry.path().filename());
      copy_file_contents(entry.path(), to / entry.path().filename());
    }
  write_new_file(to / "failure.json", to_json(failure));
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

Unpromised compare_with_promises(const srpm::Srpm& srpm, const std::vector<Artifact>& packages,
                                 const std::string& arch) {
  std::set<std::string> named, promised, made;
  for (const auto& package : srpm.info.packages) {
    named.insert(package.nevra.name);
    const bool is_for_arch = package.nevra.arch == arch || package.nevra.arch == "noarch";
    if (is_for_arch && !is_of_symbols(package.nevra.name)) promised.insert(package.nevra.name);
  }
  for (const auto& artifact : packages)
    if (!is_of_symbols(artifact.package.nevra.name)) made.insert(artifact.package.nevra.name);
  Unpromised difference;
  std::set_difference(promised.begin(), promised.end(), made.begin(), made.end(),
                      std::back_inserter(difference.missing));
  std::set_difference(made.begin(), made.end(), named.begin(), named.end(),
                      std::back_inserter(difference.surprises));
  return difference;
}

}  // namespace rpmworks::build
