// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/file_name_conflicts.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace rpmworks::srpm {

namespace {

// Where a source package comes from, for messages.
std::string origin_of(const Srpm& srpm) {
  if (srpm.git_url.empty()) return srpm.name;
  const bool has_own_name = !srpm.name.empty() && srpm.name != srpm.nevra.name;
  return fmt::format("{}{} of {} ({})", has_own_name ? srpm.name + ": " : "", srpm.spec,
                     without_credentials(srpm.git_url), srpm.commit.substr(0, 12));
}

}  // namespace

std::vector<std::optional<size_t>> find_file_name_conflicts(const std::vector<Srpm>& srpms) {
  std::map<std::string, std::vector<size_t>> by_file;
  for (size_t i = 0; i < srpms.size(); ++i) by_file[srpms[i].file_name].push_back(i);
  std::vector<std::optional<size_t>> others(srpms.size());
  for (const auto& [file, places] : by_file)
    for (const size_t place : places)
      for (const size_t other : places)
        if (!others[place] && srpms[other].sha256 != srpms[place].sha256) others[place] = other;
  return others;
}

Error file_name_conflict_error(const Srpm& one, const Srpm& other) {
  return Error(ExitCode::invalid, fmt::format("two source packages have the file name {}", one.file_name))
      .note(origin_of(one))
      .note(origin_of(other))
      .hint("change the Name, Version or Release of one of them, or make only one: --spec FILE");
}

}  // namespace rpmworks::srpm
