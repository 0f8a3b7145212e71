// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::git {

/// A line "Key: value" at the end of a commit's message (git-interpret-trailers(1)).
struct Trailer {
  std::string key;    ///< as written
  std::string value;  ///< continued lines are joined by blanks
  int line = 0;       ///< of the message, from 1

  /// Keys are the same in upper and lower case.
  bool has_key(std::string_view wanted) const;
};

/// The trailers of a commit's message, as git finds them without configuration.
std::vector<Trailer> trailers_in(std::string_view message);

/// The message before its trailers, without blank lines at its end.
std::string_view without_trailers(std::string_view message);

}  // namespace rpmworks::git
