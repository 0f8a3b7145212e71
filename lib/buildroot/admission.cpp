// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/admission.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include "core/text.hpp"

namespace rpmworks::buildroot {

namespace {

constexpr uint64_t k_plenty = std::numeric_limits<uint64_t>::max();

uint64_t memory_available() {
  std::ifstream file("/proc/meminfo");
  std::string name;
  uint64_t kib = 0;
  std::string unit;
  while (file >> name >> kib && std::getline(file, unit)) {
    if (name == "MemAvailable:") return kib << 10;
  }
  return k_plenty;
}

uint64_t disk_free(fs::path folder) {
  std::error_code missing;
  while (!fs::exists(folder, missing) && folder.has_relative_path()) folder = folder.parent_path();
  struct statvfs info {};
  if (::statvfs(folder.c_str(), &info) != 0) return k_plenty;
  return uint64_t{info.f_bavail} * info.f_frsize;
}

}  // namespace

Resources resources_left(const fs::path& workspace) {
  return {.memory = std::min(memory_available(), cgroup_memory_left("/").value_or(k_plenty)),
          .disk = disk_free(workspace)};
}

std::optional<Error> too_little(const Resources& left, const fs::path& workspace) {
  if (left.disk < k_least_for_a_build.disk)
    return Error(
               ExitCode::failed,
               fmt::format("only {} of disk space are free at {}; a build starts only if {} are free",
                           human_bytes(left.disk), workspace.string(), human_bytes(k_least_for_a_build.disk)))
        .hint("free some space there, or choose another folder with --workspace");
  if (left.memory < k_least_for_a_build.memory)
    return Error(ExitCode::failed,
                 fmt::format("only {} of memory are available; a build starts only if {} are available",
                             human_bytes(left.memory), human_bytes(k_least_for_a_build.memory)))
        .hint("free some memory, or use fewer --jobs");
  return std::nullopt;
}

}  // namespace rpmworks::buildroot
