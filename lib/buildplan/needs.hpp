// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "buildplan/choice.hpp"
#include "buildplan/earlier_names.hpp"
#include "buildplan/graph.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::buildplan {

/// Who needs whom of a product, by BuildRequires and what its specs promise. The nodes are its source
/// packages in the order of their labels, and behind them what is built for a first round.
class Needs {
 public:
  /// A requirement that leads to another node.
  struct Edge {
    std::string requirement;
    bool repositories_have_it = false;
  };
  /// What others may turn out to provide.
  struct Doubt {
    std::string line;         ///< for a person
    std::string requirement;  ///< empty: it is no BuildRequires itself
    /// The nodes whose packages had it when they were built before, and how that is known.
    std::map<size_t, std::string> holders;
  };
  struct Node {
    const srpm::Srpm* srpm = nullptr;
    std::map<size_t, std::vector<Edge>> edges;  ///< by the node needed
    std::vector<std::string> missing;           ///< what nothing can provide, a line each
    std::vector<Doubt> doubtful;
    std::vector<std::string> own;     ///< requirements that only the package itself fulfils
    bool generates = false;           ///< asks for more BuildRequires while it is built
    std::vector<std::string> learnt;  ///< of edges to holders, how that is known

    /// Whether nobody can tell what it needs before that is built.
    bool is_uncertain() const;
  };

  /// What was learnt earlier must outlive this object.
  Needs(const std::vector<srpm::Srpm>& srpms, const Base& base, const EarlierNames& earlier);

  size_t size() const { return m_nodes.size(); }
  Node& operator[](size_t i) { return m_nodes[i]; }
  const Node& operator[](size_t i) const { return m_nodes[i]; }
  const srpm::Srpm& srpm(size_t i) const { return *m_nodes[i].srpm; }
  Graph graph() const;

  /// Adds the first round of a node's package, and what that needs.
  size_t add_first_round(size_t i);
  /// Whether what is built of a node's package in a first round provides a requirement.
  bool first_round_provides(size_t i, const std::string& requirement) const;

  /// Makes edges to the holders of what is in doubt. That is for the end: they are there for the order alone,
  /// as it may be other packages that have it by now, and so they leave out what would make a circle.
  void lead_to_holders();

  const solve::Universe& repositories() const { return m_repositories; }
  /// The product's promised packages too.
  const solve::Universe& all() const { return m_all; }
  /// All that anything provides.
  const std::vector<std::string>& names() const;

 private:
  void look_at(size_t i, const std::set<std::string>& in_no_repository, const std::set<std::string>& nowhere);
  void look_at_all(size_t first);
  Doubt doubt(size_t i, const std::string& requirement, const std::vector<std::string>& names) const;

  solve::Universe m_repositories;
  solve::Universe m_all;
  solve::Universe m_first_rounds;
  const EarlierNames& m_earlier;
  std::vector<Node> m_nodes;
  std::map<std::string, size_t> m_by_label;  ///< first rounds apart
  size_t m_packages;                         ///< nodes that are no first rounds
  mutable std::vector<std::string> m_names;
};

}  // namespace rpmworks::buildplan
