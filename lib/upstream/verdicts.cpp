// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/verdicts.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <sstream>

#include "core/error.hpp"
#include "core/lock.hpp"

namespace rpmworks::upstream {

namespace {

constexpr size_t k_most = 50'000;  // entries; beyond them the file begins anew

int64_t nanoseconds(const timespec& time) {
  return static_cast<int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

// Two ticks of the coarsest clock that a file system in use here has (a second).
constexpr int64_t k_settled = 2'000'000'000;

bool is_settled(const FileState& state) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count() - state.changed > k_settled;
}

}  // namespace

std::optional<FileState> state_of(const fs::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return std::nullopt;
  return FileState{.device = found.st_dev,
                   .inode = found.st_ino,
                   .size = static_cast<uint64_t>(found.st_size),
                   .modified = nanoseconds(found.st_mtim),
                   .changed = nanoseconds(found.st_ctim)};
}

Verdicts::Verdicts(const fs::path& folder, const std::string& keys) : m_file(folder / keys) {
  m_known = read();
}

std::map<Verdicts::Entry, std::string> Verdicts::read() const {
  std::map<Entry, std::string> entries;
  struct stat found {};
  // What others could have written there says nothing.
  if (::stat(m_file.c_str(), &found) != 0 || found.st_uid != ::geteuid() || (found.st_mode & 022))
    return entries;
  std::istringstream lines(read_file(m_file));
  uint64_t device = 0, inode = 0, size = 0;
  int64_t modified = 0, changed = 0;
  std::string digest;
  while (lines >> digest >> device >> inode >> size >> modified >> changed) {
    entries[{device, inode, size, modified, changed}] = digest;
  }
  return entries;
}

bool Verdicts::holds(const FileState& state, const std::string& sha256) const {
  const auto at = m_known.find({state.device, state.inode, state.size, state.modified, state.changed});
  return at != m_known.end() && at->second == sha256;
}

void Verdicts::add(const FileState& state, const std::string& sha256) {
  if (!is_settled(state)) return;
  const std::lock_guard guard(m_mutex);
  m_added[{state.device, state.inode, state.size, state.modified, state.changed}] = sha256;
}

void Verdicts::save() {
  const std::lock_guard guard(m_mutex);
  if (m_added.empty()) return;
  try {
    make_folders(m_file.parent_path());
    const FileLock lock = FileLock::wait(m_file.string() + ".lock");
    std::map<Entry, std::string> all = read();
    if (all.size() > k_most) all.clear();
    for (const auto& [entry, digest] : m_added) all[entry] = digest;
    std::string text;
    for (const auto& [entry, digest] : all) {
      const auto& [device, inode, size, modified, changed] = entry;
      text += fmt::format("{} {} {} {} {} {}\n", digest, device, inode, size, modified, changed);
    }
    write_file_atomically(m_file, text, fs::perms(0600));
  } catch (const Error& error) {
    if (error.code() == ExitCode::interrupted) throw;
  }
  m_added.clear();
}

}  // namespace rpmworks::upstream
