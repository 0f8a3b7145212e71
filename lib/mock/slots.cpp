// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/slots.hpp"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/json_value.hpp"
#include "core/text.hpp"
#include "sandbox/sandbox.hpp"

namespace rpmworks::mock {

namespace {

constexpr unsigned k_most = 1024;
constexpr int k_locked = 60;  // mock's exit code while the previous, terminated mock is still exiting
constexpr int k_tries = 15;
constexpr auto k_between = std::chrono::seconds(1);
constexpr auto k_patience = std::chrono::minutes(5);

std::vector<std::string> words_of_json(const Json& json) {
  return json.get<std::vector<std::string>>();
}

}  // namespace

void Slot::will_need(const std::vector<std::string>& cleaning) const {
  // Synced: after a restart of the machine, only this file shows what to clean.
  write_file_atomically(note(), Json(cleaning).dump());
}

void Slot::is_clean() const {
  std::error_code ignored;
  fs::remove(note(), ignored);
}

void Slot::clean(Reporter& reporter) const {
  auto cleaning = value_in(note(), words_of_json);
  if (!cleaning || cleaning->empty()) return is_clean();
  Command command{.argv = std::move(*cleaning), .cleanup = true, .deadline = k_patience};
  command.cwd = "/";
  ProcessResult result;
  try {
    for (int i = 0; i < k_tries; ++i) {
      result = sandbox::run_watched(command);
      if (result.exit_code != k_locked) break;
      std::this_thread::sleep_for(k_between);
    }
  } catch (const Error& error) {
    result.exit_code = 1;
    result.err = error.what();
  }
  if (!result.ok()) {
    reporter.warning(fmt::format("files that mock left in its root could not be removed: {}: {}",
                                 shown(command),
                                 join(last_lines(result.err.empty() ? result.out : result.err, 1), " ")));
    return;
  }
  const auto left = mounts_of(m_extension, read_file("/proc/self/mountinfo"));
  for (const auto& mount : left)
    reporter.warning(fmt::format("mock left a mount behind, which root can undo: umount -l '{}'", mount));
  is_clean();
}

std::vector<std::string> mounts_of(const std::string& extension, std::string_view mountinfo) {
  std::vector<std::string> found;
  for (const auto& line : split(mountinfo, '\n')) {
    const auto words = split(line, ' ');  // proc(5): the fifth field is the mount point
    if (words.size() < 5) continue;
    for (const auto& part : split(words[4], '/')) {
      if (!part.ends_with("-" + extension)) continue;
      found.push_back(words[4]);
      break;
    }
  }
  return found;
}

Slot Slots::slot(unsigned number, FileLock lock) const {
  // All users of a machine share mock's roots. The path of this cache distinguishes their slots.
  const std::string whose = sha256(fs::absolute(m_folder).string()).substr(0, 8);
  const fs::path folder = m_folder / std::to_string(number);
  Slot taken(folder, fmt::format("{}-{}", whose, number), std::move(lock));
  make_folders(taken.caches());
  return taken;
}

Slot Slots::take(Reporter& reporter) const {
  make_folders(m_folder);
  for (unsigned number = 0; number < k_most; ++number) {
    auto lock = FileLock::try_take(lock_of(number));
    if (!lock) continue;
    Slot taken = slot(number, std::move(*lock));
    taken.clean(reporter);
    return taken;
  }
  throw Error(ExitCode::failed, fmt::format("all {} places for mock are in use", k_most))
      .hint("wait for other runs to end");
}

void Slots::sweep(Reporter& reporter) const {
  if (!fs::is_directory(m_folder)) return;
  for (unsigned number = 0; number < k_most && fs::exists(lock_of(number)); ++number)
    if (auto lock = FileLock::try_take(lock_of(number))) slot(number, std::move(*lock)).clean(reporter);
}

}  // namespace rpmworks::mock
