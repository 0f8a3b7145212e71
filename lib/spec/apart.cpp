// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/apart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/printable.hpp"
#include "core/text.hpp"
#include "git/tree_files.hpp"
#include "spec/parse_view.hpp"
#include "spec/text.hpp"

namespace rpmworks::spec {

namespace {

constexpr size_t k_longest_shown = 200;
constexpr size_t k_most_files = 5;

std::string shown(const std::string& value) {
  return value.empty() ? "nothing" : printable(value, k_longest_shown);
}

std::string differing(const char* tag, const std::string& in_tree, const std::string& apart) {
  return in_tree == apart ? "" : fmt::format("{} is {} instead of {}", tag, shown(apart), shown(in_tree));
}

std::string differing(const char* tag, const std::vector<std::string>& in_tree,
                      const std::vector<std::string>& apart) {
  return differing(tag, join(in_tree, ", "), join(apart, ", "));
}

std::vector<std::string> sources_of(const rpm::SpecInfo& info) {
  std::vector<std::string> files;
  for (const auto& source : info.sources)
    files.push_back(fmt::format("{}{} {}{}", source.kind == rpm::SpecSource::Kind::patch ? "Patch" : "Source",
                                source.number, source.value, source.no_source ? " (not carried)" : ""));
  return files;
}

std::vector<std::string> packages_of(const rpm::SpecInfo& info) {
  std::vector<std::string> packages;
  for (const auto& package : info.packages) packages.push_back(package.nevra.str());
  return packages;
}

template <typename Values>
std::set<std::string> keys_of(const Values& a, const Values& b) {
  std::set<std::string> keys;
  for (const auto* const values : {&a, &b})
    for (const auto& [key, value] : *values) keys.insert(key);
  return keys;
}

template <typename Value>
Value value_of(const std::map<std::string, Value>& values, const std::string& key) {
  const auto found = values.find(key);
  return found == values.end() ? Value() : found->second;
}

std::string differing_package(const rpm::SpecPackage& in_tree, const rpm::SpecPackage& apart) {
  const std::string of = " of " + in_tree.nevra.name;
  std::string found = differing(("Provides" + of).c_str(), in_tree.provides, apart.provides);
  if (!found.empty()) return found;
  for (const auto& tag : keys_of(in_tree.dependencies, apart.dependencies)) {
    found =
        differing((tag + of).c_str(), value_of(in_tree.dependencies, tag), value_of(apart.dependencies, tag));
    if (!found.empty()) return found;
  }
  for (const auto& section : keys_of(in_tree.scriptlets, apart.scriptlets)) {
    const std::string before = value_of(in_tree.scriptlets, section);
    const std::string after = value_of(apart.scriptlets, section);
    if (before != after)
      return section.starts_with('%') ? fmt::format("the scriptlet {}{} {}", section, of,
                                                    before.empty()  ? "is there, which it is not in the tree"
                                                    : after.empty() ? "is missing"
                                                                    : "is another")
                                      : fmt::format("the {}{} are others", section, of);
  }
  return {};
}

std::string differing_in_packages(const rpm::SpecInfo& in_tree, const rpm::SpecInfo& apart) {
  for (size_t i = 0; i < in_tree.packages.size(); ++i)
    if (std::string found = differing_package(in_tree.packages[i], apart.packages[i]); !found.empty())
      return found;
  return {};
}

std::vector<std::string> filled_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (const auto& line : split(text, '\n'))
    if (const auto filled = trim(line); !filled.empty()) lines.emplace_back(filled);
  return lines;
}

bool reads_something(std::string_view line) {
  return line.find("%(") != std::string_view::npos || line.find("%{") != std::string_view::npos ||
         line.find("%include") != std::string_view::npos || line.find("io.open") != std::string_view::npos;
}

// Where the spec names the file.
SourcePosition place_of(const std::string& file, const std::string& spec, const std::string& text) {
  for (const auto& line : lines_of_spec(text))
    if (line.content.find(git::last_name(file)) != std::string_view::npos && reads_something(line.content) &&
        !trim(line.content).starts_with('#'))
      return position_of(line, spec);
  return {.file = spec};
}

const rpm::SpecSource* source_called(const std::vector<rpm::SpecSource>& sources, const std::string& name) {
  const auto found = std::ranges::find_if(
      sources, [&](const auto& source) { return source.file == name && !source.no_source; });
  return found == sources.end() ? nullptr : &*found;
}

std::string macro_of_source(const rpm::SpecSource& source) {
  return fmt::format("%{{{}{}}}", source.kind == rpm::SpecSource::Kind::patch ? "PATCH" : "SOURCE",
                     source.number);
}

}  // namespace

