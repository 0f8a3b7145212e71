// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/text.hpp"
#include "solve/selection/selection.hpp"
#include "support/listing.hpp"

namespace rpmworks::test {

using Strings = std::vector<std::string>;

/// A release under construction: repositories made by hand, and rules.
struct ReleaseFixture {
  TempDir folder{fs::temp_directory_path(), "selection-"};
  solve::SelectionRequest request{.arch = "x86_64"};

  explicit ReleaseFixture(const std::vector<Listed>& base) {
    request.base.available.push_back(Listing(folder.path(), "base", base).metadata());
  }

  /// Adds a repository and the section "deps/NAME" with its packages.
  config::Selection& section(const std::string& name, const std::vector<Listed>& packages) {
    request.candidates.push_back({Listing(folder.path(), name, packages).metadata(), "deps/" + name, {}});
    return request.candidates.back().selection;
  }

  /// Adds the section "apps", all of whose packages are in the release.
  void apps(const std::vector<Listed>& packages) {
    section("apps", packages).take = config::Selection::Take::all;
  }

  solve::Selection select() const { return solve::Selector(request).select(); }
};

inline std::vector<config::Located<std::string>> patterns(const Strings& texts) {
  std::vector<config::Located<std::string>> result;
  int line = 10;
  for (const std::string& text : texts) result.push_back({text, {.file = "repos.yaml", .line = line++}});
  return result;
}

/// "SECTION NEVRA" of each package, except those of the section "apps".
inline Strings selected(const solve::Selection& selection) {
  Strings result;
  for (const solve::Selected& one : selection.packages) {
    if (one.section != "deps/apps") result.push_back(one.section.substr(5) + " " + one.nevra.str());
  }
  return result;
}

inline Strings lines_of(const std::vector<solve::Problem>& problems) {
  Strings result;
  for (const solve::Problem& problem : problems)
    result.push_back(problem.requirement + ": " + join(problem.explanation, " | "));
  return result;
}

inline const solve::Selected& package(const solve::Selection& selection, const std::string& name) {
  for (const solve::Selected& one : selection.packages) {
    if (one.nevra.name == name) return one;
  }
  throw Error(ExitCode::failed, name + " is not selected");
}

/// "NEVRA (REPOSITORY): REASON" of each rejected package.
inline Strings rejections(const solve::Selected& selected) {
  Strings result;
  for (const solve::Rejected& one : selected.rejected)
    result.push_back(one.nevra.str() + " (" + one.repository + "): " + one.reason);
  return result;
}

/// "SECTION PACKAGE replaces REPLACED of OF"
inline Strings replacements(const solve::Selection& selection) {
  Strings result;
  for (const solve::Replacement& one : selection.replacements)
    result.push_back(one.section + " " + one.package.str() + " replaces " + one.replaced.str() + " of " +
                     one.of);
  return result;
}

}  // namespace rpmworks::test
