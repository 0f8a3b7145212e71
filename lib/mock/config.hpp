// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/files.hpp"

namespace rpmworks::mock {

/// A repository as mock's package manager shall see it.
struct MockRepository {
  std::string name;
  std::string baseurl;     ///< empty: `mirrorlist`
  std::string mirrorlist;  ///< or metalink, where its URL says so
  fs::path keys;           ///< the ASCII-armoured keys that its packages may be signed with
};

/// What mock's option -r takes, and what it stands for.
struct MockConfig {
  std::string root;    ///< a file that ends in .cfg, or the name of one of mock's own configurations
  std::string sha256;  ///< of what is in it, as far as it can be known
};

/// The package manager that mock uses for a target.
std::string mock_package_manager(const config::Target& target);

/// The options by which mock's package manager does not install these packages for the BuildRequires.
std::vector<std::string> mock_excluding_options(const config::Target& target,
                                                const std::vector<std::string>& nevras);

/// mock's configuration for a target of repos.yaml. It is Python, whose texts mock expands as templates
/// (Jinja), so nothing in it is taken for code or a template. `root` is the name of mock's root,
/// `repositories` are in the target's order.
std::string mock_config_text(const config::Target& target, const std::vector<MockRepository>& repositories);

/// Writes it into `folder` under a name that its content gives, unless it is there: mock throws its caches
/// away when the file is newer than they are.
MockConfig write_mock_config(const config::Target& target, const std::vector<MockRepository>& repositories,
                             const fs::path& folder);

/// The user's own configuration that the target names. Throws Error(invalid) when it is not among mock's
/// (with the one in eol/ that it may have become, or a similar name) or not there.
MockConfig own_mock_config(const config::Target& target, const fs::path& mock_folder);

/// A file of that text in `folder`, under a name that its content gives.
fs::path write_by_content(const fs::path& folder, const std::string& prefix, const std::string& text,
                          const std::string& suffix);

}  // namespace rpmworks::mock
