// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/log_tail.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

namespace rpmworks::engine {

namespace {

constexpr size_t k_longest = 64 << 10;  // bytes of a line; no step has such a long name

}  // namespace

void LogTail::read_on(const std::function<void(std::string_view)>& on_line) {
  const FileDescriptor fd(::open(m_file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0) return;
  const bool is_another = m_inode != 0 && info.st_ino != m_inode;
  m_inode = info.st_ino;
  if (is_another || static_cast<size_t>(info.st_size) < m_at) {
    m_at = 0;
    m_partial.clear();
  }
  std::array<char, 16384> buffer;
  for (;;) {
    const ssize_t got = ::pread(fd.get(), buffer.data(), buffer.size(), static_cast<off_t>(m_at));
    if (got <= 0) break;
    m_at += static_cast<size_t>(got);
    m_partial.append(buffer.data(), static_cast<size_t>(got));
    size_t start = 0;
    for (size_t end; (end = m_partial.find('\n', start)) != std::string::npos; start = end + 1)
      on_line(std::string_view(m_partial).substr(start, end - start));
    m_partial.erase(0, start);
    if (m_partial.size() > k_longest) m_partial.clear();
  }
}

void LogTail::moved(fs::path file) {
  m_file = std::move(file);
  m_inode = 0;
}

}  // namespace rpmworks::engine
