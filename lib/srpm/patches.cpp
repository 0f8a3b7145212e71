// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/patches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/error.hpp"
#include "core/text.hpp"
#include "git/patches.hpp"
#include "spec/names.hpp"
#include "spec/parse_view.hpp"
#include "spec/patches.hpp"

namespace rpmworks::srpm {

namespace {

using PathSet = std::set<std::string>;

PathSet paths_of(const std::vector<git::TreeEntry>& tree) {
  PathSet paths;
  for (const auto& entry : tree) paths.insert(entry.path);
  return paths;
}

// How the attributes make a commit's archive differ from its tree.
struct AttributeEffects {
  PathSet left_out;  ///< export-ignore
  PathSet changed;   ///< export-subst, eol, ident …
};

AttributeEffects by_attributes(const git::Repository& repository, const git::Commit& commit,
                               const std::vector<git::TreeEntry>& tree) {
  const auto is_attributes = [](const git::TreeEntry& entry) {
    return git::last_name(entry.path) == ".gitattributes";
  };
  if (std::none_of(tree.begin(), tree.end(), is_attributes)) return {};
  AttributeEffects found{.left_out = paths_of(tree)};
  repository.archive(commit, "", [&](const git::Repository::Archived& member) {
    using Kind = git::TreeEntry::Kind;
    found.left_out.erase(member.entry.path);
    const bool is_file = member.entry.kind == Kind::file || member.entry.kind == Kind::executable;
    if (is_file && repository.blob(member.entry.id) != member.content)
      found.changed.insert(member.entry.path);
  });
  return found;
}

class Packaging {
 public:
  Packaging(const std::vector<git::TreeEntry>& upstream, const std::string& text,
            const spec::SpecInTree& spec)
      : m_upstream(paths_of(upstream)),
        m_spec(spec.path),
        m_root(spec.root),
        m_named(spec::files_named_in(text)),
        m_folders(spec::source_folders(spec.path, spec.root)) {}

  bool holds(const std::string& path) const {
    if (path == m_spec) return true;
    if (m_upstream.contains(path)) return false;
    const std::string beside = git::folder_of(m_spec);
    if (beside != m_root && path.starts_with(beside + "/")) return true;
    return m_named.contains(git::last_name(path)) &&
           std::find(m_folders.begin(), m_folders.end(), git::folder_of(path)) != m_folders.end();
  }

 private:
  PathSet m_upstream;
  std::string m_spec, m_root;
  PathSet m_named;
  std::vector<std::string> m_folders;
};

std::string shown(const git::Patch& patch) {
  return fmt::format("{} ({})", patch.commit.substr(0, 12), patch.subject);
}

// A patch for a file that differs in the archive would fail, or change the wrong lines.
void refuse_converted(const std::vector<git::Patch>& patches, const PathSet& changed,
                      const std::string& root) {
  for (const auto& path : changed) {
    const std::string name = root.empty()                   ? path
                             : path.starts_with(root + "/") ? path.substr(root.size() + 1)
                                                            : "";
    if (name.empty()) continue;
    for (const auto& patch : patches)
      if (patch.text.find(fmt::format("\n--- a/{}\n", name)) != std::string::npos ||
          patch.text.find(fmt::format("\n--- a/{}\t\n", name)) != std::string::npos)
        throw Error(ExitCode::invalid,
                    fmt::format("{} changes {}, but that file differs between the archive and "
                                "the tree",
                                shown(patch), path))
            .note("attributes of the tree (export-subst, eol, ident) change it in the archive")
            .hint("name a later tag with `upstream`, or remove the attributes before the tag is made");
  }
}

void require_git_for_binaries(const std::vector<git::Patch>& patches, const spec::Patches& edited,
                              const std::string& spec, const std::string& text) {
  if (edited.by_git) return;
  for (const auto& patch : patches) {
    if (patch.binary_files.empty()) continue;
    throw Error(ExitCode::invalid,
                fmt::format("{} changes the binary file {}, and only git can apply such a patch",
                            shown(patch), patch.binary_files.front()))
        .at({.file = spec,
             .line = edited.setup_line,
             .text = split(text, '\n')[static_cast<size_t>(edited.setup_line) - 1]})
        .hint("write %autosetup -p1 -S git, with BuildRequires: git; or name a later tag with `upstream`");
  }
}

}  // namespace

PatchedSpec add_commit_patches(const std::string& text, const spec::SpecInTree& spec,
                               const git::Commit& upstream, Reporter& reporter) {
  const git::Commit& commit = spec.tree.commit();
  const git::Repository& repository = spec.tree.repository();
  const auto before = repository.tree(upstream);
  const AttributeEffects then = by_attributes(repository, upstream, before);
  const AttributeEffects now = by_attributes(repository, commit, spec.tree.entries());
  const Packaging packaging(before, text, spec);
  const auto patches = git::patches_between(repository, upstream, commit,
                                            {.subdir = spec.root, .leaves_out = [&](const std::string& path) {
                                               return packaging.holds(path) || then.left_out.contains(path) ||
                                                      now.left_out.contains(path);
                                             }});
  PatchedSpec result{.spec_text = text};
  if (patches.empty()) return result;
  refuse_converted(patches, then.changed, spec.root);
  std::vector<std::string> names;
  const std::string beside = git::folder_of(spec.path);
  for (const auto& patch : patches) {
    names.push_back(patch.file_name);
    if (spec.tree.find(git::below(beside, patch.file_name)))
      throw Error(ExitCode::invalid, fmt::format("the patch of {} would have the same name as {}",
                                                 shown(patch), git::below(beside, patch.file_name)))
          .hint("rename the file, also in the spec");
    reporter.detail(fmt::format("{}: {} is commit {}", spec.path, patch.file_name, shown(patch)));
    result.files.emplace(patch.file_name, patch.text);
  }
  spec::Patches edited = spec::with_patches(text, names, spec.path);
  require_git_for_binaries(patches, edited, spec.path, text);
  result.spec_text = std::move(edited.text);
  result.names = std::move(names);
  return result;
}

}  // namespace rpmworks::srpm
