// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>

#include "core/text.hpp"
#include "gates/gate.hpp"

namespace rpmworks::gates {

namespace {

struct Place {
  size_t package = 0;  ///< index of manifest.packages
  const rpm::PackagedFile* file = nullptr;
  size_t next = 0;  ///< number of the next place of the same path; 0: none
};

class ConflictSearch {
 public:
  explicit ConflictSearch(const GateInputs& inputs) : m_release(inputs.release) {
    size_t count = 0;
    for (const size_t i : inputs.target->packages()) count += m_release.contents[i]->files.size();
    m_first.reserve(count);
    m_places.reserve(count + 1);
    m_places.emplace_back();
    std::map<std::string_view, size_t> known;  // a package that is in several sections counts once
    for (const size_t i : inputs.target->packages())
      if (known.emplace(m_release.manifest->packages[i].sha256, i).second) add(i);
  }

  std::vector<Finding> findings() {
    std::ranges::sort(m_shared);
    for (const std::string_view path : m_shared)
      for (size_t one = m_first.at(path); one != 0; one = m_places[one].next)
        for (size_t other = m_places[one].next; other != 0; other = m_places[other].next)
          compare(m_places[other], m_places[one]);
    return std::move(m_findings);
  }

  /// Removes the findings about packages that can be installed each alone, but not together, because of what
  /// they require. Returns how many pairs that are.
  size_t leave_out_separate(const solve::Selector& selector, std::vector<Finding>& findings) const {
    std::vector<std::pair<rpm::Nevra, rpm::Nevra>> pairs;
    std::vector<size_t> pair_of;
    for (const auto& pair : m_pairs) {
      const auto& entries = m_release.manifest->packages;
      const std::pair nevras(entries[pair.first].nevra, entries[pair.second].nevra);
      const auto at = std::ranges::find(pairs, nevras);
      pair_of.push_back(static_cast<size_t>(at - pairs.begin()));
      if (at == pairs.end()) pairs.push_back(nevras);
    }
    const std::vector<bool> apart = selector.are_apart(pairs);
    std::vector<Finding> rest;
    for (size_t i = 0; i < findings.size(); ++i)
      if (!apart[pair_of[i]]) rest.push_back(std::move(findings[i]));
    findings = std::move(rest);
    return static_cast<size_t>(std::ranges::count(apart, true));
  }

 private:
  void add(size_t package) {
    for (const auto& file : m_release.contents[package]->files) {
      const size_t number = m_places.size();
      const auto [first, is_new] = m_first.try_emplace(file.path, number);
      const size_t before = is_new ? 0 : first->second;
      if (before != 0 && m_places[before].next == 0) m_shared.push_back(first->first);
      m_places.push_back({package, &file, before});
      first->second = number;
    }
  }

  void compare(const Place& one, const Place& other) {
    const auto& contents = m_release.contents;
    if (!rpm::are_in_conflict(*contents[one.package], *one.file, *contents[other.package], *other.file) ||
        exclude_each_other(one.package, other.package))
      return;
    const auto& entries = m_release.manifest->packages;
    const std::string names = fmt::format("{} and {}", short_name(entries[one.package].nevra),
                                          short_name(entries[other.package].nevra));
    m_pairs.emplace_back(one.package, other.package);
    m_findings.push_back({fmt::format("{} in {}", one.file->path, names),
                          fmt::format("{} is in {} and in {}, which can be installed together: {}",
                                      one.file->path, entries[one.package].nevra.str(),
                                      entries[other.package].nevra.str(), difference(one, other)),
                          entries[one.package].file});
  }

  static std::string short_name(const rpm::Nevra& nevra) { return nevra.name + "." + nevra.arch; }

  std::string difference(const Place& one, const Place& other) const {
    if (one.file->mode != other.file->mode)
      return fmt::format("its type or permissions differ ({:o} and {:o})", one.file->mode, other.file->mode);
    const std::string& owner = m_release.contents[one.package]->owner_of(*one.file);
    const std::string& other_owner = m_release.contents[other.package]->owner_of(*other.file);
    if (owner != other_owner) return fmt::format("its owner differs ({} and {})", owner, other_owner);
    if (one.file->link != other.file->link)
      return fmt::format("the link's target differs ({} and {})", one.file->link, other.file->link);
    return "its content differs";
  }

  bool exclude_each_other(size_t one, size_t other) {
    const auto [known, is_new] = m_excluding.try_emplace({one, other}, false);
    if (is_new)
      known->second =
          solve::exclude_each_other(m_release.contents[one]->package, m_release.contents[other]->package);
    return known->second;
  }

  const ReleaseOnDisk& m_release;
  std::unordered_map<std::string_view, size_t> m_first;  ///< by path: number of its last place
  std::vector<Place> m_places;
  std::vector<std::string_view> m_shared;  ///< paths with several places
  std::map<std::pair<size_t, size_t>, bool> m_excluding;
  std::vector<Finding> m_findings;
  std::vector<std::pair<size_t, size_t>> m_pairs;  ///< of each finding: indices of manifest.packages
};

}  // namespace

Check file_conflicts_gate(const GateInputs& inputs) {
  ConflictSearch search(inputs);
  std::vector<Finding> findings = search.findings();
  std::vector<std::string> notes;
  // The base is only read if there is something to ask.
  if (!findings.empty() && inputs.target->no_base().empty()) {
    const size_t count = search.leave_out_separate(inputs.target->selector(), findings);
    if (count > 0)
      notes.push_back(
          fmt::format("{} of packages have conflicting files, but what they require excludes each other, "
                      "so they are never installed together",
                      counted(count, "pair")));
  }
  Check check = judged("file-conflicts", inputs.target->subject(), std::move(findings));
  check.notes = std::move(notes);
  return check;
}

}  // namespace rpmworks::gates
