// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/gates.hpp"

#include <fmt/format.h>

#include <array>

#include "compose/gates/gate.hpp"
#include "core/error.hpp"
#include "core/temporary.hpp"
#include "store/workspace.hpp"

namespace rpmworks::compose {

namespace {

constexpr std::array<Gate, 4> k_section_gates = {signatures_gate, digests_gate, duplicates_gate,
                                                 repodata_gate};
constexpr std::array<Gate, 2> k_release_gates = {sources_gate, files_gate};

bool is_in_workspace(const fs::path& release_folder) {
  const fs::path releases = release_folder.parent_path();
  const store::Workspace workspace{.root = releases.parent_path(), .cache = {}, .store_folder = {}};
  std::error_code unreadable;
  return releases == workspace.releases() && fs::is_directory(workspace.state(), unreadable);
}

// The name that the release must have: in a workspace its folder's name, because users refer to it by that
// name. Elsewhere, and while it is being composed (its folder then begins with a dot), any name is valid.
std::string name_by_place(const fs::path& given, const fs::path& real) {
  fs::path place = fs::absolute(given).lexically_normal();
  if (place.filename().empty()) place = place.parent_path();
  // releases/ may be a symbolic link.
  std::error_code unreadable;
  const bool in_workspace =
      is_in_workspace(real) ||
      (is_in_workspace(place) && fs::canonical(place.parent_path(), unreadable) == real.parent_path());
  const std::string name = real.filename();
  return in_workspace && !name.starts_with('.') ? name : "";
}

}  // namespace

std::span<const Gate> section_gates() {
  return k_section_gates;
}

std::span<const Gate> release_gates() {
  return k_release_gates;
}

Check judged(const std::string& name, const std::string& subject, std::vector<Finding> findings,
             ExitCode code, const std::string& detail) {
  const bool passed = findings.empty();
  return {.name = name,
          .subject = subject,
          .passed = passed,
          .findings = std::move(findings),
          .detail = passed ? detail : std::string(),
          .code = code};
}

std::vector<std::string> texts_of(const std::vector<Finding>& findings) {
  std::vector<std::string> texts;
  for (const auto& finding : findings) texts.push_back(finding.text);
  return texts;
}

std::vector<Check> verify(const fs::path& release_folder, Reporter& reporter, unsigned jobs) {
  if (!fs::is_directory(release_folder))
    throw Error(ExitCode::invalid, fmt::format("there is no folder {}", release_folder.string()))
        .hint("name a release, or the folder of one");
  // `current` is a symbolic link to a release; below it no link is allowed.
  const fs::path real = fs::canonical(release_folder);
  const TempDir tmp(temporary_folder(), "verify-");
  ReleaseOnDisk release = read_release(real, tmp.path());
  release.wanted_name = name_by_place(release_folder, real);
  std::vector<Check> checks = {manifest_gate({.release = release})};
  if (!release.manifest) return checks;
  read_packages(release, reporter, jobs);
  for (const auto& section : release.manifest->sections)
    for (const Gate gate : section_gates()) checks.push_back(gate({.release = release, .section = &section}));
  for (const Gate gate : release_gates()) checks.push_back(gate({.release = release}));
  return checks;
}

}  // namespace rpmworks::compose
