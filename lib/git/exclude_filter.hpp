// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::git {

/// Whether one of the patterns means a path, as git's `:(exclude,glob)PATTERN` does: the path itself, a
/// folder that it lies in, or, by `*`, `?` and `[…]` that match no '/' and `**` that does, the whole path.
bool is_excluded(const std::vector<std::string>& patterns, const std::string& path);

/// Passes on the members of an archive that no pattern means; a folder only when something below it is left.
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
