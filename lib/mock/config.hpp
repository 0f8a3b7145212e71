// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/files.hpp"

namespace rpmworks::mock {

/// A repository for mock's package manager.
struct Repository {
  std::string name;
  std::string baseurl;         ///< empty: `mirrorlist`
  std::string mirrorlist;      ///< or a metalink, if its URL contains that word
  fs::path keys;               ///< the ASCII-armoured keys that its packages may be signed with
  bool signed_repomd = false;  ///< its metadata must be signed with one of them
};

/// A configuration of mock: what its option -r takes.
struct RootConfig {
  std::string root;    ///< a file that ends in .cfg, or the name of one of mock's own configurations
  std::string sha256;  ///< of its contents, as far as they are known
};

/// The package manager that mock uses for a target.
std::string package_manager_of(const config::Target& target);

/// The options that keep mock's package manager from installing these packages for BuildRequires.
std::vector<std::string> exclusion_options(const config::Target& target,
                                           const std::vector<std::string>& nevras);

/// The text of mock's configuration for a target of repos.yaml. It is Python whose strings mock expands as
/// Jinja templates, so every value is quoted for both. `repositories` are in the target's order.
std::string config_text(const config::Target& target, const std::vector<Repository>& repositories);

/// Writes the configuration into `folder` under a name that depends on its content, unless the file exists:
/// mock discards its caches if the file is newer than they are.
RootConfig write_config(const config::Target& target, const std::vector<Repository>& repositories,
                        const fs::path& folder);

/// The user's own configuration that the target names. Throws Error(invalid) if it does not exist, with a
/// similar name, or the configuration in eol/ if it was moved there.
RootConfig user_config(const config::Target& target, const fs::path& mock_folder);

/// Writes a file into `folder` under a name that depends on its content, unless it exists. Returns its path.
fs::path write_by_content(const fs::path& folder, const std::string& prefix, const std::string& text,
                          const std::string& suffix);

}  // namespace rpmworks::mock
