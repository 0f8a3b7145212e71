// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace rpmworks::engine {

struct KnownCause {
  std::string line;
  std::string hint;  ///< "" if the line is enough
};

/// The line of a failed section that shows a well-known cause, and not a consequence of it: the first error
/// of a compiler, a missing program, a patch that does not apply.
std::optional<KnownCause> known_cause_in(const std::vector<std::string>& section);

/// What to do about an error message of rpm; "" if it is not a known one.
std::string advice_on_rpm_error(const std::string& message);

/// The last line that the section itself printed, which is neither the shell's trace nor make's message that
/// a command failed. "" if there is none.
std::string last_word(const std::vector<std::string>& section);

}  // namespace rpmworks::engine
