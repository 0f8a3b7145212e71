// SPDX-License-Identifier: GPL-3.0-or-later
#include "slurm/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>

#include "core/text.hpp"

namespace rpmworks::slurm {

namespace {

constexpr uint64_t k_own_memory_mib = 512;  // for rpmworks itself, in addition to the build
constexpr auto k_own_time = std::chrono::minutes(15);

}  // namespace

// sbatch expands %j and similar patterns in file names only; blanks in names would break users' scripts.
std::string job_name(const std::string& key, const std::string& package) {
  std::string name = fmt::format("rpmworks-{}-{}", key, package);
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_' && c != '.' && c != '+')
      c = '_';
  return name;
}

// The limits of the job are higher than the limits of the build. So the engine's limit applies first, and the
// engine can report which limit was exceeded. The engine also needs memory for itself, and time to make the
// root.
config::Slurm options_for(const config::Target& target, const config::Building& building) {
  config::Slurm slurm = target.slurm;
  const config::Limits limits = building.limits.over(target.limits);
  const bool has_memory = std::ranges::any_of(
      slurm.options, [](const std::string& option) { return option.starts_with("--mem-per-cpu"); });
  if (slurm.memory.empty() && limits.memory && !has_memory)
    slurm.memory = fmt::format("{}M", (*limits.memory >> 20) + k_own_memory_mib);
  if (slurm.time.empty() && limits.time)
    slurm.time =
        fmt::format("{}", std::chrono::ceil<std::chrono::minutes>(*limits.time + k_own_time).count());
  return slurm;
}

std::string options_text(const config::Slurm& options) {
  std::string text = fmt::format("cpus: {}", options.cpus);
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) text += fmt::format(", {}: {}", name, value);
  };
  add("partition", options.partition);
  add("account", options.account);
  add("constraint", options.constraint);
  add("memory", options.memory);
  add("time", options.time);
  add("options", join(options.options, " "));
  return text;
}

}  // namespace rpmworks::slurm
