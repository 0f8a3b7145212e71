// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: modules, as clients see them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "rpm/nevra.hpp"
#include "solve/metadata/module_documents.hpp"
#include "solve/selection/release_pool.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

/// Which packages clients cannot see because of modules (github.com/fedora-modularity/libmodulemd,
/// yaml_specs). As for dnf, the streams that they enabled are active, and of other modules the default
/// streams, unless these require another stream of an active module. Packages of other streams do not exist
/// for clients, and neither do other packages with a name that a package of an active stream has, whatever
/// repository they are in.
class Modules {
 public:
  /// `enabled`: the streams that clients enabled, at most one of each module.
  explicit Modules(std::vector<config::ModuleStream> enabled = {}) : m_enabled(std::move(enabled)) {}

  /// Replaces the streams that clients enabled.
  void enable(std::vector<config::ModuleStream> enabled) { m_enabled = std::move(enabled); }

  /// Adds the modules of a repository. Throws Error(upstream) if they cannot be read, or were not fetched.
  void add(const upstream::Metadata& metadata);

  bool is_empty() const { return m_streams.empty(); }

  /// Throws Error(invalid) with its position for an enabled stream that no repository has, or that requires a
  /// stream which is not active.
  void require_enabled() const;

  /// The packages of the pool that clients cannot see, with the reason: "stream 13 of the module postgresql
  /// is not enabled". Of the product's own packages, none.
  std::map<Id, std::string> hidden(const ReleasePool& pool) const;

 private:
  using Active = std::map<std::string, std::string>;

  /// One context of a stream, in one version.
  struct Stream {
    std::string module;
    std::string stream;
    ModuleRequirements requires_;
    std::vector<rpm::Nevra> packages;
  };
  void read(const std::string& text);
  /// The active stream of each module.
  Active active() const;
  /// What a stream requires that is not active: "perl:5.30 or perl:5.32"; empty: nothing.
  std::string lacking(const Stream& stream, const Active& active) const;
  /// The same for an active stream; nothing if it has a context that lacks nothing.
  std::string lacking(const std::string& module, const Active& active) const;
  bool activate_required(const std::string& module, Active& active) const;
  /// The streams that repositories have of a module, and that a requirement allows.
  std::set<std::string> allowed(const std::string& module, const std::vector<std::string>& wanted) const;
  [[noreturn]] void refuse_unknown(const config::ModuleStream& enabled) const;

  std::vector<config::ModuleStream> m_enabled;
  std::vector<Stream> m_streams;
  std::map<std::string, std::set<std::string>> m_known;  ///< streams by module
  Active m_defaults;
};

}  // namespace rpmworks::solve
