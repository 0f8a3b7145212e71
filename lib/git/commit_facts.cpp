// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/commit_facts.hpp"

#include "git/convert.hpp"
#include "git/tree_walk.hpp"

namespace rpmworks::git {

namespace {

constexpr uint64_t k_largest_mailmap = 16UL << 20;

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

using MailmapHandle = Owned<git_mailmap, git_mailmap_free>;

// The .mailmap at the root of the commit's tree; nothing if there is none. (git uses the one of the work
// tree.)
MailmapHandle mailmap_of(git_repository* repository, const Commit& commit) {
  const TreeHandle tree = lookup_tree(repository, oid_of(commit.tree));
  const git_tree_entry* const file = git_tree_entry_byname(tree.get(), ".mailmap");
  if (!file || git_tree_entry_type(file) != GIT_OBJECT_BLOB ||
      git_tree_entry_filemode(file) == GIT_FILEMODE_LINK)
    return nullptr;
  const auto text = ObjectReader(repository).blob_up_to(k_largest_mailmap, hex_of(*git_tree_entry_id(file)));
  git_mailmap* map = nullptr;
  if (!text || git_mailmap_from_buffer(&map, text->data(), text->size()) != 0) return nullptr;
  return MailmapHandle(map);
}

void map(CommitFacts::Person& person, const git_mailmap* map) {
  const char* name = nullptr;
  const char* email = nullptr;
  if (git_mailmap_resolve(&name, &email, map, person.name.c_str(), person.email.c_str()) != 0) return;
  person.mapped_name = name;
  person.mapped_email = email;
}

}  // namespace

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
  facts.is_signed =
      ("\n" + std::string(git_commit_raw_header(handle.get()))).find("\ngpgsig ") != std::string::npos;
  return facts;
}

CommitFacts facts_with_mailmap(git_repository* repository, const Commit& commit) {
  CommitFacts facts = facts_of(repository, commit);
  if (const MailmapHandle names = mailmap_of(repository, commit)) {
    map(facts.author, names.get());
    map(facts.committer, names.get());
  }
  return facts;
}

}  // namespace rpmworks::git
