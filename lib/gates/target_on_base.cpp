// SPDX-License-Identifier: GPL-3.0-or-later
#include "gates/target_on_base.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace rpmworks::gates {

TargetOnBase::TargetOnBase(const ReleaseOnDisk& release, std::string target, const GateSettings& settings)
    : m_release(release),
      m_name(std::move(target)),
      m_subject(m_name.empty() ? release.name() : m_name),
      m_settings(settings) {
  const auto& manifest = *release.manifest;
  std::set<std::string> sections;
  for (const auto& section : manifest.sections)
    if (section.target == m_name) sections.insert(section.path);
  for (size_t i = 0; i < manifest.packages.size(); ++i)
    if (!manifest.packages[i].nevra.is_source() && sections.contains(manifest.packages[i].section))
      m_packages.push_back(i);
}

const std::string& TargetOnBase::no_base() {
  const std::lock_guard guard(*m_loading);
  if (!m_is_loaded) load();
  m_is_loaded = true;
  return m_no_base;
}

const solve::Selector& TargetOnBase::selector() {
  return m_selector.value();
}

void TargetOnBase::load() {
  if (!m_settings.config || !m_settings.base) {
    m_no_base = "no repos.yaml says what the base is";
    return;
  }
  if (m_settings.config->product != m_release.manifest->product) {
    m_no_base = fmt::format("repos.yaml is that of the product {}", m_settings.config->product);
    return;
  }
  const auto& targets = m_settings.config->targets;
  const auto target = targets.find(m_name);
  if (target == targets.end()) {
    m_no_base = fmt::format("repos.yaml has no target '{}'", m_name);
    return;
  }
  std::optional<solve::Base> base;
  try {
    base = m_settings.base(target->second);
  } catch (const Error& error) {
    if (m_settings.is_base_required || error.code() != ExitCode::upstream) throw;
    m_no_base = error.what();
    return;
  }
  if (!base) {
    m_no_base = "release.base of repos.yaml does not say what clients have";
    return;
  }
  solve::SelectionRequest request{.arch = target->second.arch, .base = std::move(*base)};
  std::set<std::string> known;
  for (const size_t i : m_packages)
    if (known.insert(m_release.manifest->packages[i].sha256).second)
      request.own_contents.push_back(m_release.contents[i].get());
  m_selector.emplace(std::move(request));
}

std::vector<TargetOnBase> targets_of(const ReleaseOnDisk& release, const GateSettings& settings) {
  std::vector<TargetOnBase> targets;
  for (const auto& section : release.manifest->sections) {
    const auto is_known = [&](const TargetOnBase& other) { return other.name() == section.target; };
    if (std::ranges::none_of(targets, is_known)) targets.emplace_back(release, section.target, settings);
  }
  return targets;
}

}  // namespace rpmworks::gates
