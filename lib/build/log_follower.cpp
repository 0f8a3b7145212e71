// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/log_follower.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace rpmworks::build {

namespace {

constexpr size_t k_longest = 64 << 10;  // bytes of a line; nothing that is looked for is longer

}  // namespace

void LogFollower::read_on(const std::function<void(const std::string&)>& on_line) {
  const FileDescriptor fd(::open(m_file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd) return;
  std::array<char, 16384> buffer;
  for (;;) {
    const ssize_t got = ::pread(fd.get(), buffer.data(), buffer.size(), static_cast<off_t>(m_at));
    if (got <= 0) break;
    m_at += static_cast<size_t>(got);
    m_partial.append(buffer.data(), static_cast<size_t>(got));
    size_t start = 0;
    for (size_t end; (end = m_partial.find('\n', start)) != std::string::npos; start = end + 1)
      on_line(m_partial.substr(start, end - start));
    m_partial.erase(0, start);
    if (m_partial.size() > k_longest) m_partial.clear();
  }
}

}  // namespace rpmworks::build
