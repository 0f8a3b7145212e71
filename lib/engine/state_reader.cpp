// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/state_reader.hpp"

#include <algorithm>
#include <charconv>

namespace rpmworks::engine {

namespace {

constexpr size_t k_stamp = 23;  // "2021-12-06 13:40:37,074"

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The time of a line since 1970, without its time zone; only for differences.
std::optional<std::chrono::milliseconds> time_of(std::string_view stamp) {
  if (stamp.size() != k_stamp || stamp[4] != '-' || stamp[7] != '-' || stamp[10] != ' ' || stamp[13] != ':' ||
      stamp[16] != ':' || stamp[19] != ',')
    return std::nullopt;
  const auto year = digits(stamp.substr(0, 4)), month = digits(stamp.substr(5, 2)),
             day = digits(stamp.substr(8, 2)), hour = digits(stamp.substr(11, 2)),
             minute = digits(stamp.substr(14, 2)), second = digits(stamp.substr(17, 2)),
             millis = digits(stamp.substr(20, 3));
  if (!year || !month || !day || !hour || !minute || !second || !millis) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::sys_days(date).time_since_epoch()) +
         std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second) +
         std::chrono::milliseconds(*millis);
}

// The steps of a run that can fail it.
bool is_large_step(std::string_view phase) {
  return phase.starts_with("chroot init") || phase.starts_with("build setup for ") ||
         phase.starts_with("rpmbuild ");
}

}  // namespace

// mock opens the log after the start of its run, so `Start: run` is not in it.
void BuildState::begin_run(std::chrono::milliseconds now, std::string_view text) {
  m_begun = true;
  if (text == "Start: run") return;
  m_open.emplace_back("run");
  m_begins.emplace_back(now);
}

bool BuildState::line(std::string_view text) {
  constexpr std::string_view k_between = " - ";
  if (text.size() < k_stamp + k_between.size() || text.substr(k_stamp, k_between.size()) != k_between)
    return false;
  const auto now = time_of(text.substr(0, k_stamp));
  if (!now) return false;
  if (!m_begun) begin_run(*now, text.substr(k_stamp + k_between.size()));
  text.remove_prefix(k_stamp + k_between.size());
  const size_t colon = text.find(": ");
  if (colon == std::string_view::npos) return false;
  std::string_view what = text.substr(0, colon);
  std::string phase(text.substr(colon + 2));
  constexpr std::string_view k_bootstrap = "(bootstrap)";
  if (what.ends_with(k_bootstrap)) {
    what.remove_suffix(k_bootstrap.size());
    phase += " (bootstrap)";
  }
  if (what == "Start") {
    if (is_large_step(phase)) m_last_step = phase;
    m_open.push_back(std::move(phase));
    m_begins.push_back(now);
    return true;
  }
  if (what != "Finish") return false;
  const auto found = std::find(m_open.rbegin(), m_open.rend(), phase);
  if (found == m_open.rend()) return false;
  // All phases within it have ended too, even without a `Finish` of their own.
  const auto depth = static_cast<size_t>(std::distance(found, m_open.rend()) - 1);
  m_ended.push_back({phase, depth, std::max(*now - *m_begins[depth], std::chrono::milliseconds(0))});
  m_open.resize(depth);
  m_begins.resize(depth);
  if (phase == "run") m_finished = true;
  return true;
}

std::vector<std::string> BuildState::failed_in() const {
  auto phases = m_open;
  if (!m_last_step.empty() && std::find(m_open.begin(), m_open.end(), m_last_step) == m_open.end())
    phases.push_back(m_last_step);
  return phases;
}

}  // namespace rpmworks::engine
