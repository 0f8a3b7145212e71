// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"
#include "process/process.hpp"

namespace rpmworks::test {

/// A git repository made by the git program itself, without user and system configuration and with fixed
/// dates and names, so that its commit ids never change.
class GitFixture {
 public:
  /// `options` go to `git init`.
  explicit GitFixture(fs::path folder, const std::vector<std::string>& options = {})
      : m_folder(std::move(folder)) {
    make_folders(m_folder);
    std::vector<std::string> arguments = {"init", "-q", "-b", "main"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    git(arguments);
  }

  const fs::path& path() const { return m_folder; }

  /// Runs git in the repository and returns its unchanged standard output; throws if git fails.
  std::string git(const std::vector<std::string>& arguments, const std::string& input = {}) const {
    return run_checked(command(arguments, input), "preparing a test's repository").out;
  }
  /// The output without the newline at its end.
  std::string line(const std::vector<std::string>& arguments, const std::string& input = {}) const {
    std::string text = git(arguments, input);
    while (text.ends_with('\n')) text.pop_back();
    return text;
  }

  void write(const std::string& name, std::string_view content, bool executable = false) const {
    const fs::path file = m_folder / name;
    make_folders(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
    fs::permissions(file, executable ? fs::perms(0755) : fs::perms(0644));
  }
  void link(const std::string& name, const std::string& target) const {
    make_folders((m_folder / name).parent_path());
    fs::create_symlink(target, m_folder / name);
  }
  /// Commits everything in the work tree; returns the commit's id.
  std::string commit(const std::string& message) const {
    git({"add", "-A"});
    git({"commit", "-q", "--allow-empty", "-m", message});
    return line({"rev-parse", "HEAD"});
  }

  static std::map<std::string, std::string> environment() {
    return {{"PATH", "/usr/bin:/bin"},
            {"HOME", "/nonexistent"},
            {"LC_ALL", "C.UTF-8"},
            {"TZ", "UTC"},
            {"GIT_CONFIG_NOSYSTEM", "1"},
            {"GIT_CONFIG_GLOBAL", "/dev/null"},
            {"GIT_AUTHOR_NAME", "Ada Writer"},
            {"GIT_AUTHOR_EMAIL", "ada@example.org"},
            {"GIT_AUTHOR_DATE", "1700000000 +0200"},
            {"GIT_COMMITTER_NAME", "Carl Committer"},
            {"GIT_COMMITTER_EMAIL", "carl@example.org"},
            {"GIT_COMMITTER_DATE", "1700003600 -0530"}};
  }

 private:
  Command command(const std::vector<std::string>& arguments, const std::string& input) const {
    Command command;
    command.argv = {"git"};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.env = environment();
    command.cwd = m_folder;
    command.input = input;
    return command;
  }

  fs::path m_folder;
};

}  // namespace rpmworks::test
