// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace rpmworks::engine {

struct KnownCause {
  std::string line;
  std::string hint;  ///< "" where the line says enough
};

/// The line of a section that failed that is the cause and not a consequence, if it is one known well: a
/// compiler's first error, a program that is missing, a patch that does not apply.
std::optional<KnownCause> known_cause_in(const std::vector<std::string>& section);

/// What to do about a message of rpm; "" where nothing more can be said.
std::string advice_on_rpm_error(const std::string& message);

/// The last line that the section itself printed: neither the shell's trace nor make's word that something
/// failed. "" if there is none.
std::string last_word(const std::vector<std::string>& section);

}  // namespace rpmworks::engine