std::string difference_apart(const rpm::SpecInfo& in_tree, const rpm::SpecInfo& apart) {
  for (const std::string& found :
       {differing("Name", in_tree.name, apart.name), differing("Epoch", in_tree.evr.epoch, apart.evr.epoch),
        differing("Version", in_tree.evr.version, apart.evr.version),
        differing("Release", in_tree.evr.release, apart.evr.release),
        differing("the list of sources", sources_of(in_tree), sources_of(apart)),
        differing("the list of BuildRequires", in_tree.build_requires, apart.build_requires),
        differing("the list of BuildConflicts", in_tree.build_conflicts, apart.build_conflicts),
        differing("ExclusiveArch", in_tree.exclusive_arch, apart.exclusive_arch),
        differing("ExcludeArch", in_tree.exclude_arch, apart.exclude_arch),
        differing("BuildArch", in_tree.build_arch, apart.build_arch),
        differing("the list of packages", packages_of(in_tree), packages_of(apart))})
    if (!found.empty()) return found;
  return differing_in_packages(in_tree, apart);
}

std::string expanded_difference(const std::string& in_tree, const std::string& apart) {
  const auto before = filled_lines(in_tree);
  const auto after = filled_lines(apart);
  const auto [a, b] = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  if (a == before.end() && b == after.end()) return {};
  const auto quoted = [](const std::string& line) {
    return fmt::format("'{}'", printable(line, k_longest_shown));
  };
  return fmt::format("{} instead of {}", b == after.end() ? "nothing" : quoted(*b),
                     a == before.end() ? "nothing" : quoted(*a));
}

std::string cause_of_difference(const Repeat& repeat) {
  if (repeat.says == Repeat::Says::as_before)
    return "the spec asks where it is parsed, or whether its tree has some file; the package has the spec "
           "and the sources alone";
  if (repeat.says == Repeat::Says::as_apart && !repeat.late.empty())
    return fmt::format("{} came into the folder of sources only after the spec was parsed in its tree",
                       join(repeat.late, ", "));
  return "the spec's commands or macros print something else each time";
}

Error error_apart(const std::string& what, const Repeat& repeat, const std::vector<rpm::SpecSource>& sources,
                  const std::string& spec, const std::string& text) {
  Error error(ExitCode::invalid,
              fmt::format("the source package alone does not say what the spec says in its tree: {}", what));
  const std::set<std::string>& read = repeat.read;
  if (read.empty()) {
    std::move(error).at({.file = spec}).note(cause_of_difference(repeat));
    if (repeat.says == Repeat::Says::as_before)
      return std::move(error).hint(
          "let the spec ask for its sources alone (%{SOURCEN}), or write the answer into it");
    if (repeat.says == Repeat::Says::as_apart && !repeat.late.empty())
      return std::move(error).hint(
          "write into the spec what it asks of that source, or commit it beside the spec as a source of its "
          "own (SourceN, read as %{SOURCEN})");
    return std::move(error).hint("the spec must say the same each time it is parsed");
  }
  std::move(error).at(place_of(*read.begin(), spec, text));
  size_t named = 0;
  for (const auto& file : read) {
    if (++named > k_most_files) continue;
    const auto* const source = source_called(sources, git::last_name(file));
    std::move(error).note(
        source ? fmt::format(
                     "{} was read at its place in the tree, which the package does not have; as a source "
                     "it is {}",
                     file, macro_of_source(*source))
               : fmt::format("{} was read while the spec was parsed, and is not in the package", file));
  }
  if (named > k_most_files) std::move(error).note(fmt::format("and {} more", named - k_most_files));
  const std::string& first = *read.begin();
  if (const auto* const source = source_called(sources, git::last_name(first)))
    return std::move(error).hint(fmt::format("read it as {}", macro_of_source(*source)));
  // Near files are found by their names alone.
  const auto near = source_folders(spec, "");
  const std::string value =
      std::ranges::find(near, git::folder_of(first)) != near.end() ? git::last_name(first) : first;
  return std::move(error).hint(
      fmt::format("make {} a source (SourceN: {}, read as %{{SOURCEN}}), or write its value into the spec",
                  first, value));
}

}  // namespace rpmworks::spec
