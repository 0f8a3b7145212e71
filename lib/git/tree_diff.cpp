// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/tree_diff.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "git/patch_text.hpp"
#include "git/scratch.hpp"

namespace rpmworks::git {

namespace {

using LeavesOut = std::function<bool(const std::string&)>;

constexpr size_t k_width = 80;  // width of the summary; git's default without a terminal

constexpr std::string_view k_binary = "Bin";

TreeHandle tree_by_id(git_repository* repository, const git_oid& id) {
  git_tree* tree = nullptr;
  if (git_tree_lookup(&tree, repository, &id) != 0)
    throw failure(fmt::format("cannot read the git tree {}", hex_of(id)));
  return TreeHandle(tree);
}

TreeHandle tree_of(git_repository* repository, const Folder& folder) {
  TreeHandle root = tree_by_id(repository, oid_of(folder.commit.tree));
  if (folder.path.empty()) return root;
  git_tree_entry* entry = nullptr;
  if (git_tree_entry_bypath(&entry, root.get(), folder.path.c_str()) != 0)
    throw failure(fmt::format("cannot read the folder {}", folder.path));
  const TreeEntryHandle owned(entry);
  return tree_by_id(repository, *git_tree_entry_id(entry));
}

int notify(const git_diff*, const git_diff_delta* delta, const char*, void* leaves_out) {
  const char* const path = delta->new_file.path ? delta->new_file.path : delta->old_file.path;
  return (*static_cast<const LeavesOut*>(leaves_out))(path) ? 1 : 0;
}

DiffHandle compared(git_repository* repository, git_tree* from, git_tree* to, const LeavesOut& leaves_out,
                    uint32_t flags) {
  git_diff_options options;
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.flags = flags | GIT_DIFF_INDENT_HEURISTIC;
  options.notify_cb = notify;
  options.payload = const_cast<LeavesOut*>(&leaves_out);
  git_diff* raw = nullptr;
  if (git_diff_tree_to_tree(&raw, repository, from, to, &options) != 0) throw failure("comparing git trees");
  return DiffHandle(raw);
}

// If there is a binary file, git makes the number column as wide as "Bin"; libgit2 does not.
std::string with_wide_numbers(const std::string& summary) {
  std::vector<std::string> lines = split(summary, '\n');
  const auto column = [](const std::string& line) { return line.rfind(" | "); };
  const auto is_binary = [&](const std::string& line) {
    return column(line) != std::string::npos && line.compare(column(line), 7, " | Bin ") == 0;
  };
  if (std::none_of(lines.begin(), lines.end(), is_binary)) return summary;
  for (auto& line : lines) {
    if (column(line) == std::string::npos || is_binary(line)) continue;
    const size_t start = column(line) + 3;
    const size_t end = std::min(line.find_first_not_of(" 0123456789", start), line.size());
    const size_t width = line.find_last_of("0123456789", end - 1) + 1 - start;
    if (width < k_binary.size()) line.insert(start, k_binary.size() - width, ' ');
  }
  return join(lines, "\n");
}

std::string summary_of(git_diff* changes) {
  git_diff_stats* raw = nullptr;
  if (git_diff_get_stats(&raw, changes) != 0) throw failure("comparing git trees");
  const StatsHandle stats(raw);
  Buffer text;
  if (git_diff_stats_to_buf(text.get(), raw, GIT_DIFF_STATS_FULL, k_width) != 0)
    throw failure("comparing git trees");
  return with_wide_numbers(std::string(text.text()));
}

}  // namespace

std::string tree_diff(const Repository& repository, const Folder& before, const Folder& after,
                      const LeavesOut& leaves_out) {
  const RepositoryHandle scratch = scratch_over(repository);
  const TreeHandle from = tree_of(scratch.get(), before);
  const TreeHandle to = tree_of(scratch.get(), after);
  const DiffHandle changes = compared(scratch.get(), from.get(), to.get(), leaves_out, GIT_DIFF_FORCE_TEXT);
  git_diff* const raw = changes.get();
  if (git_diff_num_deltas(raw) == 0) return {};
  // git marks binary files in the summary even if it shows them as text below.
  const std::string text =
      summary_of(compared(scratch.get(), from.get(), to.get(), leaves_out, GIT_DIFF_NORMAL).get()) + "\n";
  return text + patch_text(raw);
}

}  // namespace rpmworks::git
