// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/assess.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "audit/sqlite.hpp"

namespace rpmworks::audit {

namespace {

// The packages of the places by name and by the name of their source package.
class Names {
 public:
  explicit Names(const Index& index) {
    Statement find = index.database().prepare(
        "SELECT id, name, source FROM package WHERE EXISTS (SELECT 1 FROM contains c JOIN scope s ON "
        "s.release = c.release "
        "WHERE c.package = package.id) ORDER BY id");
    while (find.step()) {
      m_names[find.text(1)].push_back(find.number(0));
      m_sources[find.text(2)].push_back(find.number(0));
    }
  }
  std::vector<int64_t> of(const Claim& claim) const {
    std::vector<int64_t> rows;
    const auto add = [&](const auto& map) {
      if (const auto found = map.find(claim.name); found != map.end())
        rows.insert(rows.end(), found->second.begin(), found->second.end());
    };
    if (claim.names != Claim::Names::source) add(m_names);
    if (claim.names != Claim::Names::binary) add(m_sources);
    std::ranges::sort(rows);
    const auto [first, last] = std::ranges::unique(rows);
    rows.erase(first, last);
    return rows;
  }

 private:
  std::unordered_map<std::string, std::vector<int64_t>> m_names, m_sources;
};

// The holders of a package that an advisory in the metadata of sections is about: those in sections of the
// same path, for the same product.
std::vector<Holder> in_sections(const Index& index, std::vector<Holder> holders,
                                const std::vector<Holder>& sections) {
  std::set<std::pair<std::string, std::string>> wanted;
  const auto product_of = [&](const Holder& holder) {
    Statement find = index.database().prepare("SELECT product FROM release WHERE id = ?");
    return find.bind(1, index.rows()[holder.place]).step() ? find.text(0) : std::string();
  };
  for (const auto& section : sections) wanted.emplace(product_of(section), section.section);
  std::erase_if(holders, [&](const Holder& one) { return !wanted.contains({product_of(one), one.section}); });
  return holders;
}

// The status that counts if advisories disagree.
int weight(Status status) {
  switch (status) {
    case Status::not_affected:
      return 3;
    case Status::affected:
      return 2;
    case Status::under_investigation:
      return 1;
    case Status::fixed:
      return 0;
  }
  return 0;
}

// What one advisory says about a package.
struct Verdict {
  Status status;
  std::string fixed_in;
  std::string reason;
};

class Assessor {
 public:
  Assessor(const Index& index, bool any_vendor)
      : m_index(index), m_any_vendor(any_vendor), m_packages(index) {}

  /// The packages that an advisory is about. `sections`: of an advisory in metadata; null: of a file.
  std::map<int64_t, Verdict> verdicts(const Advisory& advisory, const std::vector<Holder>* sections) {
    std::map<int64_t, Verdict> verdicts;
    for (const Claim& claim : advisory.claims)
      for (const int64_t row : names().of(claim)) {
        if (!advisory.upstream.empty() && facts(row).origin != advisory.upstream) continue;
        const Subject subject = facts(row).subject();
        const auto status = status_of(claim, subject, m_any_vendor || sections);
        if (!status) continue;
        const auto fixed = fixed_in(claim, subject);
        Verdict verdict{.status = *status, .fixed_in = fixed ? fixed->str() : "", .reason = claim.reason};
        const auto [at, is_new] = verdicts.try_emplace(row, verdict);
        // Within one advisory a fixed version says more than "all versions are affected".
        const auto rank = [](Status one) {
          return one == Status::fixed ? 3 : weight(one) == 3 ? 4 : weight(one);
        };
        if (!is_new && rank(verdict.status) > rank(at->second.status)) at->second = verdict;
      }
    return verdicts;
  }
  std::vector<Holder> holders(int64_t row, const std::vector<Holder>* sections) {
    auto all = m_packages.holders_of(row);
    return sections ? in_sections(m_index, std::move(all), *sections) : all;
  }
  const PackageFacts& facts(int64_t row) {
    const auto known = m_facts.find(row);
    return known != m_facts.end() ? known->second : m_facts.emplace(row, m_packages.of(row)).first->second;
  }
  Packages& packages() { return m_packages; }

