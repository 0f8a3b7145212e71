// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/package.hpp"
#include "engine/result.hpp"

namespace rpmworks::buildplan {

/// Finds the product's packages by name, Provides and file name. It keeps hashes only, so `find` may also
/// give a package that does not have the name. Made for products of thousands of packages.
class ProvidesIndex {
 public:
  /// Packages that are built, and the numbers of packages that are still to be built.
  struct Found {
    std::unordered_set<const engine::Artifact*> built;
    std::set<size_t> promised;
  };

  /// Indexes what the specs of `product` promise; null packages are skipped.
  explicit ProvidesIndex(const engine::Packages& product);
  /// Adds a built package, whose file names are read from it. Throws Error(invalid) if the file is not a
  /// package.
  void add(const engine::Artifact& artifact);
  /// Calls `take` for each package with that name: with a const Artifact* if it is built, with its number in
  /// `product` if not.
  template <typename Take>
  void find(std::string_view name, Take&& take) const {
    const auto each = [&](const auto& places, std::string_view text) {
      const auto [begin, end] = places.equal_range(hash(text));
      for (auto at = begin; at != end; ++at) take(at->second);
    };
    each(m_built, name);
    each(m_promised, name);
    // Each package that is still to be built also provides "name(isa)".
    if (const size_t open = name.find('('); open != std::string_view::npos)
      each(m_promised, name.substr(0, open));
  }

 private:
  static size_t hash(std::string_view name) { return std::hash<std::string_view>()(name); }

  std::unordered_set<const engine::Artifact*> m_known;
  std::unordered_multimap<size_t, const engine::Artifact*> m_built;
  std::unordered_multimap<size_t, size_t> m_promised;
};

}  // namespace rpmworks::buildplan
