// SPDX-License-Identifier: GPL-3.0-or-later
#include "slurm/queue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

#include "core/text.hpp"

namespace rpmworks::slurm {

long job_number(const std::string& id) {
  long number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number);
  return number;
}

bool Job::is_over() const {
  static const std::set<std::string> over = {"BOOT_FAIL", "CANCELLED", "COMPLETED",     "DEADLINE",
                                             "FAILED",    "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED",
                                             "REVOKED",   "TIMEOUT"};
  return over.contains(state);
}

bool Job::is_ending() const {
  return state == "COMPLETING";
}

bool Job::is_queued() const {
  static const std::set<std::string> queued = {"PENDING",      "CONFIGURING",  "REQUEUED",
                                               "REQUEUE_HOLD", "SPECIAL_EXIT", "RESV_DEL_HOLD"};
  return queued.contains(state);
}

bool Job::is_hopeless() const {
  return state == "PENDING" &&
         (reason.find("launch failed") != std::string::npos || reason == "BadConstraints");
}

std::string Job::hindrance() const {
  if (!is_queued()) return "";
  if (state == "REQUEUE_HOLD" || state == "SPECIAL_EXIT" || reason == "JobHeldUser" ||
      reason == "JobHeldAdmin" || reason.find("held state") != std::string::npos)
    return fmt::format("it is held; `scontrol release {}` releases it", id);
  // Reasons of squeue(1) that do not go away when other jobs end.
  static const std::array<const char*, 6> away = {"ReqNodeNotAvail",   "Nodes required for job are DOWN",
                                                  "NodeDown",          "PartitionDown",
                                                  "PartitionInactive", "PartitionNodeLimit"};
  if (std::ranges::none_of(away, [&](const char* part) { return reason.starts_with(part); })) return "";
  return reason + "; `sinfo -R` shows why nodes are unavailable";
}

std::vector<Job> parse_queue(const std::string& text) {
  std::vector<Job> jobs;
  for (const auto& line : split(text, '\n')) {
    auto fields = split(line, '|');
    if (fields.size() < 5 || job_number(fields[0]) <= 0) continue;
    // Other jobs of the user may have any name, even with '|'.
    const std::string name = join({fields.begin() + 4, fields.end()}, "|");
    jobs.push_back({fields[0], fields[1], fields[2], fields[3], name});
  }
  return jobs;
}

bool Node::is_away() const {
  static const std::array<const char*, 6> away = {"down", "drain", "fail", "maint", "unknown", "inval"};
  return state.ends_with('*') ||
         std::ranges::any_of(away, [&](const char* part) { return state.starts_with(part); });
}

bool Node::may_report() const {
  return state == "unknown" ||
         (state.ends_with('*') && !state.starts_with("down") && !state.starts_with("drain"));
}

std::string Node::text() const {
  return fmt::format("{} is {}{}", name, state.substr(0, state.find_first_of("*~#!%$@^-")),
                     reason.empty() || reason == "none" ? "" : fmt::format(" ({})", reason));
}

std::vector<Node> parse_nodes(const std::string& text) {
  std::map<std::string, Node> nodes;  // sinfo shows a node once for each of its partitions
  for (const auto& line : split(text, '\n')) {
    auto fields = split(line, '|');
    if (fields.size() < 3) continue;
    nodes[fields[0]] = {fields[0], fields[1], join({fields.begin() + 2, fields.end()}, "|")};
  }
  std::vector<Node> all;
  for (auto& [name, node] : nodes) all.push_back(std::move(node));
  return all;
}

}  // namespace rpmworks::slurm
