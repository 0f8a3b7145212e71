// SPDX-License-Identifier: GPL-3.0-or-later
#include "gear/gear.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "gear/tags.hpp"
#include "gear/values.hpp"
#include "git/exclude_filter.hpp"
#include "git/tree_diff.hpp"
#include "git/wildmatch.hpp"

namespace rpmworks::gear {

namespace {

using Rules = config::Recipe::Rules;

std::string shown_folder(const std::string& path) {
  return path.empty() ? "." : path;
}

// Files of the packaged folder that a pattern of `copy:` means, in git's order. gear matches the patterns of
// `exclude:` with the path as `find .` would show it.
std::vector<git::TreeFiles::File> matched(const GearRules& rules, const GearCopy::Pattern& pattern,
                                          const git::TreeFiles& tree, const std::string& root) {
  std::vector<git::TreeFiles::File> files;
  const std::string folder = root.empty()             ? pattern.folder
                             : pattern.folder.empty() ? root
                                                      : root + "/" + pattern.folder;
  for (const auto& entry : tree.entries()) {
    if (git::folder_of(entry.path) != folder || entry.kind == git::TreeEntry::Kind::submodule) continue;
    const std::string name = git::last_name(entry.path);
    if (!git::wildmatch(pattern.glob, name, false)) continue;
    const std::string path = shown_folder(pattern.folder) + "/" + name;
    const auto excludes = [&](const std::string& glob) { return git::wildmatch(glob, path, false); };
    if (std::any_of(rules.exclude.begin(), rules.exclude.end(), excludes)) continue;
    std::optional<git::TreeFiles::File> file;
    try {
      file = tree.find(entry.path);
    } catch (Error& error) {
      throw std::move(error).at(pattern.where);
    }
    // A link is called as it is in the folder, and has the content of what it leads to.
    if (file) files.push_back({.path = entry.path, .id = file->id, .executable = file->executable});
  }
  return files;
}

class Maker {
 public:
  Maker(const GearRules& rules, const git::Repository& repository, const git::Commit& commit,
        const git::TreeFiles& tree, const std::string& root, const rpm::SpecInfo& info)
      : m_rules(rules),
        m_repository(repository),
        m_commit(commit),
        m_tree(tree),
        m_root(root),
        m_tags(repository, commit, tree, root, rules.tags),
        m_values{{"name", info.name}, {"version", info.evr.version}, {"release", info.evr.release}} {
    m_made.rules = rules.file;
  }

  GearSources make() {
    for (const auto& maker : m_rules.makers) std::visit([&](const auto& rule) { add(rule); }, maker);
    return std::move(m_made);
  }

 private:
  void add(const GearArchive& rule) {
    GearValues values = values_by(rule.spec, rule.where);
    const std::string path = named_folder("dir", rule.tree, values);
    const auto folder = find(rule.tree, path, values, rule.optional);
    if (!folder) return;
    const std::string name = with_gear_values(rule.name, values, rule.where);
    put(name + with_gear_values(rule.suffix, values, rule.where),
        {.compression = rule.compression,
         .tree =
             GearSource::Tree{.commit = folder->commit,
                              .subdir = folder->path,
                              .prefix = rule.base ? with_gear_values(*rule.base, values, rule.where) : name,
                              .exclude = rule.exclude}});
  }

  void add(const GearDiff& rule) {
    GearValues values = values_by(rule.spec, rule.where);
    const std::string old_path = named_folder("old_dir", rule.before, values);
    const std::string new_path = named_folder("new_dir", rule.after, values);
    const auto before = find(rule.before, old_path, values, rule.optional);
    const auto after = find(rule.after, new_path, values, rule.optional);
    if (!before || !after) return;
    put(with_gear_values(rule.name, values, rule.where) + rule.suffix,
        {.compression = rule.compression,
         .content = [&repository = m_repository, before = *before, after = *after, exclude = rule.exclude] {
           return git::tree_diff(repository, before, after,
                                 [&](const std::string& path) { return git::is_excluded(exclude, path); });
         }});
  }

  void add(const GearCopy& rule) {
    for (const auto& pattern : rule.patterns) {
      const auto files = matched(m_rules, pattern, m_tree, m_root);
      if (files.empty() && !rule.optional)
        throw Error(ExitCode::invalid, fmt::format("no file of the tree is meant by {}",
                                                   git::below(pattern.folder, pattern.glob)))
            .at(pattern.where)
            .hint("commit it, take it out, or write `?` before the ':' where it need not be there");
      for (const auto& file : files) {
        const std::string name = rule.name.empty() ? git::last_name(file.path) + rule.suffix
                                                   : with_gear_values(rule.name, m_values, rule.where);
        put(name,
            {.compression = rule.compression, .content = [&tree = m_tree, file] { return tree.read(file); }});
      }
    }
  }

