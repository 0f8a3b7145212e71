// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/packaged_paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <set>

#include "core/printable.hpp"
#include "core/text.hpp"
#include "git/tree_files.hpp"
#include "git/wildmatch.hpp"
#include "spec/names.hpp"
#include "spec/parse_view.hpp"
#include "spec/source_lines.hpp"
#include "srpm/source_errors.hpp"

namespace rpmworks::srpm {

namespace {

constexpr int k_most_links = 40;  // same limit as the kernel
constexpr size_t k_longest_shown = 200;
// Files that define the sources, and files that define where git LFS files are.
constexpr std::array<const char*, 2> k_gear_rules = {".gear-rules", ".gear/rules"};

bool is_inside(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder + "/");
}

// Whether ".." is a component of a path.
bool leads_up(const std::string& path) {
  const auto parts = split(path, '/');
  return std::ranges::find(parts, "..") != parts.end();
}

// Whether a value, expanded as far as the spec and the request allow, may name a file that is neither below
// the folder nor beside the spec.
bool may_leave(const std::string& expanded, bool is_spec_outside) {
  const size_t slash = expanded.rfind('/');
  if (slash == std::string::npos || is_url(expanded)) return false;
  return is_spec_outside || leads_up(expanded) || expanded.find('%') < slash;
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

  // The specs that a request may select.
  std::vector<std::string> specs_of(const Request& request) const {
    std::vector<std::string> specs;
    if (request.spec.empty()) {
      for (const auto& entry : m_repository.tree(m_commit, m_folder))
        if (entry.path.ends_with(".spec")) specs.push_back(entry.path);
      return specs;
    }
    for (const std::string& path : {git::below(m_folder, request.spec), request.spec})
      if (m_repository.entry(m_commit, path)) return {path};
    return {};
  }

  bool is_outside(const std::string& path) const { return !is_inside(path, m_folder); }

  // Adds a path, the links on the way to it, and the targets of links in it.
  void add(const std::string& path) {
    const auto end = walk(path);
    if (!end || end->empty() || !m_paths.insert(*end).second) return;
    const auto entry = m_repository.entry(m_commit, *end);
    if (!entry || entry->kind != git::TreeEntry::Kind::folder) return;
    for (const auto& inner : m_repository.tree(m_commit, *end)) {
      if (inner.kind == git::TreeEntry::Kind::symlink) add_if_outside(inner.path);
      m_has_submodules = m_has_submodules || inner.kind == git::TreeEntry::Kind::submodule;
    }
  }

  // Adds the target of a path, unless it is inside the folder, which is included anyway.
  void add_if_outside(const std::string& path) {
    if (const auto end = walk(path); end && !end->empty() && is_outside(*end)) add(*end);
  }

  void add_attributes_above(std::string path) {
    do {
      path = git::folder_of(path);
      m_paths.insert(git::below(path, ".gitattributes"));
    } while (!path.empty());
  }

  // Adds the files directly in a folder that match one of the patterns.
  void add_files_in(const std::string& folder, const std::vector<std::string>& patterns) {
    const auto end = walk(folder);
    if (!end) return;
    if (!end->empty()) {
      const auto entry = m_repository.entry(m_commit, *end);
      if (!entry || entry->kind != git::TreeEntry::Kind::folder) return;
    }
    for (const auto& inner : m_repository.tree(m_commit, *end)) {
      const std::string name = git::last_name(inner.path);
      if (git::folder_of(inner.path) == *end && !name.ends_with(".spec") &&
          std::ranges::any_of(patterns, [&](const auto& one) { return git::wildmatch(one, name, true); }))
        add(inner.path);
    }
  }

  // Adds the sources that a spec names by paths that leave the folder. If they are unknown, returns false and
  // sets `because`, unless that is null, to the reason.
  bool add_named_paths(const std::string& spec, const spec::SourceLines& lines,
                       const spec::PlainMacros& macros, std::string* because) {
    for (const auto& value : lines.with_macros)
      if (may_leave(macros.expand(value), is_outside(spec))) {
        if (because)
          *because = fmt::format("{} names the source {}, and only rpm can tell the folder of that file",
                                 spec, printable(value, k_longest_shown));
        return false;
      }
    for (const auto& value : lines.paths) {
      if (value.find('%') != std::string::npos) continue;
      for (const std::string& from : {git::folder_of(spec), m_folder})
        add_if_outside(git::below(from, value));
    }
    return true;
  }

  std::vector<std::string> take() {
    if (m_has_submodules && m_wants_submodules) m_paths.insert(".gitmodules");
    return {m_paths.begin(), m_paths.end()};
  }

 private:
  // Resolves a path by the rules of TreeFiles::find; nothing if it leaves the tree. Adds the links on the way
  // that are outside of the folder.
  std::optional<std::string> walk(const std::string& path) {
    const auto parts_of_path = split(path, '/');
    std::deque<std::string> ahead(parts_of_path.begin(), parts_of_path.end());
    std::vector<std::string> behind;
    int links = 0;
    while (!ahead.empty()) {
      const std::string part = std::move(ahead.front());
      ahead.pop_front();
      if (part.empty() || part == ".") continue;
      if (part == "..") {
        if (behind.empty()) return std::nullopt;
        behind.pop_back();
        continue;
      }
      behind.push_back(part);
      const std::string here = join(behind, "/");
      const auto entry = m_repository.entry(m_commit, here);
      if (!entry || entry->kind != git::TreeEntry::Kind::symlink) continue;
      if (is_outside(here)) m_paths.insert(here);
      const std::string target = m_repository.blob(entry->id);
      if (++links > k_most_links || target.starts_with('/')) return std::nullopt;
      behind.pop_back();
      const auto parts = split(target, '/');
      ahead.insert(ahead.begin(), parts.begin(), parts.end());
    }
    return join(behind, "/");
  }

  const git::Repository& m_repository;
  const git::Commit& m_commit;
  std::string m_folder;
  std::set<std::string> m_paths;
  bool m_has_submodules = false;
  bool m_wants_submodules = true;
};

}  // namespace

