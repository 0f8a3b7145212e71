// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::srpm {

/// The entry of `rpmworks internal spec-query`: librpm at work on one spec or source package, inside the
/// sandbox. Reads a request (JSON, see protocol.hpp) from stdin and writes the answer (JSON) to stdout,
/// errors too; what the spec itself prints goes to stderr. Takes no arguments. Returns the exit code: 0
/// whenever an answer was written.
int spec_query_main(const std::vector<std::string>& arguments);

}  // namespace rpmworks::srpm
