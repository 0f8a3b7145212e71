// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/root_cache.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <set>
#include <vector>

#include "buildroot/seal.hpp"
#include "core/error.hpp"
#include "sandbox/sandbox.hpp"
#include "store/private_folder.hpp"

namespace rpmworks::buildroot {

namespace {

// Written last into an entry: what it takes on disk. The file's modification time says when it was last used.
constexpr const char* k_mark = "made";

bool is_whole(const fs::path& entry) {
  return fs::exists(entry / k_mark);
}

uint64_t size_of(const fs::path& entry) {
  const std::string text = read_file(entry / k_mark);
  uint64_t bytes = 0;
  std::from_chars(text.data(), text.data() + text.size(), bytes);
  return bytes;
}

void touch(const fs::path& entry) {
  ::utimensat(AT_FDCWD, (entry / k_mark).c_str(), nullptr, 0);
}

void remove_quietly(const fs::path& tree) noexcept {
  try {
    sandbox::remove_build_tree(tree);
  } catch (const std::exception&) {
    // What cannot be removed now, at the end of something else, goes with the next sweep.
  }
}

}  // namespace

uint64_t disk_usage(const fs::path& tree) {
  uint64_t bytes = 0;
  std::error_code failure;
  const auto skip = fs::directory_options::skip_permission_denied;
  for (auto it = fs::recursive_directory_iterator(tree, skip, failure);
       !failure && it != fs::recursive_directory_iterator(); it.increment(failure)) {
    struct stat info {};
    if (::lstat(it->path().c_str(), &info) == 0) bytes += static_cast<uint64_t>(info.st_blocks) * 512;
  }
  return bytes;
}

CacheEntry RootCache::get(const std::string& key, const std::function<void(const fs::path&)>& make,
                          const std::function<void(const std::string&)>& on_broken) const {
  store::make_private_folder(m_folder);
  const fs::path entry = m_folder / key;
  while (true) {
    {
      FileLock shared = FileLock::wait_shared(lock_of(key));
      if (is_whole(entry) && !broken_seal(entry)) {
        touch(entry);
        return {entry, std::move(shared)};
      }
    }
    const FileLock exclusive = FileLock::wait(lock_of(key));
    if (is_whole(entry)) {
      const auto broken = broken_seal(entry);
      if (!broken) continue;  // made by another while this one waited
      if (on_broken) on_broken(*broken);
    }
    const fs::path staging = m_folder / (key + ".part");
    sandbox::remove_build_tree(staging);
    sandbox::remove_build_tree(entry);
    make_folders(staging);
    try {
      make(staging);
      seal(staging);
      write_new_file(staging / k_mark, std::to_string(disk_usage(staging)) + "\n");
      sync_file_system(staging);
      rename_durably(staging, entry);
    } catch (...) {
      remove_quietly(staging);
      throw;
    }
  }
}

RootCache::Scratch RootCache::scratch(const std::string& suffix) const {
  static std::atomic<unsigned> counter{0};
  store::make_private_folder(m_folder);
  const std::string name = "build-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + suffix;
  FileLock lock = FileLock::wait(lock_of(name));
  if (!lock.holds(lock_of(name))) return scratch(suffix);  // a sweep was quicker, before it was locked
  const fs::path folder = m_folder / (name + ".part");
  sandbox::remove_build_tree(folder);
  make_folders(folder);
  return {folder, std::move(lock)};
}

RootCache::Scratch::~Scratch() {
  if (m_folder.empty()) return;
  remove_quietly(m_folder);
  std::error_code failure;
  fs::remove(fs::path(m_folder).replace_extension(".lock"), failure);
}

void RootCache::sweep() const {
  std::error_code failure;
  std::set<fs::path> parts;
  for (const auto& item : fs::directory_iterator(m_folder, failure)) {
    const fs::path path = item.path();
    // Of a build there may be the lock alone: it comes before the folder, and goes after it.
    const bool is_of_build = path.extension() == ".lock" && path.filename().string().starts_with("build-");
    if (path.extension() == ".part" || is_of_build) parts.insert(fs::path(path).replace_extension(".part"));
  }
  for (const auto& part : parts) {
    const fs::path lock_file = fs::path(part).replace_extension(".lock");
    const auto lock = FileLock::try_take(lock_file);
    if (!lock) continue;
    remove_quietly(part);
    if (part.filename().string().starts_with("build-")) fs::remove(lock_file, failure);
  }
}

void RootCache::prune() const {
  struct Item {
    fs::file_time_type used;
    std::string key;
    uint64_t bytes;
  };
  std::vector<Item> items;
  uint64_t total = 0;
  std::error_code failure;
  for (const auto& item : fs::directory_iterator(m_folder, failure)) {
    const fs::path mark = item.path() / k_mark;
    if (item.path().extension() == ".part" || !fs::exists(mark, failure)) continue;
    items.push_back(
        {fs::last_write_time(mark, failure), item.path().filename().string(), size_of(item.path())});
    total += items.back().bytes;
  }
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.used < b.used; });
  for (const auto& item : items) {
    if (total <= m_limit) break;
    const auto lock = FileLock::try_take(lock_of(item.key));
    if (!lock) continue;
    // First out of sight whole, so that a kill in between leaves no half of an entry under its name.
    const fs::path part = m_folder / (item.key + ".part");
    fs::rename(m_folder / item.key, part, failure);
    if (failure) continue;
    remove_quietly(part);
    total -= item.bytes;
  }
}

}  // namespace rpmworks::buildroot
