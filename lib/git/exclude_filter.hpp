// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::git {

/// Whether a pattern matches a path like git's `:(exclude,glob)PATTERN`: the path itself, a folder above it,
/// or the whole path with wildcards (`*`, `?` and `[…]` do not match '/', `**` does).
bool is_excluded(const std::vector<std::string>& patterns, const std::string& path);

/// Passes on the members of an archive that no pattern matches. A folder is passed on only if it is not empty
/// afterwards.
class ExcludeFilter {
 public:
  using Member = git::Repository::Archived;
  using Sink = std::function<void(const std::string& path, const Member&)>;
  ExcludeFilter(const std::vector<std::string>& patterns, Sink sink)
      : m_patterns(patterns), m_sink(std::move(sink)) {}

  void add(const std::string& path, const Member& member);

 private:
  struct Folder {
    std::string path;
    Member member;
  };

  const std::vector<std::string>& m_patterns;
  Sink m_sink;
  std::vector<Folder> m_pending;
};

}  // namespace rpmworks::git
