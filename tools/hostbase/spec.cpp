// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace rpmworks::hostbase {

namespace {

// Escapes text for rpm, on one line.
std::string literal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '%') out += '%';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out;
}

// Escapes a path for %files. rpm has no escape for pattern characters, so '?' matches such a character. Up
// to 4.19 rpm treats "quoted" names as patterns too, from 4.20 on as literal text: a name with such a
// character is not quoted, unless it contains a blank.
std::string file_name(const std::string& path) {
  std::string out;
  bool is_pattern = false;
  for (const char c : path) {
    if (static_cast<unsigned char>(c) < ' ')
      throw Error(ExitCode::invalid, fmt::format("rpm cannot package the name '{}'", literal(path)));
    if (std::string_view("[]{}*?\"\\").find(c) != std::string_view::npos) {
      out += '?';
      is_pattern = true;
    } else if (c == '%') {
      out += "%%";
    } else {
      out += c;
    }
  }
  return is_pattern && out.find(' ') == std::string::npos ? out : '"' + out + '"';
}

std::string file_line(const Entry& entry, bool is_config) {
  if (entry.kind == Entry::Kind::link) return file_name(entry.path) + '\n';
  return fmt::format("{}%attr({:04o},{},{}) {}\n",
                     entry.kind == Entry::Kind::folder ? "%dir " : (is_config ? "%config(noreplace) " : ""),
                     entry.mode, entry.user.empty() ? "root" : entry.user,
                     entry.group.empty() ? "root" : entry.group, file_name(entry.path));
}

}  // namespace

std::string spec_text(const Recipe& recipe) {
  const rpm::Evr& evr = recipe.nevra.evr;
  std::string text =
      fmt::format("Name: {}\nVersion: {}\nRelease: {}\n", recipe.nevra.name, evr.version, evr.release);
  if (!evr.epoch.empty()) text += fmt::format("Epoch: {}\n", evr.epoch);
  // Debian documents licences per file in a separate file; a summary made up here would be wrong.
  text += fmt::format("Summary: {}\nLicense: LicenseRef-Debian-copyright\nGroup: {}\n",
                      recipe.summary.empty() ? recipe.nevra.name : literal(recipe.summary),
                      recipe.section.empty() ? "misc" : literal(recipe.section));
  if (!recipe.url.empty()) text += fmt::format("URL: {}\n", literal(recipe.url));
  if (recipe.nevra.arch == "noarch") text += "BuildArch: noarch\n";
  text += "AutoReqProv: no\n";
  for (const auto& need : recipe.before) text += fmt::format("Requires(pre): {}\n", need);
  for (const auto& need : recipe.beside) text += fmt::format("Requires(meta): {}\n", need);
  for (const auto& need : recipe.requirements) text += fmt::format("Requires: {}\n", need);
  for (const auto& provide : recipe.provides) text += fmt::format("Provides: {}\n", provide);
  for (const auto& enemy : recipe.conflicts) text += fmt::format("Conflicts: {}\n", enemy);
  text += fmt::format("%description\n{}\n\n",
                      recipe.summary.empty() ? recipe.nevra.name : literal(recipe.summary));
  text += recipe.scriptlets;
  text += "%files\n%defattr(-,root,root)\n";
  for (const auto& entry : recipe.files) text += file_line(entry, recipe.conffiles.contains(entry.path));
  return text;
}

}  // namespace rpmworks::hostbase
