// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "core/error.hpp"
#include "core/text.hpp"
#include "git/dot_git.hpp"
#include "git/submodules.hpp"
#include "process/process.hpp"

namespace rpmworks::git {

namespace {

constexpr const char* k_file = ".gitmodules";
constexpr std::string_view k_section = "submodule.";

// Uses git's own parser: libgit2's would read included files.
std::string listed(const std::string& content, const Commit& commit) {
  const char* const path = std::getenv("PATH");
  const ProcessResult result =
      run({.argv = {"git", "config", "--file", "-", "--no-includes", "--null", "--list"},
           .env = {{{"PATH", path ? path : "/usr/bin:/bin"},
                    {"LC_ALL", "C"},
                    {"GIT_CONFIG_NOSYSTEM", "1"},
                    {"GIT_CONFIG_GLOBAL", "/dev/null"}}},
           .cwd = "/",
           .input = content});
  if (result.ok()) return result.out;
  std::string why(trim(result.err));
  if (const size_t at = why.find("standard input"); at != std::string::npos) why.replace(at, 14, k_file);
  throw Error(ExitCode::invalid, fmt::format("cannot read {} of commit {}", k_file, commit.id.substr(0, 12)))
      .note(why)
      .hint("git config --file .gitmodules --list shows the same error");
}

// Like git's check_submodule_name: the name becomes the path of a folder.
void check_name(const std::string& name) {
  std::string slashed = name;
  std::replace(slashed.begin(), slashed.end(), '\\', '/');
  const auto parts = split(slashed, '/');
  const bool leads_out = std::any_of(
      parts.begin(), parts.end(), [](const std::string& part) { return part == ".." || is_dot_git(part); });
  if (!name.empty() && !slashed.starts_with('/') && !leads_out) return;
  throw Error(ExitCode::invalid, fmt::format("{} has a submodule with the unsafe name '{}'", k_file, name))
      .hint("git stores a submodule in a folder of its name; this name was crafted to point outside of it");
}

}  // namespace

std::map<std::string, Submodule> submodules_of(const Repository& repository, const Commit& commit) {
  const auto file = repository.entry(commit, k_file);
  if (!file) return {};
  if (file->kind != TreeEntry::Kind::file && file->kind != TreeEntry::Kind::executable)
    throw Error(ExitCode::invalid,
                fmt::format("{} of commit {} is not a regular file", k_file, commit.id.substr(0, 12)))
        .hint("git does not follow a link there either; commit the file itself");
  const std::string content = repository.blob(file->id);
  if (content.empty()) return {};
  std::map<std::string, Submodule> by_name;
  for (const auto& entry : split(listed(content, commit), '\0')) {
    const size_t end =
        entry.find('\n');  // the key comes before the newline; without a newline there is no value
    const std::string key = entry.substr(0, end);
    const size_t dot = key.rfind('.');
    if (!key.starts_with(k_section) || dot < k_section.size()) continue;
    const std::string name = key.substr(k_section.size(), dot - k_section.size());
    check_name(name);
    Submodule& submodule = by_name[name];
    submodule.name = name;
    if (end == std::string::npos) continue;
    if (key.substr(dot) == ".path") submodule.path = entry.substr(end + 1);
    if (key.substr(dot) == ".url") submodule.url = entry.substr(end + 1);
  }
  std::map<std::string, Submodule> by_path;
  for (auto& [name, submodule] : by_name)
    if (!submodule.path.empty()) by_path.insert_or_assign(submodule.path, std::move(submodule));
  return by_path;
}

}  // namespace rpmworks::git
