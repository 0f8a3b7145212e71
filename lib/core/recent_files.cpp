// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recent_files.hpp"

#include <algorithm>
#include <system_error>
#include <vector>

namespace rpmworks {

void note_use(const fs::path& file) {
  std::error_code ignored;
  fs::last_write_time(file, fs::file_time_type::clock::now(), ignored);
}

void remove_least_recently_used(const fs::path& folder, uint64_t limit, const fs::path& kept) {
  struct Item {
    fs::path path;
    fs::file_time_type used;
    uint64_t bytes = 0;
  };
  std::vector<Item> items;
  uint64_t total = 0;
  std::error_code end;
  for (auto at = fs::directory_iterator(folder, end); !end && at != fs::directory_iterator();
       at.increment(end)) {
    std::error_code gone;  // another process removed it
    if (!fs::is_regular_file(at->symlink_status(gone)) || gone) continue;
    Item item{.path = at->path(), .used = at->last_write_time(gone), .bytes = 0};
    if (!gone) item.bytes = at->file_size(gone);
    if (gone) continue;
    total += item.bytes;
    if (item.path != kept) items.push_back(std::move(item));
  }
  std::ranges::sort(items, {}, &Item::used);
  for (const auto& item : items) {
    if (total <= limit) return;
    std::error_code failure;
    if (fs::remove(item.path, failure)) total -= item.bytes;
  }
}

}  // namespace rpmworks
