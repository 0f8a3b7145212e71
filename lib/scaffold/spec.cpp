// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/spec.hpp"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "core/text.hpp"
#include "scaffold/scriptlets.hpp"
#include "scaffold/templates.hpp"
#include "srpm/changes.hpp"

namespace rpmworks::scaffold {

namespace {

using Values = std::map<std::string, std::string>;

// Escapes a text from the repository for a line of a spec.
std::string escaped(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '%') line += '%';
    line += static_cast<unsigned char>(c) < ' ' || c == 0x7F ? ' ' : c;
  }
  while (line.ends_with('\\') || line.ends_with(' ')) line.pop_back();  // a final '\' would continue the line
  return line;
}

// Quotes a text as one word for the shell of a spec's section.
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

// A comment of the spec, wrapped at 100 columns.
std::string comment(const std::string& text) {
  constexpr size_t k_widest = 100;
  std::string lines;
  std::string line = "#";
  for (const auto& word : split(text, ' ')) {
    if (line.size() + word.size() > k_widest) {
      lines += line + "\n";
      line = "#";
    }
    line += " " + word;
  }
  return lines + line;
}

// The commands for files that the build does not install.
std::vector<std::string> system_file_commands(const Project& project) {
  std::vector<std::string> commands;
  for (const auto& file : project.system_files)
    if (!file.is_built)
      commands.push_back(
          fmt::format("install -D -p -m 0644 {} %{{buildroot}}{}/{}", file.path, file.folder, file.name));
  return commands;
}

// %install of a project without a build system.
std::string installation(const Project& project) {
  std::vector<std::string> commands = {"mkdir -p %{buildroot}"};
  if (!project.roots.empty()) commands.push_back("cp -pr --" + shell_words(project.roots) + " %{buildroot}/");
  if (!project.programs.empty())
    commands.push_back("install -D -p -m 0755 -t %{buildroot}%{_bindir} --" + shell_words(project.programs));
  if (!project.data.empty()) {
    commands.emplace_back("mkdir -p %{buildroot}%{_datadir}/%{name}");
    commands.push_back("cp -pr --" + shell_words(project.data) + " %{buildroot}%{_datadir}/%{name}/");
  }
  return join(commands, "\n");
}

// The %files lines of a Python project for files that the build does not install. %pyproject_save_files lists
// only the content of the wheel.
std::string system_file_list(const Project& project) {
  std::vector<std::string> files;
  for (const auto& file : project.system_files)
    if (!file.is_built)
      files.push_back(
          fmt::format("{}/{}{}", file.folder, file.name, file.kind == SystemFileKind::manual ? "*" : ""));
  return join(files, "\n");
}

std::string requirements(const Project& project) {
  std::string text = lines("BuildRequires:  ", project.build_requires);
  if (!project.optional_requires.empty())
    text +=
        (text.empty() ? "" : "\n") + comment("Optional dependencies, which the build files also look for: " +
                                             join(project.optional_requires, ", "));
  return text;
}

std::string check(const Project& project) {
  for (const auto& file : project.system_files)
    if (file.kind == SystemFileKind::desktop)
      return "%check\nfind %{buildroot} -path '*/applications/*.desktop' -exec desktop-file-validate '{}' "
             "+\n";
  return {};
}

std::string devel_package(const Project& project) {
  if (!project.is_library) return {};
  std::string text = "%package devel\nSummary:        Development files of %{name}\n";
  if (project.is_headers_only)
    text += "Provides:       %{name}-static = %{version}-%{release}\n";
  else
    text += fmt::format("Requires:       %{{name}}{} = %{{version}}-%{{release}}\n",
                        project.noarch ? "" : "%{?_isa}");
  return text + "\n%description devel\nFiles for compiling programs that use %{name}.\n";
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

std::string header(const Project& project) {
  std::string text;
  if (!project.no_debug.empty())
    text += fmt::format("# {}\n%global debug_package %{{nil}}\n", project.no_debug);
  // Build conditions decide which files are installed, so one of the two packages may have no files.
  if (project.is_library && !project.is_headers_only)
    text +=
        "# All installed files may belong to one of the packages.\n"
        "%global _empty_manifest_terminate_build 0\n";
  return text;
}

std::vector<std::string> with_options(std::string macro, const Project& project) {
  std::vector<std::string> words = {std::move(macro)};
  words.insert(words.end(), project.configure_options.begin(), project.configure_options.end());
  return words;
}

std::string without_newline(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

Values values_of(const Project& project) {
  const bool has_two_packages = project.is_library && !project.is_headers_only;
  std::vector<std::string> exports;
  for (const auto& variable : project.environment) exports.push_back("export " + variable);
  std::string variables;
  for (const auto& variable : project.variables) variables += " " + variable;
  return {{"@HEADER@", header(project)},
          {"@NAME@", escaped(project.name)},
          {"@VERSION@", escaped(project.version)},
          {"@SUMMARY@", escaped(project.summary)},
          {"@LICENSE@", escaped(project.license)},
          {"@URL@", escaped(project.url)},
          {"@BUILDARCH@", project.noarch ? "noarch" : ""},
          {"@BUILDREQUIRES@", requirements(project)},
          {"@REQUIRES@", without_newline(scriptlet_requirements(project))},
          {"@DESCRIPTION@", escaped(project.summary) + "."},
          {"@DEVEL@", devel_package(project)},
          {"@PREPARE@", project.prepare},
          {"@CONFIGURE@", project.uses_libtool ? "%configure --disable-static" : "%configure"},
          {"@CMAKE@", join(with_options("%cmake", project), " ")},
          {"@MESON@", join(with_options("%meson", project), " ")},
          {"@EXPORTS@", join(exports, "\n")},
          {"@MAKE@", "%make_build PREFIX=%{_prefix} prefix=%{_prefix}" + variables},
          {"@MAKE_INSTALL@", "%make_install PREFIX=%{_prefix} prefix=%{_prefix}" + variables},
          {"@MAIN_PACKAGES@", project.main_packages},
          {"@INSTALL@", installation(project)},
          {"@INSTALL_MORE@", join(system_file_commands(project), "\n")},
          {"@LIST_FILES@", std::string(trim(templates().at("list-files")))},
          {"@LIST_DEVEL@", has_two_packages ? std::string(trim(templates().at("list-devel"))) : ""},
          {"@CHECK@", check(project)},
          {"@SCRIPTLETS@", scriptlets(project)},
          {"@SYSTEM_FILES@", system_file_list(project)},
          {"@FILES@", fmt::format("%files {}-f %{{name}}.lst", project.is_headers_only ? "devel " : "")},
          {"@DOCS@", documents(project)},
          {"@DEVEL_FILES@", has_two_packages ? "%files devel -f %{name}-devel.lst\n" : ""},
          {"@CHANGELOG@", changelog(project)}};
}

// The placeholder in a line of a template, or null. A line has at most one.
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
    text += without_newline(line) + "\n";
  }
  return text;
}

}  // namespace rpmworks::scaffold
