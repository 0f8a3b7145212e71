// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/follower.hpp"

#include <algorithm>
#include <array>

#include "core/json.hpp"

namespace rpmworks::engine {

namespace {

// All sections of rpmbuild in rpm 4.8 to 4.20.
constexpr std::array<std::string_view, 9> k_sections = {"%mkbuilddir", "%prep",  "%generate_buildrequires",
                                                        "%conf",       "%build", "%install",
                                                        "%check",      "%clean", "%rmbuild"};

}  // namespace

std::string section_begun(std::string_view line) {
  constexpr std::string_view k_executing = "Executing(";
  if (line.starts_with("Processing files: ")) return "%files";
  if (!line.starts_with(k_executing)) return "";
  line.remove_prefix(k_executing.size());
  const size_t end = line.find("):");
  const std::string_view name = line.substr(0, end == std::string_view::npos ? 0 : end);
  return std::ranges::find(k_sections, name) == k_sections.end() ? "" : std::string(name);
}

std::string shown_step(std::string_view step) {
  if (step.starts_with("run") || step.starts_with("build phase")) return "";
  constexpr std::string_view k_bootstrap = " (bootstrap)";
  const bool is_bootstrap = step.ends_with(k_bootstrap);
  if (is_bootstrap) step.remove_suffix(k_bootstrap.size());
  if (step.starts_with("rpmbuild ")) step = "rpmbuild";
  std::string shown(step.substr(0, step.find(" for ")));
  return is_bootstrap ? shown.append(k_bootstrap) : shown;
}

BuildFollower::BuildFollower(const fs::path& folder, Reporter& reporter)
    : m_state_log(folder / "state.log"), m_build_log(folder / "build.log"), m_reporter(reporter) {}

void BuildFollower::read_on() {
  // Read first: the steps before these sections are in state.log by then.
  std::vector<std::string> sections;
  m_build_log.read_on([&](std::string_view line) {
    if (std::string name = section_begun(line); !name.empty()) sections.push_back(std::move(name));
  });
  std::vector<std::string> steps;
  m_state_log.read_on([&](std::string_view line) { steps.emplace_back(line); });
  // The sections belong to the rpmbuild that started last.
  const auto last = std::find_if(steps.rbegin(), steps.rend(), [](const std::string& line) {
    return line.find(" Start: rpmbuild ") != std::string::npos;
  });
  for (auto step = steps.begin(); step != last.base(); ++step) take_state(*step);
  for (std::string& section : sections) take_section(std::move(section));
  for (auto step = last.base(); step != steps.end(); ++step) take_state(*step);
  show();
}

void BuildFollower::moved(const fs::path& folder) {
  m_state_log.moved(folder / "state.log");
  m_build_log.moved(folder / "build.log");
}

void BuildFollower::take_section(std::string name) {
  if (name == m_section) return;
  end_section();
  m_section = std::move(name);
  m_section_begin = Clock::now();
  m_section_depth = m_state.open().size();
  show();
}

void BuildFollower::take_state(std::string_view line) {
  if (!m_state.line(line)) return;
  const auto& ended = m_state.ended();
  const size_t known = m_state_ended;
  if (ended.size() > known) end_section();
  m_phases.insert(m_phases.end(), ended.begin() + static_cast<std::ptrdiff_t>(known), ended.end());
  m_state_ended = ended.size();
  show();
}

void BuildFollower::end_section() {
  if (m_section.empty()) return;
  const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - m_section_begin);
  m_phases.push_back({std::move(m_section), m_section_depth, time});
  m_section.clear();
}

void BuildFollower::show() {
  std::string now = m_section;
  for (auto step = m_state.open().rbegin(); now.empty() && step != m_state.open().rend(); ++step)
    now = shown_step(*step);
  if (now.empty() || now == m_shown) return;
  m_shown = now;
  m_reporter.phase(now);
}

std::string phases_json(const std::vector<Phase>& phases) {
  Json json = Json::array();
  for (const auto& phase : phases)
    json.push_back({{"phase", phase.name},
                    {"depth", phase.depth},
                    {"seconds", std::chrono::duration<double>(phase.time).count()}});
  return json.dump(2) + "\n";
}

}  // namespace rpmworks::engine
