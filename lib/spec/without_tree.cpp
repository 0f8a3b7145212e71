// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/without_tree.hpp"

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

std::string differing(const char* tag, const std::string& in_tree, const std::string& packaged) {
  return in_tree == packaged ? ""
                             : fmt::format("{} is {} instead of {}", tag, shown(packaged), shown(in_tree));
}

std::string differing(const char* tag, const std::vector<std::string>& in_tree,
                      const std::vector<std::string>& packaged) {
  return differing(tag, join(in_tree, ", "), join(packaged, ", "));
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

std::string differing_package(const rpm::SpecPackage& in_tree, const rpm::SpecPackage& packaged) {
  const std::string of = " of " + in_tree.nevra.name;
  std::string found = differing(("Provides" + of).c_str(), in_tree.provides, packaged.provides);
  if (!found.empty()) return found;
  for (const auto& tag : keys_of(in_tree.dependencies, packaged.dependencies)) {
    found = differing((tag + of).c_str(), value_of(in_tree.dependencies, tag),
                      value_of(packaged.dependencies, tag));
    if (!found.empty()) return found;
  }
  for (const auto& section : keys_of(in_tree.scriptlets, packaged.scriptlets)) {
    const std::string before = value_of(in_tree.scriptlets, section);
    const std::string after = value_of(packaged.scriptlets, section);
    if (before != after)
      return section.starts_with('%') ? fmt::format("the scriptlet {}{} {}", section, of,
                                                    before.empty()  ? "exists only without the tree"
                                                    : after.empty() ? "exists only in the tree"
                                                                    : "differs")
                                      : fmt::format("the {}{} differ", section, of);
  }
  return {};
}

std::string differing_in_packages(const rpm::SpecInfo& in_tree, const rpm::SpecInfo& packaged) {
  for (size_t i = 0; i < in_tree.packages.size(); ++i)
    if (std::string found = differing_package(in_tree.packages[i], packaged.packages[i]); !found.empty())
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
  for (const auto& line : lines_of(text))
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

std::string difference_without_tree(const rpm::SpecInfo& in_tree, const rpm::SpecInfo& packaged) {
  for (const std::string& found :
       {differing("Name", in_tree.name, packaged.name),
        differing("Epoch", in_tree.evr.epoch, packaged.evr.epoch),
        differing("Version", in_tree.evr.version, packaged.evr.version),
        differing("Release", in_tree.evr.release, packaged.evr.release),
        differing("the list of sources", sources_of(in_tree), sources_of(packaged)),
        differing("the list of BuildRequires", in_tree.build_requires, packaged.build_requires),
        differing("the list of BuildConflicts", in_tree.build_conflicts, packaged.build_conflicts),
        differing("ExclusiveArch", in_tree.exclusive_arch, packaged.exclusive_arch),
        differing("ExcludeArch", in_tree.exclude_arch, packaged.exclude_arch),
        differing("BuildArch", in_tree.build_arch, packaged.build_arch),
        differing("the list of packages", packages_of(in_tree), packages_of(packaged))})
    if (!found.empty()) return found;
  return differing_in_packages(in_tree, packaged);
}

std::string expanded_difference(const std::string& in_tree, const std::string& packaged) {
  const auto before = filled_lines(in_tree);
  const auto after = filled_lines(packaged);
  const auto [a, b] = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  if (a == before.end() && b == after.end()) return {};
  const auto quoted = [](const std::string& line) {
    return fmt::format("'{}'", printable(line, k_longest_shown));
  };
  return fmt::format("{} instead of {}", b == after.end() ? "nothing" : quoted(*b),
                     a == before.end() ? "nothing" : quoted(*a));
}

std::string explain_difference(const SecondParse& second) {
  if (second.says == SecondParse::Says::same_in_tree)
    return "the spec depends on the folder where it is parsed, or on whether its tree has some file; the "
           "package contains only the spec and its sources";
  if (second.says == SecondParse::Says::same_without_tree && !second.added_later.empty())
    return fmt::format("{} was added to the source folder after the spec was parsed in its tree",
                       join(second.added_later, ", "));
  return "the spec's commands or macros print different text each time";
}

Error without_tree_error(const std::string& what, const SecondParse& second,
                         const std::vector<rpm::SpecSource>& sources, const std::string& spec,
                         const std::string& text) {
  Error error(ExitCode::invalid, fmt::format("the spec gives another package without its tree: {}", what));
  const std::set<std::string>& read = second.read;
  if (read.empty()) {
    std::move(error).at({.file = spec}).note(explain_difference(second));
    if (second.says == SecondParse::Says::same_in_tree)
      return std::move(error).hint(
          "let the spec read only its sources (%{SOURCEN}), or write the value into the spec");
    if (second.says == SecondParse::Says::same_without_tree && !second.added_later.empty())
      return std::move(error).hint(
          "write into the spec what it reads from that source, or commit the file beside the spec as a "
          "source (SourceN, read as %{SOURCEN})");
    return std::move(error).hint("the spec must give the same result each time it is parsed");
  }
  std::move(error).at(place_of(*read.begin(), spec, text));
  size_t named = 0;
  for (const auto& file : read) {
    if (++named > k_most_files) continue;
    const auto* const source = source_called(sources, git::last_name(file));
    std::move(error).note(
        source ? fmt::format("{} was read from the tree, which the package does not contain; as a source "
                             "it is {}",
                             file, macro_of_source(*source))
               : fmt::format("{} was read while the spec was parsed, but is not in the package", file));
  }
  if (named > k_most_files) std::move(error).note(fmt::format("and {} more", named - k_most_files));
  const std::string& first = *read.begin();
  if (const auto* const source = source_called(sources, git::last_name(first)))
    return std::move(error).hint(fmt::format("read it as {}", macro_of_source(*source)));
  // rpm finds files in the near folders by name alone.
  const auto near = source_folders(spec, "");
  const std::string value =
      std::ranges::find(near, git::folder_of(first)) != near.end() ? git::last_name(first) : first;
  return std::move(error).hint(
      fmt::format("make {} a source (SourceN: {}, read as %{{SOURCEN}}), or write its value into the spec",
                  first, value));
}

}  // namespace rpmworks::spec
