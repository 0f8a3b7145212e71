// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/spec_checks.hpp"

#include <fmt/format.h>
#include <rpm/header.h>
#include <rpm/rpmbuild.h>
#include <rpm/rpmmacro.h>
#include <rpm/rpmtag.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <sstream>
#include <type_traits>

#include "core/error.hpp"
#include "core/handle.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"
#include "rpm/reader.hpp"

namespace rpmworks::rpm {

namespace {

// A tag's name in specs and in librpm.
struct Tag {
  const char* name;
  rpmTagVal value;
};

constexpr Tag k_source_tags[] = {{"Name", RPMTAG_NAME},
                                 {"Version", RPMTAG_VERSION},
                                 {"Release", RPMTAG_RELEASE},
                                 {"ExclusiveArch", RPMTAG_EXCLUSIVEARCH},
                                 {"ExcludeArch", RPMTAG_EXCLUDEARCH},
                                 {"BuildArch", RPMTAG_BUILDARCHS},
                                 {"BuildRequires", RPMTAG_REQUIRENEVRS},
                                 {"BuildConflicts", RPMTAG_CONFLICTNEVRS}};

constexpr Tag k_package_tags[] = {{"Name", RPMTAG_NAME},
                                  {"Version", RPMTAG_VERSION},
                                  {"Release", RPMTAG_RELEASE},
                                  {"Requires", RPMTAG_REQUIRENEVRS},
                                  {"Provides", RPMTAG_PROVIDENEVRS},
                                  {"Conflicts", RPMTAG_CONFLICTNEVRS},
                                  {"Obsoletes", RPMTAG_OBSOLETENEVRS},
                                  {"Recommends", RPMTAG_RECOMMENDNEVRS},
                                  {"Suggests", RPMTAG_SUGGESTNEVRS},
                                  {"Supplements", RPMTAG_SUPPLEMENTNEVRS},
                                  {"Enhances", RPMTAG_ENHANCENEVRS}};

// The text tags that createrepo_c writes into repository metadata, in addition to dependencies and files.
constexpr Tag k_text_tags[] = {{"Summary", RPMTAG_SUMMARY},
                               {"%description", RPMTAG_DESCRIPTION},
                               {"License", RPMTAG_LICENSE},
                               {"Group", RPMTAG_GROUP},
                               {"URL", RPMTAG_URL},
                               {"Vendor", RPMTAG_VENDOR},
                               {"Packager", RPMTAG_PACKAGER},
                               {"an author in %changelog", RPMTAG_CHANGELOGNAME},
                               {"%changelog", RPMTAG_CHANGELOGTEXT}};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

bool same_letters(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
         });
}

// How a line contains a macro: "%x" and "%{x}" use it, "%%x" is the text "%x".
enum class Holding { use, text };

bool holds(std::string_view line, const std::string& macro, Holding holding) {
  for (size_t at = 0; (at = line.find(macro, at)) != std::string_view::npos; at += macro.size()) {
    const size_t end = at + macro.size();
    const std::string_view before = line.substr(0, at);
    const size_t opening = before.find_last_not_of("{?!");
    if (opening == std::string_view::npos || before[opening] != '%' ||
        (end < line.size() && is_word(line[end])))
      continue;
    const size_t other = before.substr(0, opening).find_last_not_of('%');
    const size_t signs = other == std::string_view::npos ? opening + 1 : opening - other;
    if ((signs % 2 == 1) == (holding == Holding::use)) return true;
  }
  return false;
}

// Whether a line sets a tag: "Requires(post): x" sets Requires, "Source1: x" sets Source.
bool sets(std::string_view line, std::string_view tag) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  std::string_view name = trim(line.substr(0, colon));
  name = trim(name.substr(0, name.find('(')));
  while (!name.empty() && std::isdigit(static_cast<unsigned char>(name.back()))) name.remove_suffix(1);
  return same_letters(name, tag);
}

// The line that sets the tag with the macro in it, else the first line that uses the macro.
int line_using(const std::vector<std::string>& lines, std::string_view tag, const std::string& macro) {
  int any = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (!holds(lines[i], macro, Holding::use)) continue;
    if (sets(lines[i], tag)) return static_cast<int>(i) + 1;
    if (any == 0 && !trim(lines[i]).starts_with('#')) any = static_cast<int>(i) + 1;
  }
  return any;
}

// Whether a value contains a '%' and a macro's name as plain text: "100%%pure". If the tag's own lines have
// it only as text, other uses of the macro in the spec do not matter.
bool is_text(const std::vector<std::string>& lines, std::string_view tag, const std::string& macro) {
  const auto with = [&](Holding holding, bool in_tag) {
    return std::ranges::any_of(lines, [&](const std::string& line) {
      return (!in_tag || sets(line, tag)) && holds(line, macro, holding);
    });
  };
  if (with(Holding::text, true)) return !with(Holding::use, true);
  return with(Holding::text, false) && !with(Holding::use, false);
}

