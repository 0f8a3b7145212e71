// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: what follows for other packages if one is installed, or is not.
#pragma once

#include <cstdint>
#include <vector>

#include "solve/selection/release_pool.hpp"
#include "solve/selection/rules.hpp"

namespace rpmworks::solve {

/// The requirements, conflicts and equal names of packages as implications: of what one of `requirers` needs,
/// at least one of `providers` is installed. Rich dependencies and Obsoletes are left out, so a solver knows
/// more.
class Implications {
 public:
  /// For the packages that these roots can lead to, of those that the pool allows.
  Implications(const ReleasePool& pool, const std::vector<const Root*>& roots);

 private:
  friend class Inference;
  struct Need {
    std::vector<int> requirers;
    std::vector<int> providers;
  };
  struct Node {
    std::vector<int> needs;     ///< that it requires
    std::vector<int> offers;    ///< needs that it serves
    std::vector<int> excludes;  ///< packages that cannot be installed with it
  };

  int add(const ReleasePool& pool, Id id);
  void connect(const ReleasePool& pool, Id id);
  void add_conflicts(const ReleasePool& pool, Id id);
  void exclude(int a, int b);
  int node_of(Id id) const { return m_node_of[static_cast<size_t>(id)]; }
  Node& node(int number) { return m_nodes[static_cast<size_t>(number)]; }

  std::vector<int> m_node_of;  ///< by Id; -1: none
  std::vector<Id> m_ids;       ///< of the nodes that are packages, which come first
  std::vector<Node> m_nodes;
  std::vector<Need> m_needs;
  std::vector<int> m_need_of;      ///< by dependency, see below; -1: none yet
  std::vector<int> m_need_of_rel;  ///< for dependencies that are relations
  std::vector<std::pair<const Root*, int>> m_roots;
};

/// Packages that are known to be installed, or not to be installed, and what follows from that.
class Inference {
 public:
  explicit Inference(const Implications& implications);

  /// Requires one of the root's choices; false if that is impossible.
  bool install(const Root& root);
  bool install(Id id);
  /// False, without any effect, if the package is indispensable for what is installed.
  bool leave_out(Id id);
  /// Whether the package is known to be never installed.
  bool is_impossible(Id id) const;

  /// Returns to an earlier state.
  size_t state() const { return m_known.size(); }
  void return_to(size_t state);

 private:
  enum class Value : int8_t { unknown, in, out };
  Value& value(int node) { return m_values[static_cast<size_t>(node)]; }
  bool assume(int node, bool is_in);
  bool set(int node, Value value);
  bool follow();
  bool check(int need);

  const Implications* m_implications;
  std::vector<Value> m_values;
  std::vector<int> m_known;  ///< in the order in which it became known
  size_t m_followed = 0;
};

}  // namespace rpmworks::solve
