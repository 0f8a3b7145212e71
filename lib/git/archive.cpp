// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <atomic>
#include <utility>
#include <vector>

#include "core/text.hpp"
#include "git/attributes.hpp"
#include "git/commit_facts.hpp"
#include "git/convert.hpp"
#include "git/handles.hpp"
#include "git/lfs.hpp"
#include "git/partial.hpp"
#include "git/read_ahead.hpp"
#include "git/repository.hpp"
#include "git/tree_walk.hpp"

namespace rpmworks::git {

namespace {

struct Member {
  TreeEntry entry;
  int attributes = -1;  ///< index into Plan::attributes; -1: stored unchanged
  bool large = false;   ///< not read ahead
  std::string ref_placeholder;
  std::vector<std::string> unlike_git;
};

bool add_rules(Attributes& rules, const ObjectReader& reader, const std::string& folder,
               const git_tree* tree) {
  const git_tree_entry* const file = git_tree_entry_byname(tree, ".gitattributes");
  const bool regular = file && (git_tree_entry_filemode(file) == GIT_FILEMODE_BLOB ||
                                git_tree_entry_filemode(file) == GIT_FILEMODE_BLOB_EXECUTABLE);
  if (regular)
    with_context(fmt::format("reading {}{}.gitattributes", folder, folder.empty() ? "" : "/"),
                 [&] { rules.enter(folder, reader.blob(hex_of(*git_tree_entry_id(file)))); });
  return regular;
}

// The attributes of one path. Reads only the folders on the way to it.
class PathAttributes final : public TreeWalk {
 public:
  PathAttributes(git_repository* repository, const std::string& path) : m_reader(repository), m_path(path) {}

  ArchiveAttributes found;

 private:
  void enter(const std::string& folder, const git_tree* tree) override {
    add_rules(m_rules, m_reader, folder, tree);
    found = m_rules.of(m_path);
  }
  void leave(const std::string&) override {}
  void visit(TreeEntry) override {}
  bool wants(const TreeEntry& folder) override { return m_path.starts_with(folder.path + "/"); }

  ObjectReader m_reader;
  const std::string& m_path;
  Attributes m_rules;
};

// Several files may be read ahead at the same time; larger ones are read one by one.
constexpr uint64_t k_large = 16UL << 20;

// Limit for what export-subst adds to all files of an archive together.
constexpr uint64_t k_most_expanded_of_all = 256UL << 20;

// The members of the archive, determined before any content except .gitattributes is read.
class Plan final : public TreeWalk {
 public:
  explicit Plan(git_repository* repository) : m_reader(repository) {}

  std::vector<Member> members;
  std::vector<ArchiveAttributes> attributes;

 private:
  void enter(const std::string& folder, const git_tree* tree) override {
    if (add_rules(m_rules, m_reader, folder, tree)) m_with_rules.push_back(folder);
  }

  void leave(const std::string& folder) override {
    if (!m_pending.empty() && m_pending.back().path == folder) m_pending.pop_back();
    if (m_with_rules.empty() || m_with_rules.back() != folder) return;
    m_rules.leave();
    m_with_rules.pop_back();
  }

  bool wants(const TreeEntry& folder) override {
    if (!m_rules.empty() && m_rules.of(folder.path + "/").export_ignore.is_set()) return false;
    // As in git archive, a folder is written just before the first non-folder in it, even if that is ignored.
    m_pending.push_back(folder);
    return true;
  }

  void visit(TreeEntry entry) override {
    for (auto& folder : m_pending) members.push_back({.entry = std::move(folder)});
    m_pending.clear();
    Member member{.entry = std::move(entry)};
    if (!m_rules.empty()) {
      const bool is_submodule = member.entry.kind == TreeEntry::Kind::submodule;
      ArchiveAttributes found = m_rules.of(is_submodule ? member.entry.path + "/" : member.entry.path);
      if (found.export_ignore.is_set()) return;
      const bool is_file =
          member.entry.kind == TreeEntry::Kind::file || member.entry.kind == TreeEntry::Kind::executable;
      if (is_file && (found.export_subst.is_set() || found.filter.is("lfs") || changes_content(found)))
        member.attributes = remember(std::move(found));
    }
    members.push_back(std::move(member));
  }

  // Most files of a tree share a few sets of attributes.
  int remember(ArchiveAttributes found) {
    for (size_t i = 0; i < attributes.size(); ++i)
      if (attributes[i] == found) return static_cast<int>(i);
    attributes.push_back(std::move(found));
    return static_cast<int>(attributes.size()) - 1;
  }

