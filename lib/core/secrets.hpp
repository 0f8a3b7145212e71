// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks {

/// A text for people with the secrets in its URLs replaced by "***": user and password before the host (of
/// ssh the password alone), and the values of parameters such as `?token=`. What is no URL stays as it is.
std::string redacted(std::string_view text);

/// Likewise a line of a file, in which the values of YAML keys such as `password:` are replaced too.
/// `column`, counted from 1, moves with the character that it stands at; within a secret it moves to the
/// secret's begin.
std::string redacted_line(std::string_view line, int& column);

/// Whether `redacted` would change the text. Quick for a text without a URL.
bool has_secrets(std::string_view text);

}  // namespace rpmworks
