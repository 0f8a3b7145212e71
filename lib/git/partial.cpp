// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/partial.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::git {

namespace {

constexpr size_t k_most_named = 5;

// Quotes a word of a shell command in a message.
std::string shell_word(const std::string& text) {
  static constexpr std::string_view k_plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+:@%,";
  if (!text.empty() && text.find_first_not_of(k_plain) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

std::string folder_of(git_repository* repository) {
  const char* const work_tree = git_repository_workdir(repository);
  std::string folder = work_tree ? work_tree : git_repository_path(repository);
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  return folder;
}

}  // namespace

bool is_partial(git_repository* repository) {
  git_config* raw = nullptr;
  if (git_repository_config_snapshot(&raw, repository) != 0) return false;
  const ConfigHandle config(raw);
  const char* text = nullptr;
  if (git_config_get_string(&text, raw, "extensions.partialclone") == 0) return true;
  git_config_iterator* iterator = nullptr;
  if (git_config_iterator_glob_new(&iterator, raw, "^remote\\..*\\.promisor$") != 0) return false;
  const Owned<git_config_iterator, git_config_iterator_free> owned(iterator);
  for (git_config_entry* entry = nullptr; git_config_next(&entry, iterator) == 0;) {
    int value = 0;
    if (git_config_parse_bool(&value, entry->value) == 0 && value != 0) return true;
  }
  return false;
}

void require_files(git_repository* repository, const Commit& commit, const std::string& subdir,
                   const std::vector<const TreeEntry*>& files) {
  git_odb* raw = nullptr;
  if (git_repository_odb(&raw, repository) != 0) throw failure("cannot open the git object store");
  const OdbHandle odb(raw);
  std::vector<std::string> named;
  size_t missing = 0;
  for (const TreeEntry* const file : files) {
    const git_oid id = oid_of(file->id);
    if (git_odb_exists_ext(raw, &id, GIT_ODB_LOOKUP_NO_REFRESH) == 1) continue;
    if (++missing <= k_most_named)
      named.push_back(fmt::format("{} ({})", file->path, file->id.substr(0, 12)));
  }
  if (missing == 0) return;
  if (missing > k_most_named) named.push_back(fmt::format("and {} more", missing - k_most_named));
  throw Error(ExitCode::invalid,
              fmt::format("{} of commit {} {} not in this partial clone", counted(missing, "file"),
                          commit.id.substr(0, 12), missing == 1 ? "is" : "are"))
      .notes(named)
      .hint(fmt::format("git fetches {}: git -C {} archive {}{} >/dev/null", missing == 1 ? "it" : "them",
                        shell_word(folder_of(repository)), commit.id.substr(0, 12),
                        subdir.empty() ? "" : " -- " + shell_word(subdir)));
}

}  // namespace rpmworks::git
