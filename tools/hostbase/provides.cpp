// SPDX-License-Identifier: GPL-3.0-or-later
#include "provides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <map>
#include <set>

#include "config/debian_names.hpp"
#include "core/error.hpp"
#include "core/pattern.hpp"
#include "core/text.hpp"
#include "process/process.hpp"

namespace rpmworks::hostbase {

namespace {

bool is_below(std::string_view path, std::string_view folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

std::string folder_of(const std::string& path) {
  return fs::path(path).parent_path().string();
}

// Expands variable references "${name}" recursively; a reference to itself ends the expansion.
std::string expanded(std::string text, const std::map<std::string, std::string>& variables, int depth = 0) {
  if (depth > 8) return {};
  for (size_t start; (start = text.find("${")) != std::string::npos;) {
    const size_t end = text.find('}', start);
    if (end == std::string::npos) return {};
    const auto value = variables.find(text.substr(start + 2, end - start - 2));
    if (value == variables.end()) return {};
    text.replace(start, end + 1 - start, expanded(value->second, variables, depth + 1));
  }
  return text;
}

// PEP 503: runs of '-', '_' and '.' are one '-', in lower case.
std::string normal_python_name(std::string_view name) {
  std::string normal;
  for (const char c : name) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (separator && !normal.empty() && normal.back() == '-') continue;
    normal += separator ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return normal;
}

// libc.so of a -dev package is a script for the linker, not a library.
bool is_elf(const fs::path& file) {
  std::array<char, 4> magic{};
  std::ifstream(file, std::ios::binary).read(magic.data(), magic.size());
  return magic == std::array<char, 4>{'\x7f', 'E', 'L', 'F'};
}

bool is_rpm_version(const std::string& text) {
  return !text.empty() &&
         text.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._+~^") ==
             std::string::npos;
}

std::string versioned(const std::string& name, const std::string& version) {
  return is_rpm_version(version) ? name + " = " + version : name;
}

void add_pkgconfig(const Entry& entry, const fs::path& root, std::set<std::string>& provides) {
  const fs::path path(entry.path);
  if (path.extension() != ".pc" || path.parent_path().filename() != "pkgconfig") return;
  const fs::path file = root.string() + entry.path;
  std::string version;
  // A link to another package's file, or to an absolute path, is not followed outside of the tree.
  if (fs::is_regular_file(fs::symlink_status(file))) version = pkgconfig_version(read_file(file));
  provides.insert(versioned(fmt::format("pkgconfig({})", path.stem().string()), version));
}

void add_cmake(const Entry& entry, std::set<std::string>& provides) {
  static const Pattern k_config(
      R"(/usr/(?:lib|share)/(?:[^/]+/)*cmake/(?:[^/]+/)*([^/]+?)(?:Config|-config)\.cmake)");
  const auto match = k_config.match(entry.path);
  if (!match) return;
  std::string name = (*match)[1];
  provides.insert(fmt::format("cmake({})", name));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  provides.insert(fmt::format("cmake({})", name));
}

void add_python(const Entry& entry, const std::string& python, std::set<std::string>& provides) {
  static const Pattern k_interpreter(R"(/usr/bin/python(3\.\d+))");
  static const Pattern k_metadata(
      R"(/usr/lib/python3[^/]*/[^/]*-packages/([^/-]+)-([^/-]+).*\.(?:egg|dist)-info)");
  if (const auto match = k_interpreter.match(entry.path); match && entry.kind == Entry::Kind::file)
    provides.insert(fmt::format("python(abi) = {}", (*match)[1]));
  const auto match = k_metadata.match(entry.path);
  if (!match) return;
  const std::string name = normal_python_name((*match)[1]);
  const std::string version = (*match)[2];
  provides.insert(versioned(fmt::format("python3dist({})", name), version));
  if (!python.empty()) provides.insert(versioned(fmt::format("python{}dist({})", python, name), version));
}

void add_perl(const Entry& entry, std::set<std::string>& provides) {
  static const Pattern k_module(R"(/usr/(?:share|lib/[^/]+)/perl(?:5|-base)?/(?:5\.[0-9.]+/)?([^.]+)\.pm)");
  const auto match = entry.path.ends_with(".pm") ? k_module.match(entry.path) : std::nullopt;
  if (!match) return;
  std::string name = "perl(";
  for (const char c : (*match)[1]) name += c == '/' ? "::" : std::string(1, c);
  provides.insert(name + ")");
}

// X-dev → X-devel; libX-dev → X-devel and libX-devel; libX-12-dev → also the names for libX.
std::vector<RpmName> devel_names(const std::string& debian_name) {
  constexpr std::string_view k_dev = "-dev";
  if (!debian_name.ends_with(k_dev) || debian_name.size() == k_dev.size()) return {};
  const std::string stem = debian_name.substr(0, debian_name.size() - k_dev.size());
  std::vector<RpmName> names = {{stem + "-devel", 1}};
  if (stem.starts_with("lib") && stem.size() > 3) names.push_back({stem.substr(3) + "-devel", 2});
  const size_t dash = stem.rfind('-');
  if (dash != std::string::npos && dash + 1 < stem.size() &&
      stem.find_first_not_of("0123456789.", dash + 1) == std::string::npos)
    for (auto& [name, guess] : devel_names(stem.substr(0, dash) + "-dev"))
      names.push_back({std::move(name), guess + 2});
  return names;
}

}  // namespace

std::vector<RpmName> rpm_names(const std::string& debian_name) {
  std::vector<RpmName> names;
  const auto& table = config::rpm_names_of_debian();
  if (const auto known = table.find(debian_name); known != table.end())
    for (const auto& name : known->second) names.push_back({name, 0});
  for (auto& guessed : devel_names(debian_name)) {
    const auto is_it = [&guessed](const RpmName& name) { return name.name == guessed.name; };
    if (std::none_of(names.begin(), names.end(), is_it)) names.push_back(std::move(guessed));
  }
  return names;
}

std::string pkgconfig_version(std::string_view text) {
  std::map<std::string, std::string> variables;
  std::string version;
  for (const auto& line : split(text, '\n')) {
    const size_t sign = line.find_first_of(":=");
    if (sign == std::string::npos || line.starts_with('#')) continue;
    const std::string name(trim(std::string_view(line).substr(0, sign)));
    const std::string value(trim(std::string_view(line).substr(sign + 1)));
    if (line[sign] == '=')
      variables[name] = value;
    else if (name == "Version")
      version = value;
  }
  return expanded(version, variables);
}

std::vector<std::string> file_provides(const std::vector<Entry>& entries, const fs::path& root,
                                       const std::string& python) {
  std::set<std::string> provides;
  for (const auto& entry : entries) {
    if (entry.kind == Entry::Kind::folder) {
      add_python(entry, python, provides);
      continue;
    }
    add_pkgconfig(entry, root, provides);
    add_cmake(entry, provides);
    add_python(entry, python, provides);
    add_perl(entry, provides);
    const bool program = is_below(entry.path, "/usr/bin") || is_below(entry.path, "/usr/sbin");
    if (entry.moved && program) provides.insert(entry.path.substr(4));
  }
  return {provides.begin(), provides.end()};
}

std::vector<std::string> public_libraries(const std::vector<Entry>& entries) {
  static const Pattern k_folder(R"(/usr/lib(?:32|64|x32)?(?:/[^/]+-linux-gnu[^/]*)?)");
  std::vector<std::string> found;
  for (const auto& entry : entries) {
    const std::string name = fs::path(entry.path).filename().string();
    if (entry.kind != Entry::Kind::file || name.find(".so") == std::string::npos) continue;
    if (k_folder.matches(folder_of(entry.path))) found.push_back(entry.path);
  }
  return found;
}

std::vector<std::string> soname_provides(const std::vector<Entry>& entries, const fs::path& root) {
  std::string files;
  for (const auto& library : public_libraries(entries))
    if (is_elf(root.string() + library)) files += root.string() + library + "\n";
  if (files.empty()) return {};
  static const std::string k_elfdeps = "/usr/lib/rpm/elfdeps";
  const auto result = run_checked({.argv = {k_elfdeps, "--provides"}, .input = files}, "reading the sonames");
  std::set<std::string> provides;
  for (const auto& line : split(result.out, '\n'))
    if (!trim(line).empty()) provides.emplace(trim(line));
  return {provides.begin(), provides.end()};
}

}  // namespace rpmworks::hostbase
