// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "buildplan/earlier_providers.hpp"
#include "buildplan/graph.hpp"
#include "buildplan/repositories.hpp"
#include "engine/package.hpp"

namespace rpmworks::buildplan {

/// Which packages of a product need which others, by their BuildRequires and by what their specs promise. The
/// nodes are the packages in the order of their labels; bootstrap builds that were added come after them.
class BuildDependencies {
 public:
  /// A requirement that another node provides.
  struct Edge {
    std::string requirement;
    bool repositories_have_it = false;
  };
  /// A requirement that nothing is known to provide yet, but that a package may turn out to provide once it
  /// is built.
  struct Uncertain {
    std::string line;         ///< for messages
    std::string requirement;  ///< empty if the package does not require it directly
    /// The nodes that provided it when they were built before, and how that is known.
    std::map<size_t, std::string> earlier_providers;
  };
  struct Node {
    engine::PackagePtr package;
    std::map<size_t, std::vector<Edge>> edges;  ///< by the node needed
    std::vector<std::string> missing;           ///< requirements that nothing can provide, a line each
    std::vector<Uncertain> uncertain;
    std::vector<std::string> self_provided;  ///< requirements that only this package provides
    bool generates = false;                  ///< has %generate_buildrequires
    std::vector<std::string> learnt;         ///< how the edges to earlier providers are known

    /// Whether its needs are unknown until other packages are built.
    bool is_uncertain() const;
  };

  /// `earlier` must outlive this object.
  BuildDependencies(const engine::Packages& packages, const Repositories& repositories,
                    const EarlierProviders& earlier);

  size_t size() const { return m_nodes.size(); }
  Node& operator[](size_t i) { return m_nodes[i]; }
  const Node& operator[](size_t i) const { return m_nodes[i]; }
  const engine::Package& package(size_t i) const { return *m_nodes[i].package; }
  const srpm::Srpm& srpm(size_t i) const { return package(i).srpm; }
  std::string label(size_t i) const { return package(i).label(); }
  Graph graph() const;

  /// Adds the bootstrap build of a node's package, with what it needs. Gives its node.
  size_t add_bootstrap_build(size_t i);
  /// Whether the bootstrap build of a node's package provides a requirement.
  bool bootstrap_provides(size_t i, const std::string& requirement) const;

  /// Adds edges to the earlier providers of uncertain requirements. Call it last: these edges only determine
  /// the order of builds, as other packages may provide the names now. Edges that would make a cycle are
  /// left out.
  void add_edges_to_earlier_providers();

  const solve::Universe& repositories() const { return m_repositories; }
  /// The repositories and what the product's specs promise.
  const solve::Universe& all() const { return m_all; }
  /// All names that anything in `all` provides.
  const std::vector<std::string>& names() const;

 private:
  void find_providers(size_t i, const std::set<std::string>& in_no_repository,
                      const std::set<std::string>& nowhere);
  void find_all_providers(size_t first);
  Uncertain uncertain(size_t i, const std::string& requirement, const std::vector<std::string>& names) const;

  solve::Universe m_repositories;
  solve::Universe m_all;
  solve::Universe m_bootstrap_builds;
  const EarlierProviders& m_earlier;
  std::vector<Node> m_nodes;
  std::map<std::string, size_t> m_by_label;  ///< without bootstrap builds
  mutable std::vector<std::string> m_names;
};

}  // namespace rpmworks::buildplan
