// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/limit_watch.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "buildroot/admission.hpp"
#include "buildroot/root_cache.hpp"
#include "core/text.hpp"
#include "sandbox/usage.hpp"

namespace rpmworks::buildroot {

namespace {

constexpr unsigned k_processes = 4096;
constexpr auto k_time = std::chrono::hours(6);
constexpr uint64_t k_left_free = 8;  // this part (1/8) of a folder in memory must stay free

uint64_t memory_of_machine() {
  struct sysinfo info {};
  return ::sysinfo(&info) == 0 ? uint64_t{info.totalram} * info.mem_unit : uint64_t{4} << 30;
}

// How many processes the kernel has killed so far, on this machine and in its control groups.
uint64_t kills_for_memory() {
  std::ifstream file("/proc/vmstat");
  std::string name;
  uint64_t value = 0;
  while (file >> name >> value)
    if (name == "oom_kill") return value;
  return 0;
}

}  // namespace

BuildLimits limits_of(const config::Limits& limits, const fs::path& scratch) {
  return {.memory = limits.memory.value_or(memory_of_machine() / 4 * 3),
          .processes = limits.processes.value_or(k_processes),
          .time = limits.time.value_or(k_time),
          .disk = limits.disk.value_or(resources_left(scratch).disk / 10 * 9)};
}

// The default limit depends on the free space where the build writes; the log may be on another file system.
LimitWatch::LimitWatch(const BuildLimits& limits, Written written)
    : m_limits(limits),
      m_written(std::move(written)),
      m_log_most(std::min(limits.disk, resources_left(m_written.log.parent_path()).disk / 10 * 9)),
      m_next_walk(limits.disk) {
  if (m_written.in_memory.empty()) return;
  m_in_memory.emplace(m_written.in_memory);
  m_kills_at_first = kills_for_memory();
}

void LimitWatch::started(pid_t process) {
  m_process = process;
  m_not_its_own = disk_usage(m_written.scratch);
  m_free_at_first = resources_left(m_written.scratch).disk;
}

void LimitWatch::look() {
  if (m_process == 0) return;
  const auto files = m_in_memory ? m_in_memory->space(m_process) : std::nullopt;
  const uint64_t in_memory = files ? files->used : 0;
  sandbox::Usage usage = sandbox::usage_of(m_process, m_limits.memory - std::min(m_limits.memory, in_memory));
  m_seen = std::move(usage.processes);
  if (usage.tasks > m_limits.processes)
    throw LimitMet{"processes", fmt::format("more than {} processes", m_limits.processes)};
  if (usage.memory_bytes > m_limits.memory)
    throw LimitMet{"memory", fmt::format("more than {} of memory", human_bytes(m_limits.memory))};
  look_at_disk(in_memory);
  if (files) look_at_memory(usage.memory_bytes, *files);
}

std::string LimitWatch::full_memory() {
  const auto files = m_in_memory && m_process ? m_in_memory->space(m_process) : std::nullopt;
  if (!files || files->free >= (files->used + files->free) / k_left_free) return "";
  return fmt::format("its files filled nearly all of the {} that they may use in memory",
                     human_bytes(files->used + files->free));
}

std::string LimitWatch::ended_for_memory() const {
  if (!m_in_memory || kills_for_memory() == m_kills_at_first) return "";
  return "the kernel killed processes because memory ran out";
}

void LimitWatch::look_at_memory(uint64_t of_processes, const MemoryFolder::Space& files) {
  if (of_processes + files.used > m_limits.memory)
    throw MemoryOutgrown{
        fmt::format("together with its files in memory it used more than {}", human_bytes(m_limits.memory))};
  if (resources_left(m_written.scratch).memory < k_least_for_a_build.memory)
    throw MemoryOutgrown{"memory ran short while its files were kept in memory"};
}

// Measuring a tree is slow; asking the file system for its free space is not. So the tree is measured only
// when as much space as the limit is gone, whoever used it, and again after each further twentieth of the
// limit.
void LimitWatch::look_at_disk(uint64_t in_memory) {
  std::error_code failure;
  const uint64_t size = m_written.log.empty() ? 0 : fs::file_size(m_written.log, failure);
  const uint64_t log = failure ? 0 : size;
  if (log > m_log_most)
    throw LimitMet{"disk", fmt::format("more than {} of disk space for its log", human_bytes(m_log_most))};
  const LimitMet met{"disk", fmt::format("more than {} of disk", human_bytes(m_limits.disk))};
  if (in_memory > m_limits.disk) throw met;
  const uint64_t left = resources_left(m_written.scratch).disk;
  const uint64_t gone = (m_free_at_first > left ? m_free_at_first - left : 0) + in_memory;
  if (gone <= m_next_walk) return;
  m_next_walk = gone + m_limits.disk / 20;
  // An ordinary user cannot read folders that the build has closed. If twice the limit is gone, the build
  // counts as having used it.
  const bool may_be_hidden = ::geteuid() != 0 && gone / 2 > m_limits.disk;
  const uint64_t there = disk_usage(m_written.scratch);
  uint64_t used = in_memory + log + (there > m_not_its_own ? there - m_not_its_own : 0);
  if (!m_written.shared.empty()) {
    const uint64_t shared = disk_usage(m_written.shared);
    if (shared > m_written.shared_most) used += shared - m_written.shared_most;
  }
  if (may_be_hidden || used > m_limits.disk) throw met;
}

void LimitWatch::wait_until_gone() const {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  const auto is_there = [](pid_t pid) { return ::kill(pid, 0) == 0 || errno == EPERM; };
  while (std::ranges::any_of(m_seen, is_there) && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

}  // namespace rpmworks::buildroot
