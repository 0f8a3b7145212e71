// SPDX-License-Identifier: GPL-3.0-or-later
#include "gates/metadata_reading.hpp"

namespace rpmworks::gates {

struct MetadataReading::Reading {
  explicit Reading(const fs::path& folder) : task([this, folder] { listed = repodata::read(folder); }) {}

  std::vector<repodata::Listed> listed;
  SideTask task;  // the last member: it ends first
};

void MetadataReading::start(const fs::path& release, const std::string& section) {
  const std::lock_guard guard(m_mutex);
  m_sections[section] = std::make_shared<Reading>(release / section);
}

void MetadataReading::forget() {
  const std::lock_guard guard(m_mutex);
  m_sections.clear();
}

const std::vector<repodata::Listed>* MetadataReading::listed(const std::string& section) {
  const std::lock_guard guard(m_mutex);
  const auto reading = m_sections.find(section);
  if (reading == m_sections.end()) return nullptr;
  reading->second->task.finish();
  return &reading->second->listed;
}

}  // namespace rpmworks::gates
