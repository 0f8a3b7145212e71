// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/dependencies.hpp"

#include <algorithm>
#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "core/text.hpp"

namespace rpmworks::report {

namespace {

using ContentsList = std::vector<std::shared_ptr<const rpm::Contents>>;

/// "NAME", or "NAME >= EVR", as rpm prints requirements and Provides.
struct Capability {
  std::string_view name;
  bool less = false, equal = false, greater = false;
  std::optional<rpm::Evr> evr;
};

Capability capability_of(std::string_view text) {
  Capability capability{.name = text.substr(0, text.find(' '))};
  std::string_view rest = trim(text.substr(capability.name.size()));
  const size_t end = rest.find(' ');
  if (end == std::string_view::npos) return capability;
  for (const char c : rest.substr(0, end)) {
    capability.less |= c == '<';
    capability.equal |= c == '=';
    capability.greater |= c == '>';
  }
  capability.evr = rpm::Evr::parse(trim(rest.substr(end)));
  return capability;
}

// rpm compares releases only if both sides have one.
std::weak_ordering compare(rpm::Evr one, rpm::Evr other) {
  if (one.release.empty() || other.release.empty()) one.release = other.release = "";
  return one <=> other;
}

// Whether the ranges overlap (rpmdsCompare): without a version, a requirement takes any, but a Provides only
// satisfies requirements without one.
bool satisfies(const Capability& provided, const Capability& required) {
  if (!required.evr) return true;
  if (!provided.evr) return false;
  const auto order = compare(*provided.evr, *required.evr);
  if (std::is_lt(order)) return provided.greater || required.less;
  if (std::is_gt(order)) return provided.less || required.greater;
  return (provided.equal && required.equal) || (provided.less && required.less) ||
         (provided.greater && required.greater);
}

// "libc.so.6()(64bit)" of "libc.so.6(GLIBC_2.34)(64bit)".
std::string without_symbol_version(std::string_view requirement) {
  const size_t open =
      requirement.find(".so") == std::string_view::npos ? std::string_view::npos : requirement.find('(');
  const size_t close = open == std::string_view::npos ? open : requirement.find(')', open);
  if (close == std::string_view::npos) return std::string(requirement);
  std::string text(requirement.substr(0, open + 1));
  text += requirement.substr(close);
  return text.ends_with("()") ? text.substr(0, text.size() - 2) : text;
}

/// The packages for one target.
class Resolver {
 public:
  Resolver(const ContentsList& contents, std::vector<size_t> packages)
      : m_contents(contents), m_packages(std::move(packages)) {
    index_provides();
    index_files();
  }

  void resolve(Dependencies& found) const {
    for (const size_t i : m_packages) {
      std::set<size_t> needs;
      std::set<std::string> outside;
      for (const auto& requirement : m_contents[i]->package.requires_) {
        if (requirement.starts_with("rpmlib(")) continue;
        const auto providers = providers_of(requirement);
        if (providers.empty())
          outside.insert(without_symbol_version(requirement));
        else if (std::ranges::count(providers, i) == 0)
          needs.insert(providers.begin(), providers.end());
      }
      found.needs[i].assign(needs.begin(), needs.end());
      found.outside[i].assign(outside.begin(), outside.end());
    }
  }

 private:
  struct Provider {
    size_t package;
    Capability what;
  };

  void index_provides() {
    for (const size_t i : m_packages)
      for (const auto& text : m_contents[i]->package.provides) {
        const Capability what = capability_of(text);
        m_provides[what.name].push_back({i, what});
      }
  }

  // Only files that something requires: packages have far more.
  void index_files() {
    std::unordered_set<std::string_view> wanted;
    for (const size_t i : m_packages)
      for (const auto& text : m_contents[i]->package.requires_)
        if (text.starts_with('/')) wanted.insert(text);
    if (wanted.empty()) return;
    for (const size_t i : m_packages)
      for (const auto& file : m_contents[i]->files)
        if (wanted.contains(file.path)) m_files[file.path].push_back(i);
  }

  std::vector<size_t> providers_of(std::string_view requirement) const {
    std::vector<size_t> providers;
    if (requirement.starts_with('(')) return providers;
    const Capability wanted = capability_of(requirement);
    if (const auto at = m_provides.find(wanted.name); at != m_provides.end())
      for (const auto& [package, what] : at->second)
        if (satisfies(what, wanted)) providers.push_back(package);
    if (const auto at = m_files.find(requirement); at != m_files.end())
      providers.insert(providers.end(), at->second.begin(), at->second.end());
    return providers;
  }

  const ContentsList& m_contents;
  std::vector<size_t> m_packages;
  std::unordered_map<std::string_view, std::vector<Provider>> m_provides;
  std::unordered_map<std::string_view, std::vector<size_t>> m_files;
};

}  // namespace

Dependencies dependencies_of(const manifest::Manifest& manifest, const ContentsList& contents) {
  Dependencies found;
  found.needs.resize(manifest.packages.size());
  found.outside.resize(manifest.packages.size());
  if (contents.size() != manifest.packages.size()) return found;
  std::map<std::string, std::string> target_of;
  for (const auto& section : manifest.sections) target_of[section.path] = section.target;
  std::map<std::string, std::vector<size_t>> targets;
  for (size_t i = 0; i < contents.size(); ++i)
    if (contents[i] && !manifest.packages[i].nevra.is_source())
      targets[target_of[manifest.packages[i].section]].push_back(i);
  for (auto& [_, packages] : targets) Resolver(contents, std::move(packages)).resolve(found);
  return found;
}

}  // namespace rpmworks::report
