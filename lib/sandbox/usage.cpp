// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/usage.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>

#include "core/files.hpp"

namespace rpmworks::sandbox {

namespace {

struct Process {
  pid_t parent = 0;
  uint64_t threads = 0;
  uint64_t resident = 0;  // bytes
};

// The content of a file in /proc; "" if it no longer exists.
std::string contents_of(const std::string& file) {
  const FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text(4096, '\0');
  const ssize_t got = fd ? ::read(fd.get(), text.data(), text.size()) : 0;
  text.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return text;
}

// proc(5): the program's name in parentheses may contain anything; field 3 starts after the last parenthesis.
bool parse(const std::string& stat, Process& process) {
  static const auto page = static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
  const size_t at = stat.rfind(')');
  if (at == std::string::npos) return false;
  long long parent = 0, threads = 0, pages = 0;
  const int got =
      std::sscanf(stat.c_str() + at + 1,
                  " %*c %lld %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %lld %*d "
                  "%*u %*u %lld",
                  &parent, &threads, &pages);
  process = {static_cast<pid_t>(parent), static_cast<uint64_t>(threads), static_cast<uint64_t>(pages) * page};
  return got == 3;
}

std::map<pid_t, Process> all_processes() {
  std::map<pid_t, Process> all;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc"), ::closedir);
  while (folder) {
    const dirent* const entry = ::readdir(folder.get());
    if (!entry) break;
    const pid_t pid = std::atoi(entry->d_name);
    Process process;
    if (pid > 0 && parse(contents_of(fmt::format("/proc/{}/stat", pid)), process)) all.emplace(pid, process);
  }
  return all;
}

// "Pss_Anon:    1234 kB" in bytes; 0 if there is no such line.
uint64_t field(const std::string& text, const char* name) {
  const size_t at = text.find(name);
  return at == std::string::npos ? 0
                                 : std::strtoull(text.c_str() + at + std::strlen(name), nullptr, 10) << 10;
}

// The private memory of a process and its share of shared memory. File pages do not count, because the kernel
// reclaims them. An ordinary user cannot read this for some processes.
uint64_t closely(pid_t pid) {
  const std::string shares = contents_of(fmt::format("/proc/{}/smaps_rollup", pid));
  if (shares.find("Pss_Anon:") != std::string::npos)
    return field(shares, "Pss_Anon:") + field(shares, "Pss_Shmem:");
  const std::string status = contents_of(fmt::format("/proc/{}/status", pid));
  return field(status, "RssAnon:") + field(status, "RssShmem:");
}

}  // namespace

Usage usage_of(pid_t process, uint64_t close_look) {
  const auto all = all_processes();
  std::multimap<pid_t, pid_t> children;
  for (const auto& [pid, one] : all) children.emplace(one.parent, pid);
  Usage usage;
  if (all.contains(process)) usage.processes.push_back(process);
  for (size_t i = 0; i < usage.processes.size(); ++i) {
    const auto [begin, end] = children.equal_range(usage.processes[i]);
    for (auto child = begin; child != end; ++child) usage.processes.push_back(child->second);
    const Process& one = all.at(usage.processes[i]);
    usage.tasks += one.threads;
    usage.memory_bytes += one.resident;
  }
  if (usage.memory_bytes <= close_look) return usage;
  usage.memory_bytes = 0;
  for (const pid_t pid : usage.processes) usage.memory_bytes += closely(pid);
  return usage;
}

}  // namespace rpmworks::sandbox