SourcePosition position(const fs::path& file, const std::vector<std::string>& lines, int line) {
  return {.file = file.string(),
          .line = line,
          .text = line > 0 ? printable(lines[static_cast<size_t>(line) - 1], 1000) : ""};
}

std::vector<std::string> unexpanded_macros(const std::string& value) {
  std::vector<std::string> macros;
  for (size_t at = 0; (at = value.find('%', at)) != std::string::npos; ++at) {
    size_t start = at + 1;
    const bool is_braced = start < value.size() && value[start] == '{';
    while (start < value.size() && std::string_view("{?!").find(value[start]) != std::string_view::npos)
      ++start;
    size_t end = start;
    while (end < value.size() && is_word(value[end])) ++end;
    // "%x" and "%20" are not macros: without braces, names have at least three letters.
    if (end == start || std::isdigit(static_cast<unsigned char>(value[start]))) continue;
    if (is_braced || end - start >= 3) macros.push_back(value.substr(start, end - start));
  }
  return macros;
}

// A URL without its percent-encoded bytes ("%C3%BC"), which are not macros; other text is returned unchanged.
std::string without_encoded(const std::string& value) {
  if (value.find("://") == std::string::npos) return value;
  const auto is_hex = [&](size_t at) {
    return at < value.size() && std::isxdigit(static_cast<unsigned char>(value[at]));
  };
  std::string rest;
  for (size_t at = 0; at < value.size(); ++at) {
    const bool is_encoded = value[at] == '%' && is_hex(at + 1) && is_hex(at + 2);
    rest += is_encoded ? '-' : value[at];
    if (is_encoded) at += 2;
  }
  return rest;
}

void require_known(const std::string& tag, const std::string& whose, const std::string& searched,
                   const std::string& value, const fs::path& file) {
  const auto macros = unexpanded_macros(searched);
  if (macros.empty()) return;
  const auto lines = split(read_file(file), '\n');
  const auto unknown =
      std::ranges::find_if(macros, [&](const std::string& name) { return !is_text(lines, tag, name); });
  if (unknown == macros.end()) return;
  const std::string& macro = *unknown;
  const int line = line_using(lines, tag, macro);
  Error error(ExitCode::invalid, fmt::format("{}{} is '{}', but the macro %{} is not defined", tag, whose,
                                             printable(value, 1000), macro));
  std::move(error).at(position(file, lines, line));
  if (rpmMacroIsDefined(nullptr, macro.c_str()))
    std::move(error).hint(fmt::format(
        "the spec defines %{} only further down: move the definition above its first use", macro));
  throw error;
}

std::string whose(Header header, const std::string& main_name) {
  const std::string name = text_of(header, RPMTAG_NAME);
  return name == main_name ? "" : " of " + printable(name, 200);
}

template <typename Visit>
void for_each_package(rpmSpec spec, Visit&& visit) {
  const Owned<std::remove_pointer_t<rpmSpecPkgIter>, rpmSpecPkgIterFree> each(rpmSpecPkgIterInit(spec));
  while (rpmSpecPkg package = rpmSpecPkgIterNext(each.get())) visit(rpmSpecPkgHeader(package));
}

// The line of the spec with the character: where the surrounding text is the same, else the first line with
// the character.
int line_holding(const std::vector<std::string>& lines, std::string_view value,
                 const ForbiddenCharacter& found) {
  constexpr size_t k_around = 16;
  const std::string_view character = value.substr(found.at, found.bytes);
  const size_t line_start = value.rfind('\n', found.at) + 1;  // npos + 1 is 0
  const size_t begin = std::max(line_start, found.at - std::min(found.at, k_around));
  const std::string_view around = value.substr(begin, found.at - begin + found.bytes);
  int any = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find(character) == std::string::npos) continue;
    if (lines[i].find(around) != std::string::npos) return static_cast<int>(i) + 1;
    if (any == 0) any = static_cast<int>(i) + 1;
  }
  return any;
}

void require_fit(const std::string& tag, const std::string& whose, const std::string& value,
                 const fs::path& file) {
  const auto found = forbidden_in_xml(value);
  if (!found) return;
  const auto lines = split(read_file(file), '\n');
  SourcePosition where = position(file, lines, line_holding(lines, value, *found));
  if (where.line > 0) {
    const size_t column =
        lines[static_cast<size_t>(where.line) - 1].find(value.substr(found->at, found->bytes));
    where.column = static_cast<int>(column) + 1;
    where.text.clear();  // do not show the line: the character itself would shift the caret
  }
  const bool is_written = where.line > 0;
  throw Error(ExitCode::invalid,
              fmt::format("{}{} contains the character {}, which repository metadata cannot contain", tag,
                          whose, found->name))
      .at(std::move(where))
      .hint(is_written ? "remove the character from the spec"
                       : "a macro or a command of the spec prints it: make it print plain text");
}

