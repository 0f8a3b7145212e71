// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/commit_facts.hpp"

#include "git/convert.hpp"

namespace rpmworks::git {

namespace {

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
  return facts;
}

}  // namespace rpmworks::git
