// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/listing.hpp"

#include <cerrno>

#include "core/error.hpp"

namespace rpmworks {

namespace {

Error unlisted(const fs::path& folder, const std::error_code& failure) {
  errno = failure.value();
  return system_error("list", folder.string());
}

void add_entries(const fs::path& folder, bool below, std::vector<fs::directory_entry>& entries) {
  std::error_code failure;
  fs::directory_iterator at(folder, failure);
  for (; !failure && at != fs::directory_iterator(); at.increment(failure)) {
    entries.push_back(*at);
    std::error_code unreadable;
    if (below && !at->is_symlink(unreadable) && at->is_directory(unreadable))
      add_entries(at->path(), below, entries);
  }
  // The standard library's iterator does not tell in which folder it failed.
  if (failure) throw unlisted(folder, failure);
}

}  // namespace

std::vector<fs::directory_entry> entries_in(const fs::path& folder) {
  std::vector<fs::directory_entry> entries;
  add_entries(folder, false, entries);
  return entries;
}

std::vector<fs::directory_entry> entries_below(const fs::path& folder) {
  std::vector<fs::directory_entry> entries;
  add_entries(folder, true, entries);
  return entries;
}

}  // namespace rpmworks
