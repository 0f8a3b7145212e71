// SPDX-License-Identifier: GPL-3.0-or-later
#include "live_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "output.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

constexpr size_t k_failures_shown = 3;
constexpr size_t k_longest_bar = 40;
constexpr size_t k_shortest_bar = 8;

// Replaces the control characters of a text, so that it stays on one line.
std::string one_line(const std::string& text) {
  std::string line = harmless(text);
  std::ranges::replace(line, '\n', ' ');
  std::ranges::replace(line, '\t', ' ');
  return line;
}

// The first `width` columns of a text.
std::string cut(const std::string& text, size_t width) {
  size_t characters = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80;
    if (begins && characters++ == width) return text.substr(0, i);
  }
  return text;
}

std::string padded(const std::string& text, size_t width) {
  const size_t has = columns(text);
  return has < width ? text + std::string(width - has, ' ') : text;
}

std::string counted_steps(const Event& event) {
  const std::string steps = event.total > 0 ? fmt::format(" {}/{}", event.done, event.total) : "";
  const std::string transfer = transfer_of(event);
  return transfer.empty() ? steps : steps + "  " + transfer;
}

// Downloads fill it by bytes.
std::string drawn_bar(const Event& event, size_t width) {
  const uint64_t total = event.total_bytes ? event.total_bytes : event.total;
  const uint64_t done = event.total_bytes ? event.bytes : event.done;
  const size_t filled = static_cast<size_t>(std::min(done, total) * width / total);
  std::string bar(filled, '=');
  if (filled < width) bar += '>';
  bar.resize(width, ' ');
  return "[" + bar + "]";
}

}  // namespace

std::string clock_text(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
  if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

void LiveView::on_event(const Event& event, Time now) {
  const auto at = m_nodes.find(event.id);
  switch (event.kind) {
    case Event::Kind::begin:
      m_nodes[event.id] = {.event = event, .phase = {}, .begin = now, .failures = {}};
      return;
    case Event::Kind::progress:
      if (at != m_nodes.end()) at->second.event = event;
      return;
    case Event::Kind::phase:
      if (at != m_nodes.end()) at->second.phase = event.result;
      return;
    case Event::Kind::fail:
      if (const auto around = m_nodes.find(event.parent); around != m_nodes.end() && at != m_nodes.end())
        around->second.failures.push_back(at->second.phase.empty()
                                              ? event.subject
                                              : fmt::format("{} in {}", event.subject, at->second.phase));
      [[fallthrough]];
    case Event::Kind::end:
      m_nodes.erase(event.id);
      return;
    case Event::Kind::note:
    case Event::Kind::warning:
    case Event::Kind::detail:
      return;
  }
}

size_t LiveView::depth(const Event& event) const {
  size_t depth = 0;
  for (auto at = m_nodes.find(event.parent); at != m_nodes.end(); at = m_nodes.find(at->second.event.parent))
    ++depth;
  return depth;
}

bool LiveView::is_outermost(const Node& node) const {
  return !m_nodes.contains(node.event.parent);
}

std::vector<const LiveView::Node*> LiveView::within(uint64_t parent) const {
  std::vector<const Node*> nodes;
  for (const auto& [_, node] : m_nodes)
    if (node.event.parent == parent) nodes.push_back(&node);
  return nodes;
}

// The state shown for an activity: its innermost running activity, or its last phase if none is running.
std::string LiveView::state_of(const Node& node) const {
  const Node* inner = &node;
  for (auto nodes = within(inner->event.id); !nodes.empty(); nodes = within(inner->event.id))
    inner = nodes.back();
  if (inner == &node) return node.phase;
  const Event& event = inner->event;
  std::string verb = event.verb;
  if (event.subject != node.event.subject)
    return fmt::format("{} {}{}", verb, event.subject, counted_steps(event));
  // The subject is already shown beside it: "installing BuildRequires of" needs no "of".
  if (verb.ends_with(" of")) verb.erase(verb.size() - 3);
  return verb + counted_steps(event);
}

LiveView::Line LiveView::bar(const Node& node, size_t width, Time now) const {
  const Event& event = node.event;
  const std::string what = one_line(fmt::format("{} {}", event.verb, event.subject));
  std::string counts = counted_steps(event);
  if (!node.failures.empty()) counts += fmt::format(", {} failed", node.failures.size());
  counts += "  " + clock_text(now - node.begin);
  const std::string phase = within(event.id).empty() ? one_line(node.phase) : "";
  if (!phase.empty()) counts += "  " + phase;
  const size_t taken = columns(what) + columns(counts) + 3;  // "[", "]" and a space
  const bool has_bar = event.total > 0 && taken + k_shortest_bar <= width;
  const std::string drawn = has_bar ? " " + drawn_bar(event, std::min(width - taken, k_longest_bar)) : "";
  return {cut(what + drawn + counts, width), Look::bar};
}

// One line for each job, ordered by start time, in aligned columns.
std::vector<LiveView::Line> LiveView::jobs(const std::vector<const Node*>& nodes, size_t width, size_t room,
                                           Time now) {
  std::vector<Line> lines;
  const size_t shown = nodes.size() <= room ? nodes.size() : room > 0 ? room - 1 : 0;
  std::vector<std::pair<std::string, std::string>> texts;
  for (size_t i = 0; i < shown; ++i) {
    const Event& event = nodes[i]->event;
    texts.emplace_back(one_line(fmt::format("{} {}{}", event.verb, event.subject, counted_steps(event))),
                       one_line(state_of(*nodes[i])));
    m_widest_what = std::max(m_widest_what, columns(texts.back().first));
    m_widest_state = std::max(m_widest_state, columns(texts.back().second));
  }
  // On a narrow terminal all lines omit the time first. Most times fit into "59:59".
  const bool is_narrow = m_widest_what + m_widest_state + 11 > width;
  for (size_t i = 0; i < shown; ++i) {
    const auto& [what, state] = texts[i];
    const std::string time = clock_text(now - nodes[i]->begin);
    const std::string text = is_narrow ? fmt::format("  {} {} {}", time, what, state)
                                       : fmt::format("  {}  {}  {}", padded(what, m_widest_what),
                                                     padded(state, m_widest_state), time);
    lines.push_back({cut(text, width), Look::job});
  }
  if (shown < nodes.size() && room > 0)
    lines.push_back({cut(fmt::format("  and {} more", nodes.size() - shown), width), Look::job});
  return lines;
}

std::vector<LiveView::Line> LiveView::lines(size_t width, size_t height, Time now) {
  std::vector<Line> lines;
  if (m_nodes.empty()) m_widest_what = m_widest_state = 0;
  // Leaves the last column empty: a character there makes some terminals wrap the line.
  width = std::max<size_t>(width, 2) - 1;
  const size_t most = std::max<size_t>(height, 2) - 1;
  const auto room = [&] { return most - std::min(most, lines.size()); };
  for (const auto& [id, node] : m_nodes) {
    if (!is_outermost(node) || room() == 0) continue;
    lines.push_back(bar(node, width, now));
    // Failures take at most half of the rows, so that running jobs stay visible.
    const size_t failures = std::min({k_failures_shown, node.failures.size(), room() / 2});
    for (size_t i = node.failures.size() - failures; i < node.failures.size(); ++i)
      lines.push_back({cut("  failed: " + one_line(node.failures[i]), width), Look::failure});
    for (auto& line : jobs(within(id), width, room(), now)) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace rpmworks::cli
