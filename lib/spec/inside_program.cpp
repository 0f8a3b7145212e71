// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/inside_program.hpp"

#include "core/embedded.hpp"

RPMWORKS_EMBED(rpmworks_inside_bytes, RPMWORKS_INSIDE_PROGRAM)

namespace rpmworks::spec {

std::string_view inside_program() {
  return RPMWORKS_EMBEDDED(rpmworks_inside_bytes);
}

}  // namespace rpmworks::spec