 private:
  const Names& names() {
    if (!m_names) m_names.emplace(m_index);
    return *m_names;
  }
  const Index& m_index;
  bool m_any_vendor;
  Packages m_packages;
  std::optional<Names> m_names;
  std::unordered_map<int64_t, PackageFacts> m_facts;
};

bool is_before(const PackageFacts& a, const PackageFacts& b) {
  const auto order = a.nevra <=> b.nevra;
  return order != 0 ? order < 0 : a.row < b.row;
}

}  // namespace

std::vector<Found> packages_of_advisory(const Index& index, const std::string& id,
                                        const std::vector<Advisory>& advisories, bool any_vendor) {
  std::vector<Found> found;
  Assessor assessor(index, any_vendor);
  const auto add = [&](const Advisory& advisory, const std::vector<Holder>* sections) {
    for (const auto& [row, verdict] : assessor.verdicts(advisory, sections)) {
      Found one{.kind = Kind::advisory,
                .matched = name_of(verdict.status),
                .advisory = advisory.id,
                .status = verdict.status,
                .fixed_in = verdict.fixed_in,
                .package = assessor.facts(row)};
      one.holders = assessor.holders(row, sections);
      if (one.holders.empty()) continue;
      one.withdrawn = assessor.packages().withdrawn(*one.package);
      const auto is_same = [&](const Found& other) {
        return other.advisory == one.advisory && other.package->row == row && other.status == one.status;
      };
      if (std::ranges::none_of(found, is_same)) found.push_back(std::move(one));
    }
  };
  for (const auto& one : section_advisories(index, id)) add(one.advisory, &one.holders);
  for (const auto& advisory : advisories)
    if (advisory.is_about(id)) add(advisory, nullptr);
  std::ranges::stable_sort(found, [](const Found& a, const Found& b) {
    return a.advisory != b.advisory ? a.advisory < b.advisory : is_before(*a.package, *b.package);
  });
  return found;
}

Vulnerabilities find_vulnerable(const Index& index, const std::vector<Advisory>& advisories,
                                bool any_vendor) {
  Vulnerabilities result{.affected = {}, .not_affected = {}, .advisories = 0, .gaps = index.gaps()};
  Assessor assessor(index, any_vendor);
  std::map<std::pair<int64_t, std::string>, Vulnerable> all;
  const auto add = [&](const Advisory& advisory, const std::vector<Holder>* sections) {
    if (!advisory.type.empty() && advisory.type != "security") return;
    ++result.advisories;
    for (const auto& [row, verdict] : assessor.verdicts(advisory, sections))
      for (const auto& vulnerability : advisory.vulnerabilities()) {
        const auto [at, is_new] = all.try_emplace({row, vulnerability});
        Vulnerable& one = at->second;
        if (is_new || weight(verdict.status) > weight(one.status)) {
          one.status = verdict.status;
          one.fixed_in = verdict.fixed_in;
          one.reason = verdict.reason;
          one.severity = advisory.severity;
        }
        one.vulnerability = vulnerability;
        if (std::ranges::count(one.advisories, advisory.id) == 0) one.advisories.push_back(advisory.id);
        for (auto& holder : assessor.holders(row, sections))
          if (std::ranges::none_of(one.holders, [&](const Holder& other) {
                return other.place == holder.place && other.section == holder.section;
              }))
            one.holders.push_back(std::move(holder));
      }
  };
  for (const auto& one : section_advisories(index, {})) add(one.advisory, &one.holders);
  for (const auto& advisory : advisories) add(advisory, nullptr);
  for (auto& [key, one] : all) {
    if (one.status == Status::fixed || one.holders.empty()) continue;
    one.package = assessor.facts(key.first);
    std::ranges::sort(one.advisories);
    (one.status == Status::not_affected ? result.not_affected : result.affected).push_back(std::move(one));
  }
  for (auto* const list : {&result.affected, &result.not_affected})
    std::ranges::stable_sort(*list, [](const Vulnerable& a, const Vulnerable& b) {
      return a.package.row != b.package.row ? is_before(a.package, b.package)
                                            : a.vulnerability < b.vulnerability;
    });
  return result;
}

}  // namespace rpmworks::audit
