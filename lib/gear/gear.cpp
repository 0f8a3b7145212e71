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

std::string shown_folder(const std::string& path) {
  return path.empty() ? "." : path;
}

// The files of the packaged folder that match a pattern of `copy:`, in git's order. gear matches the patterns
// of `exclude:` with the path as `find .` prints it.
std::vector<git::TreeFiles::File> matched(const Rules& rules, const Copy::Pattern& pattern,
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
    // A symbolic link keeps its own name and has the content of its target.
    if (file) files.push_back({.path = entry.path, .id = file->id, .executable = file->executable});
  }
  return files;
}

class Maker {
 public:
  Maker(const Rules& rules, const git::TreeFiles& tree, const std::string& root, const rpm::SpecInfo& info)
      : m_rules(rules),
        m_tree(tree),
        m_root(root),
        m_tags(tree, root, rules.tags),
        m_values{{"name", info.name}, {"version", info.evr.version}, {"release", info.evr.release}} {
    m_made.rules = rules.file;
  }

  Sources make() {
    for (const auto& maker : m_rules.makers) std::visit([&](const auto& rule) { add(rule); }, maker);
    return std::move(m_made);
  }

 private:
  void add(const Archive& rule) {
    Values values = values_by(rule.spec, rule.where);
    const std::string path = named_folder("dir", rule.tree, values);
    const auto folder = find(rule.tree, path, values, rule.optional);
    if (!folder) return;
    const std::string name = expand_keywords(rule.name, values, rule.where);
    put(name + expand_keywords(rule.suffix, values, rule.where),
        {.compression = rule.compression,
         .tree = Source::Tree{.commit = folder->commit,
                              .subdir = folder->path,
                              .prefix = rule.base ? expand_keywords(*rule.base, values, rule.where) : name,
                              .exclude = rule.exclude}});
  }

  void add(const Diff& rule) {
    Values values = values_by(rule.spec, rule.where);
    const std::string old_path = named_folder("old_dir", rule.before, values);
    const std::string new_path = named_folder("new_dir", rule.after, values);
    const auto before = find(rule.before, old_path, values, rule.optional);
    const auto after = find(rule.after, new_path, values, rule.optional);
    if (!before || !after) return;
    put(expand_keywords(rule.name, values, rule.where) + rule.suffix,
        {.compression = rule.compression,
         .content = [&repository = m_tree.repository(), before = *before, after = *after,
                     exclude = rule.exclude] {
           return git::tree_diff(repository, before, after,
                                 [&](const std::string& path) { return git::is_excluded(exclude, path); });
         }});
  }

  void add(const Copy& rule) {
    for (const auto& pattern : rule.patterns) {
      const auto files = matched(m_rules, pattern, m_tree, m_root);
      if (files.empty() && !rule.optional)
        throw Error(ExitCode::invalid,
                    fmt::format("no file of the tree matches {}", git::below(pattern.folder, pattern.glob)))
            .at(pattern.where)
            .hint("commit it, remove the pattern, or write `?` before the ':' if it is optional");
      for (const auto& file : files) {
        const std::string name = rule.name.empty() ? git::last_name(file.path) + rule.suffix
                                                   : expand_keywords(rule.name, m_values, rule.where);
        put(name,
            {.compression = rule.compression, .content = [&tree = m_tree, file] { return tree.read(file); }});
      }
    }
  }

  void put(const std::string& name, Source source) {
    m_made.by_name.insert_or_assign(name, std::move(source));
  }

  // The values of the keywords. What the named file does not define comes from the spec.
  Values values_by(const std::string& spec, const SourcePosition& where) const {
    if (spec.empty()) return m_values;
    const auto file = m_tree.find(git::below(m_root, spec));
    if (!file)
      throw Error(ExitCode::invalid, fmt::format("the tree has no file {}", spec))
          .at(where)
          .hint("spec= names the file that defines @name@, @version@ and @release@");
    Values values = values_in_spec(m_tree.read(*file));
    values.insert(m_values.begin(), m_values.end());
    return values;
  }

