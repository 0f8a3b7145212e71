// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/packaged_paths.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/text.hpp"
#include "git/wildmatch.hpp"
#include "srpm/parse_view.hpp"
#include "srpm/source_lines.hpp"
#include "srpm/tree_files.hpp"

namespace rpmworks::srpm {

namespace {

constexpr int k_most_links = 40;  // as the kernel has it
// Files by which the tree says what its sources are, and where files of git LFS are.
constexpr std::array<const char*, 2> k_gear_rules = {".gear-rules", ".gear/rules"};

bool is_inside(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder + "/");
}

/// A path without "." and ".."; nothing for one that leaves the tree.
std::optional<std::string> normal(const std::string& path) {
  std::vector<std::string> parts;
  for (auto& part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(std::move(part));
    } else if (parts.empty()) {
      return std::nullopt;
    } else {
      parts.pop_back();
    }
  }
  return join(parts, "/");
}

class Collector {
 public:
  Collector(const git::Repository& repository, const git::Commit& commit, const Request& request)
      : m_repository(repository), m_commit(commit), m_folder(request.subdir) {
    add(m_folder);
    add_attributes_above(m_folder);
    m_paths.insert(".lfsconfig");
    m_wants_submodules = request.recipe.submodules;
  }

  /// The specs that a request may mean.
  std::vector<std::string> specs_of(const Request& request) const {
    std::vector<std::string> specs;
    if (request.spec.empty()) {
      for (const auto& entry : m_repository.tree(m_commit, m_folder))
        if (entry.path.ends_with(".spec")) specs.push_back(entry.path);
      return specs;
    }
    for (const std::string& path : {below(m_folder, request.spec), request.spec})
      if (m_repository.entry(m_commit, path)) return {path};
    return {};
  }

  bool is_outside(const std::string& path) const { return !is_inside(path, m_folder); }

  /// A path, and whatever links in it lead to.
  void add(const std::string& path) {
    if (!m_paths.insert(path).second) return;
    const auto entry = m_repository.entry(m_commit, path);
    if (!entry) return;
    if (entry->kind == git::TreeEntry::Kind::symlink) follow(*entry);
    if (entry->kind != git::TreeEntry::Kind::folder) return;
    for (const auto& inner : m_repository.tree(m_commit, path)) {
      if (inner.kind == git::TreeEntry::Kind::symlink) follow(inner);
      m_has_submodules = m_has_submodules || inner.kind == git::TreeEntry::Kind::submodule;
    }
  }

  void add_attributes_above(std::string path) {
    do {
      path = folder_of(path);
      m_paths.insert(below(path, ".gitattributes"));
    } while (!path.empty());
  }

  /// The files directly in a folder that one of the patterns means.
  void add_files_in(const std::string& folder, const std::vector<std::string>& patterns) {
    std::vector<git::TreeEntry> entries;
    if (!folder.empty()) {
      const auto entry = m_repository.entry(m_commit, folder);
      if (!entry || entry->kind != git::TreeEntry::Kind::folder) return;
    }
    for (const auto& inner : m_repository.tree(m_commit, folder)) {
      const std::string name = last_name(inner.path);
      if (folder_of(inner.path) == folder && !name.ends_with(".spec") &&
          std::ranges::any_of(patterns, [&](const auto& one) { return git::wildmatch(one, name, true); }))
        add(inner.path);
    }
  }

  std::vector<std::string> take() {
    if (m_has_submodules && m_wants_submodules) m_paths.insert(".gitmodules");
    return {m_paths.begin(), m_paths.end()};
  }

 private:
  // Where a link leads, through all links on the way. What is inside the folder counts anyway.
  void follow(const git::TreeEntry& link) {
    std::string path = link.path;
    std::string target = m_repository.blob(link.id);
    for (int links = 0; links < k_most_links; ++links) {
      if (target.starts_with('/')) return;
      const auto to = normal(below(folder_of(path), target));
      if (!to || to->empty()) return;
      const auto next = first_link_of(*to);
      if (!next) {
        if (is_outside(*to)) add(*to);
        return;
      }
      if (is_outside(next->path)) m_paths.insert(next->path);
      path = next->path;
      target = m_repository.blob(next->id) + to->substr(path.size());
    }
  }

  std::optional<git::TreeEntry> first_link_of(const std::string& path) const {
    for (size_t end = path.find('/');; end = path.find('/', end + 1)) {
      auto entry = m_repository.entry(m_commit, path.substr(0, end));
      if (!entry) return std::nullopt;
      if (entry->kind == git::TreeEntry::Kind::symlink) return entry;
      if (end == std::string::npos) return std::nullopt;
    }
  }

  const git::Repository& m_repository;
  const git::Commit& m_commit;
  std::string m_folder;
  std::set<std::string> m_paths;
  bool m_has_submodules = false;
  bool m_wants_submodules = true;
};

/// Adds the sources that a spec names by paths that leave the folder. False when they cannot be told.
bool add_named_paths(Collector& collector, const SourceLines& lines, const std::string& spec,
                     const std::string& folder) {
  for (const auto& value : lines.paths) {
    const bool may_leave = value.find("..") != std::string::npos || collector.is_outside(spec);
    if (value.find('%') != std::string::npos && may_leave) return false;
    for (const std::string& from : {folder_of(spec), folder})
      if (const auto path = normal(below(from, value)); path && collector.is_outside(*path))
        collector.add(*path);
  }
  return true;
}

}  // namespace

std::optional<std::vector<std::string>> packaged_paths(const git::Repository& repository,
                                                       const git::Commit& commit, const Request& request) {
  const std::string& folder = request.subdir;
  const auto root = repository.entry(commit, folder);
  if (!root || root->kind != git::TreeEntry::Kind::folder) return std::nullopt;  // an error told elsewhere
  // Their base trees come from anywhere in history.
  if (request.recipe.gear != config::Recipe::Rules::never)
    for (const char* const rules : k_gear_rules)
      if (repository.entry(commit, below(folder, rules))) return std::nullopt;
  Collector collector(repository, commit, request);
  const std::vector<std::string> specs = collector.specs_of(request);
  for (const auto& spec : specs) {
    if (!collector.is_outside(spec)) continue;
    collector.add(spec);
    collector.add_attributes_above(spec);
  }
  for (const auto& spec : specs) {
    const auto entry = repository.entry(commit, spec);
    // The text of a spec that is a link lies elsewhere; its sources are looked for beside the link.
    using Kind = git::TreeEntry::Kind;
    std::string id = entry && (entry->kind == Kind::file || entry->kind == Kind::executable) ? entry->id : "";
    if (entry && entry->kind == Kind::symlink)
      if (const auto file = TreeFiles(repository, commit).find(spec)) id = file->id;
    if (id.empty()) return std::nullopt;
    const SourceLines lines = source_lines(repository.blob(id));
    if (lines.leads_out || !add_named_paths(collector, lines, spec, folder)) return std::nullopt;
    if (!collector.is_outside(spec)) continue;
    for (const auto& place : source_folders(spec, folder))
      if (place.empty() || collector.is_outside(place)) collector.add_files_in(place, lines.names);
  }
  return collector.take();
}

}  // namespace rpmworks::srpm
