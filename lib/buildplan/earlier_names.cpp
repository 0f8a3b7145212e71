// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/earlier_names.hpp"

#include <algorithm>
#include <iterator>

#include "buildplan/plan.hpp"
#include "buildplan/records.hpp"
#include "core/digest.hpp"
#include "core/text.hpp"

namespace rpmworks::buildplan {

namespace {

// Of "pkgconfig(zlib) >= 1.2".
std::string name_of(std::string_view provided) {
  return std::string(provided.substr(0, provided.find(' ')));
}

std::string key_of(const std::string& target, const std::string& label) {
  return Digest().field("names 1").field(target).field(label).hex();
}

}  // namespace

std::vector<std::string> found_out_by_building(const std::string& requirement) {
  const std::string text(trim(requirement));
  const bool is_rich = text.starts_with('(');
  std::vector<std::string> names;
  for (std::string word : split(is_rich ? text : name_of(text), ' ')) {
    if (is_rich) {
      word.erase(0, word.find_first_not_of('('));
      while (word.ends_with(')') && std::ranges::count(word, ')') > std::ranges::count(word, '('))
        word.pop_back();
    }
    if (word.starts_with('/') || word.find('(') != std::string::npos) names.push_back(std::move(word));
  }
  return names;
}

EarlierNames::EarlierNames(const std::vector<srpm::Srpm>& srpms) {
  const auto ask = [this](const srpm::Srpm& srpm) {
    for (const std::string& requirement : srpm.info.build_requires) {
      if (requirement.starts_with("rpmlib(")) continue;
      for (const std::string& name : found_out_by_building(requirement)) m_names[name];
    }
  };
  for (const srpm::Srpm& srpm : srpms) {
    ask(srpm);
    if (srpm.bootstrap) ask(*srpm.bootstrap);
  }
}

std::vector<std::string> EarlierNames::unknown(const std::vector<std::string>& labels) const {
  std::vector<std::string> left;
  if (!m_names.empty())
    std::ranges::copy_if(labels, std::back_inserter(left),
                         [this](const auto& label) { return !m_packages.contains(label); });
  return left;
}

bool EarlierNames::asks_for_files() const {
  const auto first = m_names.lower_bound("/");
  return first != m_names.end() && first->first.starts_with('/');
}

void EarlierNames::add(const std::string& package, const std::string& when,
                       const std::vector<std::string>& provided) {
  m_packages.insert(package);
  for (const std::string& text : provided) {
    const auto at = m_names.find(text.starts_with('/') ? text : name_of(text));
    if (at == m_names.end()) continue;
    const bool is_known = std::ranges::find(at->second, package, &Holder::package) != at->second.end();
    if (!is_known) at->second.push_back({package, when});
  }
}

const std::vector<EarlierNames::Holder>& EarlierNames::holders(const std::string& name) const {
  static const std::vector<Holder> none;
  const auto at = m_names.find(name);
  return at == m_names.end() ? none : at->second;
}

std::string EarlierNames::sha256() const {
  Digest digest;
  for (const auto& [name, holders] : m_names) {
    for (const Holder& holder : holders) digest.field(name).field(holder.package).field(holder.when);
  }
  return digest.hex();
}

void note_names(store::Store& store, const std::string& target, const std::string& label,
                const std::vector<engine::Artifact>& packages) {
  std::set<std::string> names;
  std::set<std::string> files;
  for (const engine::Artifact& artifact : packages) {
    for (const std::string& provided : artifact.package.provides) names.insert(name_of(provided));
    for (std::string& file : rpm::file_names(artifact.path)) files.insert(std::move(file));
  }
  const std::string key = key_of(target, label);
  k_files_built.put(store, key, {files.begin(), files.end()});
  k_names_built.put(store, key, {names.begin(), names.end()});
}

std::vector<std::string> names_when_built(const store::Store& store, const std::string& target,
                                          const std::string& label, bool with_files) {
  const std::string key = key_of(target, label);
  std::vector<std::string> names = k_names_built.find(store, key).value_or(std::vector<std::string>{});
  if (auto files = with_files ? k_files_built.find(store, key) : std::nullopt)
    std::ranges::move(*files, std::back_inserter(names));
  return names;
}

}  // namespace rpmworks::buildplan
