// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rpmworks::inside {

/// The program inside the sandbox: runs librpm on one spec or source package. Reads a request (JSON, see
/// protocol.hpp) from stdin and writes the answer or error (JSON) to stdout; output of the spec goes to
/// stderr. Returns the exit code: 0 whenever an answer was written.
///
/// rpm and the spec run in a child process that has neither stdin nor stdout of this one. Code of the spec
/// cannot reach the descriptor of the answer, but Lua code runs in the child itself and can make it return
/// anything: the answer is as untrusted as the spec.
///
/// `target`, if not empty, is the request's: rpm reads its configuration before the request arrives.
int answer_query(const std::string& target);

}  // namespace rpmworks::inside
