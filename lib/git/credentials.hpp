// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace rpmworks::git {

struct Credentials {
  std::string user;
  std::string password;
};

/// The credentials for an http(s) URL from the user's credential helpers (`git credential fill`,
/// git-credential(1)); nothing if there are none. Never prompts on the terminal.
std::optional<Credentials> credentials_for(const std::string& url);

/// A setting ("lfs.url") in the text of an untrusted git configuration file; includes are not followed.
/// Nothing if it is not set. Throws Error(invalid) if the text is not a valid configuration.
std::optional<std::string> setting_in(const std::string& text, const std::string& name);

}  // namespace rpmworks::git