  // The path of a folder. Its last part becomes the value of `keyword`.
  static std::string named_folder(const std::string& keyword, const Tree& tree, Values& values) {
    const std::string path = expand_keywords(tree.path, values, tree.where);
    values[keyword] = git::last_name(path);
    return path;
  }

  std::optional<git::Folder> find(const Tree& named, const std::string& path, const Values& values,
                                  bool optional) const {
    const std::string base = expand_keywords(named.base, values, named.where);
    const bool is_own = base == ".";
    git::Folder folder{.commit = is_own ? m_tree.commit() : m_tags.commit_of(base, named.where),
                       .path = path};
    if (is_own && !m_root.empty()) folder.path = path.empty() ? m_root : git::below(m_root, path);
    if (folder.path.empty()) return folder;
    const bool is_there = is_own ? m_tree.is_folder(folder.path)
                                 : git::TreeFiles(m_tree.repository(), folder.commit).is_folder(folder.path);
    if (is_there) return folder;
    if (optional) return std::nullopt;
    throw Error(ExitCode::invalid, is_own ? fmt::format("the tree has no folder {}", path)
                                          : fmt::format("the tree of {1} has no folder {0}", path, base))
        .at(named.where)
        .hint("commit it, or write `?` before the ':' if it is optional");
  }

  const Rules& m_rules;
  const git::TreeFiles& m_tree;
  const std::string& m_root;
  const Tags m_tags;
  const Values m_values;
  Sources m_made;
};

}  // namespace

std::optional<Rules> find_rules(const git::TreeFiles& tree, const config::Recipe& recipe,
                                const std::string& subdir) {
  if (recipe.gear == config::Recipe::Rules::never) return std::nullopt;
  for (const char* const name : {".gear-rules", ".gear/rules"}) {
    const std::string path = git::below(subdir, name);
    const auto file = tree.find(path);
    if (!file) continue;
    if (const std::string text = tree.read(*file); !text.empty()) return parse_rules(text, path);
  }
  if (recipe.gear != config::Recipe::Rules::always) return std::nullopt;
  throw Error(ExitCode::invalid, "the tree has no GEAR rules")
      .hint(fmt::format("commit {} or {}, or leave out --gear (in repos.yaml: `gear: always`)",
                        git::below(subdir, ".gear-rules"), git::below(subdir, ".gear/rules")));
}

std::optional<Rules> find_source_rules(const git::TreeFiles& tree, const config::Recipe& recipe,
                                       const std::string& subdir) {
  auto rules = find_rules(tree, recipe, subdir);
  const bool must = recipe.gear == config::Recipe::Rules::always;
  if (rules && must && !recipe.upstream.empty())
    throw Error(ExitCode::invalid, fmt::format("both {} and `upstream` define the sources", rules->file))
        .hint("remove either `upstream` or `gear: always`");
  if (rules && !must && (rules->is_trivial() || !recipe.upstream.empty())) return std::nullopt;
  return rules;
}

std::map<std::string, git::TreeFiles::File> copied_files(const Rules& rules, const git::TreeFiles& tree,
                                                         const std::string& root) {
  std::map<std::string, git::TreeFiles::File> copies;
  for (const auto& maker : rules.makers) {
    const auto* const copy = std::get_if<Copy>(&maker);
    if (!copy || copy->compression != archive::Compression::none || !copy->name.empty()) continue;
    for (const auto& pattern : copy->patterns)
      for (auto& file : matched(rules, pattern, tree, root))
        copies.insert_or_assign(git::last_name(file.path), file);
  }
  return copies;
}

Sources resolve_sources(const Rules& rules, const git::TreeFiles& tree, const std::string& root,
                        const rpm::SpecInfo& info) {
  return Maker(rules, tree, root, info).make();
}

}  // namespace rpmworks::gear
