// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/selection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/package_pattern.hpp"
#include "config/values.hpp"

namespace rpmworks::config {

namespace {

using std::string;
using Texts = std::vector<Located<string>>;

bool is_set(const string& text) {
  return text.starts_with('@');
}

const Located<string>* excluding(const Texts& excluded, const string& name) {
  const auto found =
      std::ranges::find_if(excluded, [&](const auto& pattern) { return matches(*pattern, name); });
  return found == excluded.end() ? nullptr : &*found;
}

void require_not_excluded(const Located<string>& name, const string& of, const Texts& excluded) {
  const Located<string>* by = excluding(excluded, *name);
  if (!by) return;
  throw Error(ExitCode::invalid, fmt::format("{} in {} is excluded by {}", shown(*name), of, shown(**by)))
      .at(name.where)
      .note(fmt::format("excluded in line {}", by->where.line))
      .hint("remove one of the two");
}

void add(Texts& texts, const Located<string>& text) {
  const bool is_new = std::ranges::none_of(texts, [&](const auto& other) { return *other == *text; });
  if (is_new) texts.push_back(text);
}

Texts read_exclude(const Fields& section, PackageSets& sets) {
  Texts exclude;
  for (const auto& text : section.list("exclude")) {
    if (is_set(*text)) {
      for (const auto& member : sets.use(text)) add(exclude, member);
      continue;
    }
    require_package_pattern(text, section.named("exclude"));
    add(exclude, text);
  }
  return exclude;
}

// `exclude` may remove members of a set, but a package that the section itself lists must not be excluded.
Texts read_packages(const Fields& section, PackageSets& sets, const Texts& exclude) {
  Texts packages;
  const Texts listed = section.list("packages");
  for (const auto& text : listed) {
    if (is_set(*text)) {
      for (const auto& member : sets.use(text))
        if (!excluding(exclude, *member)) add(packages, member);
      continue;
    }
    require_package_pattern(text, section.named("packages"));
    require_not_excluded(text, section.named("packages"), exclude);
    add(packages, text);
  }
  if (packages.empty() && !listed.empty())
    throw Error(ExitCode::invalid,
                fmt::format("{} excludes everything in `packages`", section.named("exclude")))
        .at(section.where("exclude"))
        .hint("list other packages, or remove the section");
  return packages;
}

Texts read_prefer(const Fields& section) {
  Texts prefer = section.list("prefer");
  for (const auto& name : prefer) require_package_name(name, section.named("prefer"));
  return prefer;
}

std::map<string, Located<string>> read_pins(const Fields& section, const Texts& exclude) {
  std::map<string, Located<string>> pins;
  const string of = section.named("pin");
  for (const auto& [name, evr] : section.texts("pin")) {
    require_package_name(name, of);
    require_evr(evr, *name, of);
    require_not_excluded(name, of, exclude);
    pins.emplace(*name, evr);
  }
  return pins;
}

Selection::Take read_take(const Fields& section) {
  const string take = section.one_of("select", {"closure", "list", "all"}, "closure");
  if (take == "list") return Selection::Take::list;
  return take == "all" ? Selection::Take::all : Selection::Take::closure;
}

// Refuses keys that would have no effect.
void require_useful(const Fields& section, const Selection& selection) {
  if (selection.take == Selection::Take::closure) return;
  const bool is_all = selection.take == Selection::Take::all;
  for (const char* key : {"prefer", "weak"})
    section.refuse(key, fmt::format("has no effect with `select: {}`: only `select: closure` follows "
                                    "requirements",
                                    is_all ? "all" : "list"));
  if (is_all)
    section.refuse("packages", "is useless with `select: all`, which takes every package");
  else if (selection.packages.empty())
    throw section.missing("packages")
        .hint("`select: list` takes only the packages that it lists: packages: [NAME]");
}

}  // namespace

PackageSets::PackageSets(const Fields& release) {
  const Fields sets = release.entries("sets");
  for (const auto& name : sets.names()) {
    require_name(name, "the name of a set");
    Set set{.name = name, .members = sets.list(*name)};
    for (const auto& member : set.members) {
      if (is_set(*member))
        throw Error(ExitCode::invalid, fmt::format("{} in {} is a set", shown(*member), sets.named(*name)))
            .at(member.where)
            .hint("list its packages: a set cannot contain another one");
      require_package_pattern(member, sets.named(*name));
    }
    if (set.members.empty())
      throw Error(ExitCode::invalid, fmt::format("the set {} is empty", shown(*name)))
          .at(name.where)
          .hint("list packages, or remove the set");
    m_sets.push_back(std::move(set));
  }
}

const Texts& PackageSets::use(const Located<string>& reference) {
  const Located<string> name{reference->substr(1), reference.where};
  const auto found = std::ranges::find_if(m_sets, [&](const Set& set) { return *set.name == *name; });
  if (found == m_sets.end()) {
    std::vector<string> names;
    for (const auto& set : m_sets) names.push_back(*set.name);
    throw_unknown_name(name, "set", names);
  }
  found->is_used = true;
  return found->members;
}

Texts PackageSets::unused() const {
  Texts names;
  for (const auto& set : m_sets)
    if (!set.is_used) names.push_back(set.name);
  return names;
}

const std::vector<string>& selection_keys() {
  static const std::vector<string> keys = {"select", "packages", "exclude", "prefer", "pin", "weak"};
  return keys;
}

Selection read_selection(const Fields& section, PackageSets& sets) {
  Selection selection{.take = read_take(section)};
  selection.exclude = read_exclude(section, sets);
  selection.packages = read_packages(section, sets, selection.exclude);
  selection.prefer = read_prefer(section);
  selection.pin = read_pins(section, selection.exclude);
  selection.weak = section.flag("weak");
  require_useful(section, selection);
  return selection;
}

}  // namespace rpmworks::config
