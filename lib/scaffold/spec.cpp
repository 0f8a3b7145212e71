// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/spec.hpp"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "core/text.hpp"
#include "scaffold/templates.hpp"
#include "srpm/changes.hpp"

namespace rpmworks::scaffold {

namespace {

using Values = std::map<std::string, std::string>;

// A value of the repository's in a line of a spec.
std::string escaped(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '%') line += '%';
    line += static_cast<unsigned char>(c) < ' ' || c == 0x7F ? ' ' : c;
  }
  while (line.ends_with('\\') || line.ends_with(' ')) line.pop_back();  // neither draws the next line into it
  return line;
}

// One word for the shell of a spec's section.
std::string shell_word(const std::string& text) {
  std::string word = "'";
  for (const char c : escaped(text)) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

std::string lines(std::string_view before, const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values) text += fmt::format("{}{}{}", text.empty() ? "" : "\n", before, value);
  return text;
}

std::string shell_words(const std::vector<std::string>& texts) {
  std::string words;
  for (const auto& text : texts) words += " " + shell_word(text);
  return words;
}

// %install of a project that nothing builds.
std::string installation(const Project& project) {
  if (!project.roots.empty())
    return "mkdir -p %{buildroot}\ncp -pr --" + shell_words(project.roots) + " %{buildroot}/";
  std::vector<std::string> commands = {"mkdir -p %{buildroot}"};
  if (!project.programs.empty())
    commands.push_back("install -D -p -m 0755 -t %{buildroot}%{_bindir} --" + shell_words(project.programs));
  if (!project.data.empty()) {
    commands.emplace_back("mkdir -p %{buildroot}%{_datadir}/%{name}");
    commands.push_back("cp -pr --" + shell_words(project.data) + " %{buildroot}%{_datadir}/%{name}/");
  }
  return join(commands, "\n");
}

std::string documents(const Project& project) {
  std::vector<std::string> both;
  if (!project.license_files.empty()) both.push_back("%license " + join(project.license_files, " "));
  if (!project.documents.empty()) both.push_back("%doc " + join(project.documents, " "));
  return join(both, "\n");
}

std::string changelog(const Project& project) {
  const srpm::Change change{project.commit.time, project.commit.author_name, project.commit.author_email,
                            "First package"};
  std::string text = srpm::changelog_entries({change}, project.version + "-1", 0);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

Values values_of(const Project& project) {
  return {{"@DEBUG@", project.no_debug.empty()
                          ? ""
                          : fmt::format("# {}\n%global debug_package %{{nil}}\n", project.no_debug)},
          {"@NAME@", escaped(project.name)},
          {"@VERSION@", escaped(project.version)},
          {"@SUMMARY@", escaped(project.summary)},
          {"@LICENSE@", escaped(project.license)},
          {"@URL@", escaped(project.url)},
          {"@BUILDARCH@", project.noarch ? "noarch" : ""},
          {"@BUILDREQUIRES@", lines("BuildRequires:  ", project.build_requires)},
          {"@DESCRIPTION@", escaped(project.summary) + "."},
          {"@PREPARE@", project.autoreconf ? "autoreconf --force --install" : ""},
          {"@INSTALL@", installation(project)},
          {"@LIST_FILES@", std::string(trim(templates().at("list-files")))},
          {"@DOCS@", documents(project)},
          {"@CHANGELOG@", changelog(project)}};
}

// The placeholder of a line, if it has one: a template has one a line at most.
const Values::value_type* placeholder_in(const std::string& line, const Values& values) {
  for (const auto& value : values)
    if (line.find(value.first) != std::string::npos) return &value;
  return nullptr;
}

}  // namespace

std::string spec_text(const Project& project) {
  const Values values = values_of(project);
  std::string text;
  for (std::string line : split(trim(templates().at(name_of(project.kind) + ".spec")), '\n')) {
    const auto* const placeholder = placeholder_in(line, values);
    if (placeholder && placeholder->second.empty()) continue;  // a tag without a value is an error
    if (placeholder)
      line.replace(line.find(placeholder->first), placeholder->first.size(), placeholder->second);
    if (line.empty() && text.ends_with("\n\n")) continue;
    text += line + "\n";
  }
  return text;
}

}  // namespace rpmworks::scaffold
