// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/same_files.hpp"

#include <algorithm>

#include "srpm/file_name_conflicts.hpp"

namespace rpmworks::product {

std::map<size_t, Error> faults_of_same_files(const std::vector<srpm::Srpm>& srpms) {
  std::map<size_t, Error> faults;
  const auto others = srpm::find_file_name_conflicts(srpms);
  for (size_t i = 0; i < srpms.size(); ++i)
    if (others[i])
      faults.emplace(
          i, srpm::file_name_conflict_error(srpms[std::min(i, *others[i])], srpms[std::max(i, *others[i])]));
  return faults;
}

}  // namespace rpmworks::product
