// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/state_log.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>

#include "core/error.hpp"

namespace rpmworks::engine {

StateLog::StateLog(fs::path file, const std::string& engine, std::function<void()> on_line)
    : m_file(std::move(file)), m_on_line(std::move(on_line)) {
  line(engine);
}

void StateLog::line(const std::string& text) {
  const auto now = std::chrono::system_clock::now();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(now - seconds).count();
  const std::string whole =
      fmt::format("{:%Y-%m-%d %H:%M:%S},{:03} - {}\n",
                  fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), millis, text);
  const FileDescriptor fd(::open(m_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!fd || ::write(fd.get(), whole.data(), whole.size()) != static_cast<ssize_t>(whole.size()))
    throw system_error("write", m_file.string());
  if (m_on_line) m_on_line();
}

}  // namespace rpmworks::engine
