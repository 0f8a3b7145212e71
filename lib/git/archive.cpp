// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <utility>
#include <vector>

#include "git/attributes.hpp"
#include "git/convert.hpp"
#include "git/export_subst.hpp"
#include "git/handles.hpp"
#include "git/read_ahead.hpp"
#include "git/repository.hpp"
#include "git/tree_walk.hpp"

namespace rpmworks::git {

namespace {

// git-lfs takes nothing larger for a pointer.
constexpr size_t k_largest_pointer = 1024;

struct Member {
  TreeEntry entry;
  int attributes = -1;  ///< an index into Plan::attributes; -1: its content goes in as it is
};

bool add_rules(Attributes& rules, const ObjectReader& reader, const std::string& folder,
               const git_tree* tree) {
  const git_tree_entry* const file = git_tree_entry_byname(tree, ".gitattributes");
  const bool regular = file && (git_tree_entry_filemode(file) == GIT_FILEMODE_BLOB ||
                                git_tree_entry_filemode(file) == GIT_FILEMODE_BLOB_EXECUTABLE);
  if (regular) rules.enter(folder, reader.blob(hex_of(*git_tree_entry_id(file))));
  return regular;
}

// The attributes of one path: only the folders on the way to it are looked into.
class AttributesOnTheWay final : public TreeWalk {
 public:
  AttributesOnTheWay(git_repository* repository, const std::string& path)
      : m_reader(repository), m_path(path) {}

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

// What goes into the archive, found before any content but that of .gitattributes is read.
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
    // As in git archive, a folder goes in right before the first thing in it that is no folder, be that
    // ignored or not.
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

std::string utf8(const char* text, const std::string& encoding) {
  const std::string raw = text ? text : "";
  if (encoding.empty()) return raw;
  return reencode(raw, encoding, "UTF-8").value_or(raw);
}

CommitFacts::Person person(const git_signature* who, const std::string& encoding) {
  if (!who) return {};
  return {.name = utf8(who->name, encoding),
          .email = utf8(who->email, encoding),
          .time = who->when.time,
          .offset = who->when.offset};
}

CommitFacts facts_of(git_repository* repository, const Commit& commit) {
  const CommitHandle handle = lookup_commit(repository, commit.id);
  CommitFacts facts{.id = commit.id, .tree = commit.tree, .tag = commit.tag};
  const char* const encoding = git_commit_message_encoding(handle.get());
  if (encoding) facts.encoding = encoding;
  for (unsigned i = 0; i < git_commit_parentcount(handle.get()); ++i)
    facts.parents.push_back(hex_of(*git_commit_parent_id(handle.get(), i)));
  facts.author = person(git_commit_author(handle.get()), facts.encoding);
  facts.committer = person(git_commit_committer(handle.get()), facts.encoding);
  facts.message = utf8(git_commit_message_raw(handle.get()), facts.encoding);
  return facts;
}

}  // namespace

void Repository::archive(const Commit& commit, const std::string& subdir,
                         const std::function<void(const Archived&)>& sink,
                         const std::function<void(const std::vector<Archived>&)>& announce) const {
  git_repository* const repository = m_state->handle.get();
  Plan plan(repository);
  plan.walk(repository, commit, subdir);
  const CommitFacts facts = plan.attributes.empty() ? CommitFacts{} : facts_of(repository, commit);
  const auto attributes_of = [&](const Member& member) -> const ArchiveAttributes* {
    return member.attributes < 0 ? nullptr : &plan.attributes[static_cast<size_t>(member.attributes)];
  };

  const auto load = [&](size_t i, const ObjectReader& reader) -> std::string {
    const Member& member = plan.members[i];
    if (member.entry.kind == TreeEntry::Kind::submodule || member.entry.kind == TreeEntry::Kind::folder)
      return {};
    std::string content = reader.blob(member.entry.id);
    const ArchiveAttributes* const attributes = attributes_of(member);
    if (!attributes) return content;
    content = to_work_tree(std::move(content), *attributes, member.entry.path);
    const bool substitutes = attributes->export_subst.is_set() && !attributes->filter.is("lfs");
    return substitutes ? with_commit_facts(content, facts) : content;
  };
  const auto archived = [&](size_t i, std::string content) {
    const Member& member = plan.members[i];
    const ArchiveAttributes* const attributes = attributes_of(member);
    const bool lfs = attributes && attributes->filter.is("lfs");
    return Archived{.entry = member.entry,
                    .content = std::move(content),
                    .lfs = lfs,
                    .export_subst = lfs && attributes->export_subst.is_set()};
  };
  if (announce) {
    const ObjectReader reader(repository);
    std::vector<Archived> files;
    for (size_t i = 0; i < plan.members.size(); ++i) {
      const ArchiveAttributes* const attributes = attributes_of(plan.members[i]);
      if (!attributes || !attributes->filter.is("lfs")) continue;
      std::string content = load(i, reader);
      if (content.size() < k_largest_pointer) files.push_back(archived(i, std::move(content)));
    }
    announce(files);
  }
  read_ahead(repository, plan.members.size(), load,
             [&](size_t i, std::string content) { sink(archived(i, std::move(content))); });
}

std::string Repository::substituted(const Commit& commit, std::string_view content) const {
  return with_commit_facts(content, facts_of(m_state->handle.get(), commit));
}

bool Repository::is_lfs(const Commit& commit, const std::string& path) const {
  AttributesOnTheWay walk(m_state->handle.get(), path);
  walk.walk(m_state->handle.get(), commit, {});
  return walk.found.filter.is("lfs");
}

}  // namespace rpmworks::git
