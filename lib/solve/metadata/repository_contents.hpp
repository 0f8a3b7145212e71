// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include "rpm/contents.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

/// The packages of a repository with everything that its metadata says about them. Nothing is verified but
/// the digests of the metadata. Functions are thread-safe.
class RepositoryContents {
 public:
  /// Reads the metadata, with complete file lists if `filelists`. Throws Error(upstream) for metadata that
  /// cannot be read.
  RepositoryContents(const upstream::Metadata& metadata, bool filelists);
  RepositoryContents(RepositoryContents&&) noexcept;
  ~RepositoryContents();

  /// Calls `visit` for each package in the order of the metadata, source packages and all architectures
  /// included. `number` identifies the package for contents_of.
  void each(const std::function<void(const rpm::Package& package, const upstream::Location& location,
                                     int number)>& visit) const;

  /// One package. Of its files, only the paths are known; metadata does not describe scriptlets.
  rpm::Contents contents_of(int number) const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::solve
