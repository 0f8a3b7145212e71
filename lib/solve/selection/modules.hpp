// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: modules, as clients see them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "rpm/nevra.hpp"
#include "solve/selection/release_pool.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

/// Which packages clients cannot see because of modules (github.com/fedora-modularity/libmodulemd,
/// yaml_specs), if they enabled no stream themselves. As for dnf, the default streams are enabled; packages
/// of other streams do not exist for clients, and neither do other packages with a name that a package of an
/// enabled stream has, whatever repository they are in.
class Modules {
 public:
  /// Adds the modules of a repository. Throws Error(upstream) if they cannot be read, or were not fetched.
  void add(const upstream::Metadata& metadata);

  bool is_empty() const { return m_streams.empty(); }

  /// The packages of the pool that clients cannot see, with the reason: "stream 13 of the module postgresql
  /// is not enabled". Of the product's own packages, none.
  std::map<Id, std::string> hidden(const ReleasePool& pool) const;

 private:
  struct Stream {
    std::string module;
    std::string stream;
    std::vector<rpm::Nevra> packages;
  };
  void read(const std::string& text);

  std::vector<Stream> m_streams;
  std::set<std::pair<std::string, std::string>> m_enabled;  ///< module and stream
};

}  // namespace rpmworks::solve
