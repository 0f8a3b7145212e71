// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks {

/// Replaces the secrets in the URLs of a text by "***": user and password before the host (for ssh only the
/// password), and the values of parameters such as `?token=`. Text outside of URLs stays as it is.
std::string redacted(std::string_view text);

/// As redacted, for a line of a file; also replaces the values of YAML keys such as `password:`. Adjusts
/// `column`, counted from 1, so that it still points to the same character; a column within a secret moves to
/// the start of the secret.
std::string redacted_line(std::string_view line, int& column);

/// Whether `redacted` would change the text. Fast for a text without a URL.
bool has_secrets(std::string_view text);

}  // namespace rpmworks