  ObjectReader m_reader;
  Attributes m_rules;
  std::vector<std::string> m_with_rules;
  std::vector<TreeEntry> m_pending;
};

}  // namespace

void Repository::archive(const Commit& commit, const std::string& subdir,
                         const std::function<void(const Archived&)>& sink,
                         const std::function<void(const std::vector<Archived>&)>& announce) const {
  git_repository* const repository = m_state->handle.get();
  Plan plan(repository);
  plan.walk(repository, commit, subdir);
  if (is_partial()) {
    std::vector<const TreeEntry*> files;
    for (const auto& member : plan.members)
      if (member.entry.kind != TreeEntry::Kind::submodule && member.entry.kind != TreeEntry::Kind::folder)
        files.push_back(&member.entry);
    require_files(repository, commit, subdir, files);
  }
  const CommitFacts facts = plan.attributes.empty() ? CommitFacts{} : facts_with_mailmap(repository, commit);
  const auto attributes_of = [&](const Member& member) -> const ArchiveAttributes* {
    return member.attributes < 0 ? nullptr : &plan.attributes[static_cast<size_t>(member.attributes)];
  };

  std::atomic<uint64_t> added = 0;
  const auto converted = [&](Member& member, std::string content) {
    const ArchiveAttributes* const attributes = attributes_of(member);
    if (!attributes) return content;
    content = to_work_tree(std::move(content), *attributes, member.entry.path);
    if (!attributes->export_subst.is_set() || attributes->filter.is("lfs")) return content;
    member.ref_placeholder = placeholder_of_refs(content);
    std::string expanded = with_commit_facts(content, facts, &member.unlike_git);
    // Each file is limited separately, but many files together could still fill a disk.
    if (expanded.size() > content.size() &&
        (added += expanded.size() - content.size()) > k_most_expanded_of_all)
      throw Error(ExitCode::invalid,
                  fmt::format("the placeholders of export-subst add more than {} to the archive",
                              human_bytes(k_most_expanded_of_all)))
          .hint("remove export-subst from files in .gitattributes, or use fewer placeholders");
    return expanded;
  };
  // A member is used by one thread at a time: first the one that loads it, then this one.
  const auto load = [&](size_t i, const ObjectReader& reader) -> std::string {
    Member& member = plan.members[i];
    if (member.entry.kind == TreeEntry::Kind::submodule || member.entry.kind == TreeEntry::Kind::folder)
      return {};
    try {
      auto content = reader.blob_up_to(k_large, member.entry.id);
      member.large = !content;
      return content ? converted(member, std::move(*content)) : std::string();
    } catch (Error& error) {
      error.during("archiving " + member.entry.path);
      throw;
    }
  };
  const auto archived = [&](size_t i, std::string content) {
    const Member& member = plan.members[i];
    const ArchiveAttributes* const attributes = attributes_of(member);
    const bool lfs = attributes && attributes->filter.is("lfs");
    return Archived{.entry = member.entry,
                    .content = std::move(content),
                    .lfs = lfs,
                    .export_subst = lfs && attributes->export_subst.is_set(),
                    .ref_placeholder = member.ref_placeholder,
                    .unlike_git = member.unlike_git};
  };
  const ObjectReader reader(repository);
  if (announce) {
    std::vector<Archived> announced;
    for (size_t i = 0; i < plan.members.size(); ++i) {
      const ArchiveAttributes* const attributes = attributes_of(plan.members[i]);
      if (!attributes || !attributes->filter.is("lfs")) continue;
      std::string content = load(i, reader);
      if (content.size() < k_largest_lfs_pointer) announced.push_back(archived(i, std::move(content)));
    }
    announce(announced);
  }
  read_ahead([this] { return m_state->another(); }, plan.members.size(), load,
             [&](size_t i, std::string content) {
               Member& member = plan.members[i];
               if (member.large) content = converted(member, reader.blob(member.entry.id));
               sink(archived(i, std::move(content)));
             });
}

std::string Repository::substituted(const Commit& commit, std::string_view content) const {
  return with_commit_facts(content, facts_with_mailmap(m_state->handle.get(), commit));
}

bool Repository::is_lfs(const Commit& commit, const std::string& path) const {
  PathAttributes walk(m_state->handle.get(), path);
  walk.walk(m_state->handle.get(), commit, {});
  return walk.found.filter.is("lfs");
}

}  // namespace rpmworks::git
