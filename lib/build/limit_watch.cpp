// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/limit_watch.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "build/admission.hpp"
#include "build/root_cache.hpp"
#include "core/text.hpp"
#include "sandbox/usage.hpp"

namespace rpmworks::build {

namespace {

constexpr unsigned k_processes = 4096;
constexpr auto k_time = std::chrono::hours(6);

uint64_t memory_of_machine() {
  struct sysinfo info {};
  return ::sysinfo(&info) == 0 ? uint64_t{info.totalram} * info.mem_unit : uint64_t{4} << 30;
}

}  // namespace

Ceilings ceilings_of(const config::Limits& limits, const fs::path& scratch) {
  return {.memory = limits.memory.value_or(memory_of_machine() / 4 * 3),
          .processes = limits.processes.value_or(k_processes),
          .time = limits.time.value_or(k_time),
          .disk = limits.disk.value_or(resources_left(scratch).disk / 10 * 9)};
}

// A limit that nobody has set goes by what is free where the build writes; the log may lie elsewhere.
LimitWatch::LimitWatch(const Ceilings& ceilings, Written written)
    : m_ceilings(ceilings),
      m_written(std::move(written)),
      m_log_most(std::min(ceilings.disk, resources_left(m_written.log.parent_path()).disk / 10 * 9)),
      m_free_at_first(resources_left(m_written.upper).disk),
      m_next_walk(ceilings.disk) {}

void LimitWatch::look() {
  if (m_process == 0) return;
  sandbox::Usage usage = sandbox::usage_of(m_process, m_ceilings.memory);
  m_seen = std::move(usage.processes);
  if (usage.tasks > m_ceilings.processes)
    throw LimitMet{"processes", fmt::format("more than {} processes", m_ceilings.processes)};
  if (usage.memory_bytes > m_ceilings.memory)
    throw LimitMet{"memory", fmt::format("more than {} of memory", human_bytes(m_ceilings.memory))};
  look_at_disk();
}

// Measuring a tree takes long, asking the file system does not: only when so much is gone from it, by
// whomever, the tree is measured, and again when a twentieth more is gone.
void LimitWatch::look_at_disk() {
  std::error_code failure;
  const uint64_t log = m_written.log.empty() ? 0 : fs::file_size(m_written.log, failure);
  if (!failure && log > m_log_most)
    throw LimitMet{"disk", fmt::format("more than {} of disk for its log", human_bytes(m_log_most))};
  const uint64_t left = resources_left(m_written.upper).disk;
  const uint64_t gone = m_free_at_first > left ? m_free_at_first - left : 0;
  if (gone <= m_next_walk) return;
  m_next_walk = gone + m_ceilings.disk / 20;
  // An ordinary user cannot look into folders that the build has closed. Where twice as much is gone, it
  // counts as the build's.
  const bool may_be_hidden = ::geteuid() != 0 && gone / 2 > m_ceilings.disk;
  uint64_t used = disk_usage(m_written.upper) + (failure ? 0 : log);
  if (!m_written.shared.empty()) {
    const uint64_t shared = disk_usage(m_written.shared);
    if (shared > m_written.shared_most) used += shared - m_written.shared_most;
  }
  if (may_be_hidden || used > m_ceilings.disk)
    throw LimitMet{"disk", fmt::format("more than {} of disk", human_bytes(m_ceilings.disk))};
}

void LimitWatch::wait_until_gone() const {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  const auto is_there = [](pid_t pid) { return ::kill(pid, 0) == 0 || errno == EPERM; };
  while (std::ranges::any_of(m_seen, is_there) && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

}  // namespace rpmworks::build
