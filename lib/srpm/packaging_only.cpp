// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/packaging_only.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "spec/text.hpp"
#include "srpm/source_project.hpp"
#include "srpm/spec_finder.hpp"

namespace rpmworks::srpm {

namespace {

// "sources" is a dist-git file.
bool describes_packaging(const std::string& path) {
  const std::string name = git::last_name(path);
  return path.starts_with('.') || name.starts_with('.') || name.starts_with("README") || name == "sources" ||
         name.find("LICEN") != std::string::npos || name.starts_with("COPYING") || name.ends_with(".spec") ||
         name.ends_with(".patch") || name.ends_with(".diff");
}

using Names = std::vector<std::string>;

bool share_one(const Names& some, const Names& others) {
  return std::ranges::any_of(some, [&](const std::string& one) {
    return std::ranges::any_of(others,
                               [&](const std::string& other) { return may_be_one_project(one, other); });
  });
}

std::string value_of(std::string_view text, std::string_view tag) {
  const auto lines = spec::find_tag(text, tag);
  return lines.empty() ? "" : lines.front().value;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

// The first source of an unparsed spec, with its name and version expanded if they are plain text.
std::string first_source(const std::string& text, const std::string& name) {
  std::string value = value_of(text, "Source0");
  if (value.empty()) value = value_of(text, "Source");
  for (const std::string macro : {"%{name}", "%{NAME}", "%name"}) value = replaced(value, macro, name);
  for (const std::string macro : {"%{version}", "%{VERSION}", "%version"})
    value = replaced(value, macro, value_of(text, "Version"));
  return value;
}

// Another spec, as near to the root as `spec`, whose source belongs to none of the projects. `name` is that
// of the package.
std::string spec_of_another(const spec::SpecInTree& spec, const std::string& name, const Names& projects) {
  for (const auto& path : find_specs(spec.tree.entries())) {
    const bool is_beside = std::ranges::count(path, '/') == std::ranges::count(spec.path, '/') &&
                           path != spec.path && (spec.root.empty() || path.starts_with(spec.root + "/"));
    const auto file = is_beside ? spec.tree.find(path) : std::nullopt;
    if (!file) continue;
    const std::string text = spec.tree.read(*file);
    const std::string other = value_of(text, "Name");
    const Names of_other = projects_of_url(first_source(text, other));
    if (!other.empty() && other != name && !of_other.empty() && !share_one(projects, of_other)) return path;
  }
  return {};
}

}  // namespace

bool holds_packaging_only(const spec::SpecInTree& spec, const rpm::SpecInfo& info) {
  const std::string& root = spec.root;
  std::set<std::string> named;
  for (const auto& source : info.sources) named.insert(source.file);
  return std::ranges::all_of(spec.tree.entries(), [&](const git::TreeEntry& entry) {
    if (entry.kind == git::TreeEntry::Kind::folder) return true;
    if (!root.empty() && !entry.path.starts_with(root + "/")) return true;
    const std::string path = root.empty() ? entry.path : entry.path.substr(root.size() + 1);
    return entry.kind != git::TreeEntry::Kind::submodule &&
           (describes_packaging(path) || named.count(git::last_name(path)) > 0);
  });
}

std::string foreign_source_reason(const spec::SpecInTree& spec, const rpm::SpecInfo& info,
                                  const rpm::SpecSource& source) {
  if (holds_packaging_only(spec, info)) return "which contains only packaging";
  const Names projects = projects_of_url(source.value);
  const std::string repository = repository_name(spec.tree.repository().origin());
  if (projects.empty() || share_one(projects, {repository})) return {};
  const std::string file = git::last_name(spec.path);
  if (!share_one(projects, {info.name, file.substr(0, file.rfind(".spec"))}))
    return fmt::format("but the URL is of {}, a name that neither the package nor the repository ({}) has",
                       projects.front(), repository);
  const std::string other = spec_of_another(spec, info.name, projects);
  return other.empty() ? "" : fmt::format("which also contains specs of other projects ({})", other);
}

}  // namespace rpmworks::srpm
