// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/reports.hpp"

#include <algorithm>

#include "audit/sqlite.hpp"

namespace rpmworks::audit {

namespace {

void sort_listed(std::vector<Listed>& all) {
  std::ranges::stable_sort(
      all, [](const Listed& a, const Listed& b) { return (a.package.nevra <=> b.package.nevra) < 0; });
}

}  // namespace

std::vector<Listed> without_source(const Index& index) {
  // `base`: the release that a delta completes, by its name in the same product.
  Statement find = index.database().prepare(
      "SELECT c.package, s.position, n.path FROM scope s JOIN contains c ON c.release = s.release "
      "JOIN package p ON p.id = c.package JOIN section n ON n.id = c.section JOIN release r ON r.id = "
      "s.release "
      "WHERE p.arch NOT IN ('src', 'nosrc') AND NOT EXISTS (SELECT 1 FROM package q JOIN contains d ON "
      "d.package = q.id "
      "JOIN release b ON b.id = d.release WHERE q.source_stem = p.source_stem AND q.arch IN ('src', 'nosrc') "
      "AND "
      "(d.release = c.release OR (r.base <> '' AND b.name = r.base AND b.product = r.product))) "
      "ORDER BY c.package, s.position, n.path");
  std::map<int64_t, std::vector<Holder>> holders;
  while (find.step())
    holders[find.number(0)].push_back(
        {.place = static_cast<size_t>(find.number(1)), .section = find.text(2)});
  Packages packages(index);
  std::vector<Listed> all;
  for (auto& [row, places] : holders)
    all.push_back({.package = packages.of(row), .holders = std::move(places)});
  sort_listed(all);
  return all;
}

std::vector<Listed> outdated(const Index& index, const std::map<std::string, NewestVersions>& upstreams) {
  Packages packages(index);
  std::vector<Listed> all;
  for (const auto& [upstream, newest] : upstreams) {
    Statement find = index.database().prepare(
        "SELECT id FROM package WHERE origin = ?1 AND EXISTS (SELECT 1 FROM contains c JOIN scope s ON "
        "s.release = c.release "
        "WHERE c.package = package.id) ORDER BY id");
    find.bind(1, upstream);
    while (find.step()) {
      PackageFacts package = packages.of(find.number(0));
      const auto version = newest.find({package.nevra.name, package.nevra.arch});
      if (version == newest.end() || version->second <= package.nevra.evr) continue;
      all.push_back(
          {.package = package, .holders = packages.holders_of(package.row), .newest = version->second.str()});
    }
  }
  sort_listed(all);
  return all;
}

}  // namespace rpmworks::audit
