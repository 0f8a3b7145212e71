// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/file_access_log.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "core/error.hpp"
#include "git/tree_files.hpp"

namespace rpmworks::spec {

namespace {

// Limits of their own, which the system tells as a full disk and as too many open files.
Error not_watched(const fs::path& folder) {
  const int number = errno;
  Error error = system_error("watch", folder.string());
  if (number != ENOSPC && number != EMFILE) return error;
  return Error(ExitCode::failed, error.what())
      .hint(number == ENOSPC ? "raise /proc/sys/fs/inotify/max_user_watches"
                             : "raise /proc/sys/fs/inotify/max_user_instances");
}

}  // namespace

FileAccessLog::FileAccessLog(const fs::path& folder) : m_events(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  if (!m_events) throw not_watched(folder);
  watch(folder, "");
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_directory() && !entry.is_symlink())
      watch(entry.path(), entry.path().lexically_relative(folder).string());
}

void FileAccessLog::watch(const fs::path& folder, const std::string& name) {
  const int watch = ::inotify_add_watch(m_events.get(), folder.c_str(), IN_OPEN | IN_ONLYDIR);
  if (watch < 0) throw not_watched(folder);
  m_folders[watch] = name;
}

std::set<std::string> FileAccessLog::opened_files() {
  std::set<std::string> opened;
  alignas(inotify_event) std::array<char, 65536> buffer{};
  for (ssize_t got = 0; (got = ::read(m_events.get(), buffer.data(), buffer.size())) > 0;) {
    for (ssize_t at = 0; at < got;) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const char* const name = buffer.data() + at + sizeof event;
      const auto folder = m_folders.find(event.wd);
      if (event.len > 0 && !(event.mask & IN_ISDIR) && folder != m_folders.end())
        opened.insert(git::below(folder->second, name));
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }
  return opened;
}

}  // namespace rpmworks::spec
