// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/handles.hpp"

namespace rpmworks::git {

namespace {

using StatusHandle = std::unique_ptr<git_status_list, Deleter<git_status_list_free>>;

}  // namespace

std::vector<std::string> Repository::changed_files() const {
  git_repository* const repository = m_state->handle.get();
  if (!git_repository_workdir(repository)) return {};
  git_status_options options;
  if (git_status_options_init(&options, GIT_STATUS_OPTIONS_VERSION) != 0)
    throw failure("asking for changed files");
  options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
  options.flags = GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
  git_status_list* list = nullptr;
  if (git_status_list_new(&list, repository, &options) != 0) throw failure("looking for changed files");
  const StatusHandle statuses(list);
  std::vector<std::string> files;
  for (size_t i = 0; i < git_status_list_entrycount(list); ++i) {
    const git_status_entry* const entry = git_status_byindex(list, i);
    const git_diff_delta* const delta = entry->head_to_index ? entry->head_to_index : entry->index_to_workdir;
    if (delta) files.emplace_back(delta->new_file.path ? delta->new_file.path : delta->old_file.path);
  }
  return files;
}

}  // namespace rpmworks::git
