// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <set>
#include <string_view>

#include "changes/details.hpp"
#include "rpm/requirement.hpp"

namespace rpmworks::changes {

namespace {

constexpr std::string_view k_own_version = " = (own version)";

// The dependency with its own version replaced, so that it is the same text in every version.
std::string without_own_version(const std::string& text, const rpm::Evr& evr) {
  const size_t at = text.rfind(" = ");
  if (at == std::string::npos || text.front() == '(') return text;
  const std::string_view version = std::string_view(text).substr(at + 3);
  const std::string with_epoch = evr.epoch.empty() ? evr.version : evr.epoch + ":" + evr.version;
  if (version != evr.str() && version != evr.version && version != with_epoch) return text;
  return text.substr(0, at) + std::string(k_own_version);
}

std::string name_in(const std::string& text) {
  return text.starts_with('(') ? text : std::string(rpm::requirement_name(text));
}

using Normal = std::map<std::string, std::string>;  ///< normal form → as the package has it

Normal normal_forms(const std::vector<std::string>& texts, const rpm::Evr& evr) {
  Normal forms;
  for (const auto& text : texts)
    if (!text.starts_with("rpmlib(")) forms.emplace(without_own_version(text, evr), text);
  return forms;
}

// Those that the other side lacks, by name.
std::map<std::string, std::vector<std::string>> only_in(const Normal& one, const Normal& other) {
  std::map<std::string, std::vector<std::string>> by_name;
  for (const auto& [form, text] : one)
    if (!other.contains(form)) by_name[name_in(text)].push_back(text);
  return by_name;
}

}  // namespace

bool is_soname(const std::string& provide) {
  const std::string_view name = rpm::requirement_name(provide);
  return !name.starts_with('/') && name.substr(0, name.find('(')).find(".so") != std::string_view::npos &&
         name.find('(') != std::string_view::npos;
}

DependencyChanges dependency_changes(const std::vector<std::string>& before, const rpm::Evr& evr_before,
                                     const std::vector<std::string>& after, const rpm::Evr& evr_after) {
  const Normal old_ones = normal_forms(before, evr_before);
  const Normal new_ones = normal_forms(after, evr_after);
  auto lost = only_in(old_ones, new_ones);
  auto gained = only_in(new_ones, old_ones);
  DependencyChanges changes;
  for (const auto& [name, texts] : lost) {
    const auto counterpart = gained.find(name);
    const bool is_changed =
        counterpart != gained.end() && texts.size() == 1 && counterpart->second.size() == 1;
    if (is_changed) {
      changes.changed.push_back({texts.front(), counterpart->second.front()});
      gained.erase(counterpart);
    } else {
      changes.lost.insert(changes.lost.end(), texts.begin(), texts.end());
    }
  }
  for (const auto& [name, texts] : gained)
    changes.gained.insert(changes.gained.end(), texts.begin(), texts.end());
  return changes;
}

}  // namespace rpmworks::changes
