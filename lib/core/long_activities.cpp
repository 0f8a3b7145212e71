// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/long_activities.hpp"

namespace rpmworks {

namespace {

constexpr auto k_interval = std::chrono::milliseconds(250);

}  // namespace

void RunningActivities::on_event(const Event& event, Time now) {
  const auto around = m_nodes.find(event.parent);
  switch (event.kind) {
    case Event::Kind::begin:
      m_nodes[event.id] = {.what = event.verb + " " + event.subject + " …", .quiet_since = now};
      if (around != m_nodes.end()) ++around->second.inside;
      return;
    case Event::Kind::end:
    case Event::Kind::fail:
      m_nodes.erase(event.id);
      if (around == m_nodes.end()) return;
      --around->second.inside;
      around->second.quiet_since = now;
      return;
    default:
      return;
  }
}

std::vector<std::string> RunningActivities::overdue(Time now, std::chrono::nanoseconds least) {
  std::vector<std::string> lines;
  for (auto& [_, node] : m_nodes) {
    if (node.is_told || node.inside > 0 || now - node.quiet_since < least) continue;
    node.is_told = true;
    lines.push_back(node.what);
  }
  return lines;
}

void LongActivities::on_event(const Event& event) {
  const std::lock_guard guard(m_mutex);
  m_running.on_event(event, std::chrono::steady_clock::now());
  if (event.kind == Event::Kind::begin && !m_ticker.joinable())
    m_ticker = std::jthread([this](const std::stop_token& stop) { tick(stop); });
}

void LongActivities::tick(const std::stop_token& stop) {
  std::unique_lock guard(m_mutex);
  while (!m_stopped.wait_for(guard, stop, k_interval, [] { return false; }) && !stop.stop_requested())
    for (const auto& line : m_running.overdue(std::chrono::steady_clock::now(), k_long)) m_tell(line);
}

}  // namespace rpmworks
