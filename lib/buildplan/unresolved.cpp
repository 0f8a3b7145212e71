// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/unresolved.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "buildroot/build_set.hpp"
#include "config/package_names.hpp"
#include "core/text.hpp"
#include "rpm/requirement.hpp"

namespace rpmworks::buildplan {

namespace {

constexpr const char* k_other_version = "; another version of it exists";

// From lines like "who: requirement; did you mean …" and "who: requirement: nothing provides …".
std::vector<std::string> requirements_in(const std::vector<std::string>& lines) {
  std::vector<std::string> requirements;
  for (const std::string& line : lines) {
    const size_t begin = line.find(": ");
    if (begin == std::string::npos || line.ends_with(k_other_version)) continue;
    const size_t end = std::min(line.find(": ", begin + 2), line.find("; ", begin + 2));
    requirements.push_back(line.substr(begin + 2, end == std::string::npos ? end : end - begin - 2));
  }
  return requirements;
}

}  // namespace

std::string unresolved_line(const std::string& who, const std::string& requirement,
                            const std::vector<std::string>& names) {
  std::string line = fmt::format("{}: {}", who, requirement);
  const std::string_view name = rpm::requirement_name(requirement);
  if (std::ranges::find(names, name) != names.end()) return line + k_other_version;
  if (const auto meant = config::package_meant(name, names))
    line += fmt::format("; did you mean {}?", *meant);
  return line;
}

Error unresolved_error(const config::Target& target, std::vector<std::string> lines,
                       const std::vector<std::string>& perhaps) {
  std::vector<std::string> repositories;
  for (const auto& repo : target.repos) repositories.push_back(*repo);
  std::set<std::string> packages;
  for (const std::string& line : lines) packages.insert(line.substr(0, line.find(": ")));
  const auto conflicts = static_cast<size_t>(std::ranges::count_if(lines, buildroot::tells_conflict));
  const std::string missing = fmt::format(
      "unresolved BuildRequires for the target '{}': neither its repositories nor the product's own packages "
      "provide {}",
      target.name, lines.size() == 1 ? "it" : "them");
  const std::string together = fmt::format(
      "BuildRequires of {} cannot be installed together for the target '{}'",
      packages.size() == 1 ? *packages.begin() : counted(packages.size(), "package"), target.name);
  const bool only_conflicts = conflicts == lines.size();
  Error error(ExitCode::invalid, only_conflicts   ? together
                                 : conflicts == 0 ? missing
                                                  : missing + "; others cannot be installed together");
  const std::string advice = buildroot::advice_on_missing(repositories, requirements_in(lines));
  for (const std::string& line : perhaps)
    lines.push_back(line + " (unless another package turns out to provide it)");
  return std::move(error)
      .notes(std::move(lines))
      .hint(only_conflicts   ? buildroot::k_advice_on_conflict
            : conflicts == 0 ? advice
                             : fmt::format("{}; {}", advice, buildroot::k_advice_on_conflict));
}

}  // namespace rpmworks::buildplan
