// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/filter.hpp"

#include "core/embedded.hpp"

RPMWORKS_EMBED(rpmworks_filter, RPMWORKS_FILTER)

namespace rpmworks::sandbox {

std::string_view call_filter() {
  return RPMWORKS_EMBEDDED(rpmworks_filter);
}

}  // namespace rpmworks::sandbox
