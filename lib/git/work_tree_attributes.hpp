// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "git/attributes.hpp"

namespace rpmworks::git {

/// The attributes of a work tree's files, only from its own .gitattributes files.
class WorkTreeAttributes {
 public:
  /// Returns the .gitattributes file at a path, if it exists.
  using Read = std::function<std::optional<std::string>(const std::string& path)>;
  explicit WorkTreeAttributes(Read read) : m_read(std::move(read)) { enter(""); }

  /// Fast when paths come in git's order.
  ArchiveAttributes of(const std::string& path);

 private:
  struct Folder {
    std::string path;
    bool has_rules = false;
  };
  void enter(const std::string& folder);

  Read m_read;
  Attributes m_rules;
  std::vector<Folder> m_folders;  ///< from the root to the folder of the last path
};

}  // namespace rpmworks::git
