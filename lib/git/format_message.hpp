// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::git {

/// A commit's message as git's placeholders take it apart.
struct Message {
  std::string subject;       ///< the first paragraph as one line
  std::string first_line;    ///< what %f is made from
  std::string body;          ///< what follows the blank lines after it
  std::string from_subject;  ///< all of it, without blank lines at its beginning
};

Message parts_of(std::string_view text);

/// What %f makes of a subject: fit for a file name.
std::string sanitized(std::string_view subject);

}  // namespace rpmworks::git
