// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/release_base.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "config/values.hpp"
#include "core/text.hpp"

namespace rpmworks::config {

namespace {

using std::string;
using std::string_view;
using Kind = BaseSource::Kind;

// The keys of an entry.
constexpr const char* k_target = "target";
constexpr std::array<std::pair<const char*, Kind>, 4> k_kinds = {{{"upstream", Kind::upstream},
                                                                  {"rpmdb", Kind::rpmdb},
                                                                  {"root", Kind::root},
                                                                  {"manifest", Kind::manifest}}};

std::vector<string> entry_keys() {
  std::vector<string> names;
  for (const auto& [name, _] : k_kinds) names.emplace_back(name);
  names.emplace_back(k_target);
  return names;
}

BaseSource upstream_of_base(const Located<string>& name, const Fields& release, References& references) {
  if (name->find('/') != string::npos)
    throw Error(ExitCode::invalid,
                fmt::format("{} in {} is not the name of an upstream", shown(*name), release.named("base")))
        .at(name.where)
        .hint("write a path with its kind: { rpmdb: PATH }, { root: PATH } or { manifest: FILE }");
  references.add(References::To::upstream, name);
  return {.upstream = *name, .where = name.where};
}

BaseSource entry_of_base(const Fields& entry, const fs::path& folder, References& references) {
  BaseSource source;
  const char* first = nullptr;
  for (const auto& [name, kind] : k_kinds) {
    const auto text = entry.text(name);
    if (!text) continue;
    if (first)
      throw Error(ExitCode::invalid, fmt::format("{} cannot be combined with {}", entry.named(name), first))
          .at(entry.where(name))
          .hint("write one entry for each: [{ root: PATH }, { manifest: FILE }]");
    source = {.kind = kind, .where = text->where};
    if (kind == Kind::upstream) {
      references.add(References::To::upstream, *text);
      source.upstream = **text;
    } else {
      source.path = require_path(*text, folder, entry.named(name));
    }
    first = name;
  }
  if (!first)
    throw entry.missing("root").hint(
        "write the name of an upstream, { rpmdb: PATH }, { root: PATH } or { manifest: FILE }");
  if (const auto target = entry.text(k_target)) {
    references.add(References::To::base_target, *target);
    source.target = **target;
  }
  return source;
}

// Two entries for different targets may be the same.
bool is_same(const BaseSource& source, const BaseSource& other) {
  const bool shares_target = source.target.empty() || other.target.empty() || source.target == other.target;
  return shares_target && source.kind == other.kind && source.upstream == other.upstream &&
         source.path == other.path;
}

void add_to_base(std::vector<BaseSource>& base, BaseSource source, const Fields& release) {
  if (std::ranges::any_of(base, [&](const auto& other) { return is_same(source, other); }))
    throw Error(ExitCode::invalid,
                fmt::format("{} is listed twice in {}",
                            shown(source.kind == Kind::upstream ? source.upstream : source.path.string()),
                            release.named("base")))
        .at(source.where);
  base.push_back(std::move(source));
}

// "libGL.so.1()(64bit)", "/usr/bin/perl" or "config(bash) = 4.1-1": what a package can provide.
bool is_provide(const string& text) {
  if (text.empty() || text.find_first_of("\t\n\r,") != string::npos) return false;
  if (string_view(" (<>=").find(text.front()) != string_view::npos) return false;
  const auto words = split(text, ' ');
  return words.size() == 1 || (words.size() == 3 && words[1] == "=" && !words[2].empty());
}

}  // namespace

std::vector<BaseSource> read_base(const Fields& release, const fs::path& folder, References& references) {
  std::vector<BaseSource> base;
  release.each_item(
      "base", entry_keys(),
      [&](const Located<string>& name) {
        add_to_base(base, upstream_of_base(name, release, references), release);
      },
      [&](const Fields& entry) { add_to_base(base, entry_of_base(entry, folder, references), release); });
  return base;
}

std::vector<Located<string>> read_assumed_provides(const Fields& release) {
  auto provides = release.list("assume-provides");
  for (const auto& provide : provides) {
    if (is_provide(*provide)) continue;
    throw Error(ExitCode::invalid, fmt::format("{} in {} is not a capability", shown(*provide),
                                               release.named("assume-provides")))
        .at(provide.where)
        .hint("write what a package provides: \"libGL.so.1()(64bit)\", /usr/bin/perl or \"webserver = 2.0\"");
  }
  return provides;
}

}  // namespace rpmworks::config
