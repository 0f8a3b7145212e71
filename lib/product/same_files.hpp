// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <vector>

#include "core/error.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::product {

/// The errors for source packages that are the same file, by position; each of them gets an error.
std::map<size_t, Error> faults_of_same_files(const std::vector<srpm::Srpm>& srpms);

}  // namespace rpmworks::product