  void put(const std::string& name, GearSource source) {
    m_made.by_name.insert_or_assign(name, std::move(source));
  }

  // What keywords stand for; what the file named does not say is as in the spec.
  GearValues values_by(const std::string& spec, const SourcePosition& where) const {
    if (spec.empty()) return m_values;
    const auto file = m_tree.find(git::below(m_root, spec));
    if (!file)
      throw Error(ExitCode::invalid, fmt::format("there is no file {} in the tree", spec))
          .at(where)
          .hint("spec= names the file that says what @name@, @version@ and @release@ are");
    GearValues values = gear_values_in(m_tree.read(*file));
    values.insert(m_values.begin(), m_values.end());
    return values;
  }

  // The path of a folder; its last part is what `keyword` stands for from here on.
  static std::string named_folder(const std::string& keyword, const GearTree& tree, GearValues& values) {
    const std::string path = with_gear_values(tree.path, values, tree.where);
    values[keyword] = git::last_name(path);
    return path;
  }

  std::optional<git::Folder> find(const GearTree& named, const std::string& path, const GearValues& values,
                                  bool optional) const {
    const std::string base = with_gear_values(named.base, values, named.where);
    const bool is_own = base == ".";
    git::Folder folder{.commit = is_own ? m_commit : m_tags.commit_of(base, named.where), .path = path};
    if (is_own && !m_root.empty()) folder.path = path.empty() ? m_root : git::below(m_root, path);
    if (folder.path.empty()) return folder;
    const bool is_there = is_own ? m_tree.is_folder(folder.path)
                                 : git::TreeFiles(m_repository, folder.commit).is_folder(folder.path);
    if (is_there) return folder;
    if (optional) return std::nullopt;
    throw Error(ExitCode::invalid, is_own
                                       ? fmt::format("there is no folder {} in the tree", path)
                                       : fmt::format("there is no folder {} in the tree of {}", path, base))
        .at(named.where)
        .hint("commit it, or write `?` before the ':' where it need not be there");
  }

  const GearRules& m_rules;
  const git::Repository& m_repository;
  const git::Commit& m_commit;
  const git::TreeFiles& m_tree;
  const std::string& m_root;
  const GearTags m_tags;
  const GearValues m_values;
  GearSources m_made;
};

}  // namespace

std::optional<GearRules> gear_rules(const git::TreeFiles& tree, const config::Recipe& recipe,
                                    const std::string& subdir) {
  if (recipe.gear == Rules::never) return std::nullopt;
  for (const char* const name : {".gear-rules", ".gear/rules"}) {
    const std::string path = git::below(subdir, name);
    const auto file = tree.find(path);
    if (!file) continue;
    if (const std::string text = tree.read(*file); !text.empty()) return parse_gear_rules(text, path);
  }
  if (recipe.gear != Rules::always) return std::nullopt;
  throw Error(ExitCode::invalid, "there are no rules of GEAR in the tree")
      .hint(fmt::format("commit {} or {}, or leave out --gear (in repos.yaml: `gear: always`)",
                        git::below(subdir, ".gear-rules"), git::below(subdir, ".gear/rules")));
}

std::optional<GearRules> gear_rules_of_sources(const git::TreeFiles& tree, const config::Recipe& recipe,
                                               const std::string& subdir) {
  auto rules = gear_rules(tree, recipe, subdir);
  const bool must = recipe.gear == Rules::always;
  if (rules && must && !recipe.upstream.empty())
    throw Error(ExitCode::invalid,
                fmt::format("both {} and `upstream` say what the sources are", rules->file))
        .hint("leave out one: `upstream`, or `gear: always`");
  if (rules && !must && (rules->is_trivial() || !recipe.upstream.empty())) return std::nullopt;
  return rules;
}

std::map<std::string, git::TreeFiles::File> gear_copies(const GearRules& rules, const git::TreeFiles& tree,
                                                        const std::string& root) {
  std::map<std::string, git::TreeFiles::File> copies;
  for (const auto& maker : rules.makers) {
    const auto* const copy = std::get_if<GearCopy>(&maker);
    if (!copy || copy->compression != archive::Compression::none || !copy->name.empty()) continue;
    for (const auto& pattern : copy->patterns)
      for (auto& file : matched(rules, pattern, tree, root))
        copies.insert_or_assign(git::last_name(file.path), file);
  }
  return copies;
}

GearSources gear_sources(const GearRules& rules, const git::Repository& repository, const git::Commit& commit,
                         const git::TreeFiles& tree, const std::string& root, const rpm::SpecInfo& info) {
  return Maker(rules, repository, commit, tree, root, info).make();
}

}  // namespace rpmworks::gear