// Paths in the expanded %files sections: metadata lists them.
void require_fit_files(rpmSpec spec, const fs::path& file) {
  const char* const expanded = rpmSpecGetSection(spec, RPMBUILD_NONE);
  bool is_in_files = false;
  for (const std::string& line : split(expanded ? expanded : "", '\n')) {
    std::string word;
    std::istringstream(line) >> word;
    constexpr const char* k_of_files[] = {"%attr",   "%defattr", "%dir",      "%doc",       "%docdir",
                                          "%config", "%ghost",   "%license",  "%verify",    "%lang",
                                          "%caps",   "%exclude", "%artifact", "%missingok", "%readme"};
    if (word == "%files")
      is_in_files = true;
    else if (word.starts_with('%') &&
             std::ranges::none_of(k_of_files, [&](const char* known) { return word.starts_with(known); }))
      is_in_files = false;
    if (is_in_files) require_fit("%files", "", line, file);
  }
}

}  // namespace

std::string unexpanded_macro(const std::string& value) {
  const auto macros = unexpanded_macros(value);
  return macros.empty() ? "" : macros.front();
}

void require_known_macros(rpmSpec spec, const std::vector<SpecSource>& sources, const fs::path& file) {
  const Header source = rpmSpecSourceHeader(spec);
  for (const auto& [name, tag] : k_source_tags)
    for (const auto& value : texts_of(source, static_cast<int>(tag)))
      require_known(name, "", value, value, file);
  const std::string main_name = text_of(source, RPMTAG_NAME);
  for_each_package(spec, [&](Header header) {
    for (const auto& [name, tag] : k_package_tags)
      for (const auto& value : texts_of(header, static_cast<int>(tag)))
        require_known(name, whose(header, main_name), value, value, file);
  });
  for (const auto& each : sources)
    require_known(each.kind == SpecSource::Kind::patch ? "Patch" : "Source", "", without_encoded(each.value),
                  each.value, file);
}

std::vector<std::string> unknown_architectures(const std::string& spec_text) {
  std::vector<std::string> warnings;
  std::vector<std::string> told;
  int number = 0;
  for (const std::string& line : split(spec_text, '\n')) {
    ++number;
    std::istringstream words(line);
    std::string condition;
    words >> condition;
    if (condition != "%ifarch" && condition != "%ifnarch") continue;
    for (std::string word; words >> word;) {
      const std::string macro = unexpanded_macro(word);
      if (macro.empty() || word.find('?') != std::string::npos || rpmMacroIsDefined(nullptr, macro.c_str()) ||
          std::ranges::find(told, macro) != told.end())
        continue;
      told.push_back(macro);
      warnings.push_back(
          fmt::format("line {}: {} uses %{}, which is not defined, so it matches no architecture "
                      "(define it in the target's `buildroot.macros`)",
                      number, condition, macro));
    }
  }
  return warnings;
}

std::optional<std::string> unfit_for_metadata(Header header) {
  const auto unfit = [&](const Tag& tag) -> std::optional<std::string> {
    for (const auto& value : texts_of(header, static_cast<int>(tag.value)))
      if (const auto found = forbidden_in_xml(value))
        return fmt::format("{} contains the character {}", tag.name, found->name);
    return std::nullopt;
  };
  for (const auto& tag : k_text_tags)
    if (auto what = unfit(tag)) return what;
  for (const auto& tag : k_package_tags)
    if (auto what = unfit(tag)) return what;
  return std::nullopt;
}

void require_metadata_characters(rpmSpec spec, const fs::path& file) {
  const Header source = rpmSpecSourceHeader(spec);
  const std::string main_name = text_of(source, RPMTAG_NAME);
  const auto check = [&](Header header) {
    for (const auto& [name, tag] : k_text_tags)
      for (const auto& value : texts_of(header, static_cast<int>(tag)))
        require_fit(name, whose(header, main_name), value, file);
    for (const auto& [name, tag] : k_package_tags)
      for (const auto& value : texts_of(header, static_cast<int>(tag)))
        require_fit(header == source && tag == RPMTAG_REQUIRENEVRS ? "BuildRequires" : name,
                    whose(header, main_name), value, file);
  };
  check(source);
  for_each_package(spec, check);
  require_fit_files(spec, file);
}

}  // namespace rpmworks::rpm
