// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::git {

/// The parts of a commit's message that git's placeholders use.
struct Message {
  std::string subject;       ///< the first paragraph as one line
  std::string first_line;    ///< basis of %f
  std::string body;          ///< the text after the subject and blank lines
  std::string from_subject;  ///< the whole message without leading blank lines
};

Message parts_of(std::string_view text);

/// The result of %f: a subject made fit for a file name.
std::string sanitized(std::string_view subject);

}  // namespace rpmworks::git
