// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rpmworks::inside {

/// All that the program inside the sandbox does: librpm at work on one spec or source package. Reads a
/// request (JSON, see protocol.hpp) from stdin and writes the answer (JSON) to stdout, errors too; what the
/// spec itself prints goes to stderr. Gives the exit code: 0 whenever an answer was written.
///
/// rpm and the spec are at work in a child process that has neither stdin nor stdout of this one. Code of the
/// spec cannot reach the descriptor of the answer, but Lua code runs in that child itself and can make it say
/// anything: the answer proves no more than the spec.
///
/// `target`, if not empty, is that of the request: rpm reads its configuration while the request is awaited.
int answer_query(const std::string& target);

}  // namespace rpmworks::inside
