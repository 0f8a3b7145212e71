// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "buildroot/beneath.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "engine/made_package.hpp"
#include "rpm/package.hpp"
#include "rpm/symbols.hpp"

namespace rpmworks::mock {

namespace {

bool is_of_symbols(std::string_view name) {
  return name.ends_with("-debuginfo") || name.ends_with("-debugsource");
}

// Whether two names differ by what a macro of the root gives: "python3-x" and "python311-x". One that could
// not be expanded where the spec was read may stand for anything.
bool is_renaming(const std::string& promised, const std::string& made) {
  const auto [left, right] = std::ranges::mismatch(promised, made);
  const auto start = left - promised.begin();
  std::string was = promised.substr(static_cast<size_t>(start));
  std::string is = made.substr(static_cast<size_t>(start));
  while (!was.empty() && !is.empty() && was.back() == is.back()) {
    was.pop_back();
    is.pop_back();
  }
  if (was.starts_with("%{")) return was.size() < promised.size();
  const auto is_number = [](const std::string& text) {
    return text.find_first_not_of("0123456789.") == std::string::npos;
  };
  return is_number(was) && is_number(is);
}

}  // namespace

std::vector<std::string> take_mock_results(const fs::path& from, const fs::path& to, const srpm::Srpm& srpm) {
  std::vector<std::string> packages;
  for (const auto& name : buildroot::files_beneath(from, ".")) {
    const bool is_package = name.ends_with(".rpm");
    if (!is_package && !name.ends_with(".log") && !name.ends_with(".json")) continue;
    if (rpm::is_source_file_name(name)) continue;
    fs::remove(to / name);
    buildroot::copy_from_beneath(from, name, to / name);
    if (!is_package) continue;
    engine::require_made_from(srpm, engine::read_made_package(to / name), name);
    packages.push_back(name);
  }
  std::sort(packages.begin(), packages.end());
  return packages;
}

void keep_attempt(const fs::path& results, const fs::path& to, const engine::ClassifiedFailure& failure) {
  make_folders(to);
  for (const auto& entry : fs::directory_iterator(results))
    if (entry.path().extension() == ".log" && entry.is_regular_file() && !entry.is_symlink()) {
      fs::remove(to / entry.path().filename());
      copy_file_contents(entry.path(), to / entry.path().filename());
    }
  write_new_file(to / "failure.json", engine::to_json(failure));
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

Unpromised compare_with_promises(const srpm::Srpm& srpm, const std::vector<engine::Artifact>& packages,
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
  for (const auto& surprise : difference.surprises)
    if (!named.empty() && std::ranges::none_of(difference.missing,
                                               [&](const auto& name) { return is_renaming(name, surprise); }))
      difference.strangers.push_back(surprise);
  return difference;
}

std::vector<rpm::Nevra> strangers_of(const srpm::Srpm& srpm, const std::vector<engine::Artifact>& made,
                                     const Unpromised& difference) {
  std::vector<rpm::Nevra> found = engine::undeclared(made, srpm, engine::declared_by(srpm));
  std::erase_if(found, [&](const rpm::Nevra& nevra) {
    return std::ranges::count(difference.surprises, nevra.name) != 0 &&
           std::ranges::count(difference.strangers, nevra.name) == 0 && !srpm.info.packages.empty();
  });
  return found;
}

std::vector<rpm::Nevra> impossible_among(const std::vector<rpm::Nevra>& strangers, const srpm::Srpm& srpm,
                                         const std::vector<engine::Artifact>& made) {
  const auto& declared = srpm.info.packages;
  const auto is_possible = [&](const engine::Artifact& artifact) {
    const rpm::Nevra& nevra = artifact.package.nevra;
    if (is_of_symbols(nevra.name) && !rpm::holds_only_symbols(artifact.path)) return false;
    return declared.empty() || nevra.evr == srpm.nevra.evr || nevra.evr == srpm.info.evr ||
           std::ranges::any_of(declared,
                               [&](const rpm::SpecPackage& one) { return one.nevra.name == nevra.name; });
  };
  std::vector<rpm::Nevra> found;
  for (const engine::Artifact& artifact : made)
    if (std::ranges::find(strangers, artifact.package.nevra) != strangers.end() && !is_possible(artifact))
      found.push_back(artifact.package.nevra);
  return found;
}

}  // namespace rpmworks::mock
