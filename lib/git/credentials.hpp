// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace rpmworks::git {

struct Credentials {
  std::string user;
  std::string password;
};

/// What the user's git knows for an http or https URL, from his credential helpers (`git credential fill`,
/// git-credential(1)); nothing when it knows nothing. Nobody is asked on the terminal.
std::optional<Credentials> credentials_for(const std::string& url);

/// A setting ("lfs.url") in the text of a git configuration file that somebody else wrote: its includes are
/// not followed. Nothing when it is not there. Throws Error(invalid) when the text is no configuration.
std::optional<std::string> setting_in(const std::string& text, const std::string& name);

}  // namespace rpmworks::git