std::optional<std::vector<std::string>> packaged_paths(const git::Repository& repository,
                                                       const git::Commit& commit, const Request& request,
                                                       std::string* because) {
  const std::string& folder = request.subdir;
  const auto root = repository.entry(commit, folder);
  if (!root || root->kind != git::TreeEntry::Kind::folder)
    return std::nullopt;  // reported as an error elsewhere
  // The base trees of rules can be anywhere in the history.
  if (request.recipe.gear != config::Recipe::Rules::never)
    for (const char* const rules : k_gear_rules)
      if (repository.entry(commit, git::below(folder, rules))) return std::nullopt;
  Collector collector(repository, commit, request);
  const std::vector<std::string> specs = collector.specs_of(request);
  for (const auto& spec : specs) {
    if (!collector.is_outside(spec)) continue;
    collector.add(spec);
    collector.add_attributes_above(spec);
  }
  for (const auto& spec : specs) {
    const auto entry = repository.entry(commit, spec);
    // If the spec is a link, its text is elsewhere, but its sources are searched beside the link.
    using Kind = git::TreeEntry::Kind;
    std::string id = entry && (entry->kind == Kind::file || entry->kind == Kind::executable) ? entry->id : "";
    if (entry && entry->kind == Kind::symlink)
      if (const auto file = git::TreeFiles(repository, commit).find(spec)) id = file->id;
    if (id.empty()) return std::nullopt;
    const std::string text = repository.blob(id);
    const spec::SourceLines lines = spec::source_lines(text);
    const spec::PlainMacros macros(text, request.macros);
    const bool leads_out =
        lines.names_outside_path || std::ranges::any_of(request.macros, [&](const auto& macro) {
          const auto& [name, value] = macro;
          return value.find("..") != std::string::npos &&
                 text.find(name.substr(0, name.find('('))) != std::string::npos;
        });
    if (leads_out && because)
      *because = fmt::format("the preamble of {} uses '..' outside of Source lines", spec);
    if (leads_out || !collector.add_named_paths(spec, lines, macros, because)) return std::nullopt;
    if (!collector.is_outside(spec)) continue;
    for (const auto& place : spec::source_folders(spec, folder))
      if (place.empty() || collector.is_outside(place)) collector.add_files_in(place, lines.names);
  }
  return collector.take();
}

}  // namespace rpmworks::srpm
