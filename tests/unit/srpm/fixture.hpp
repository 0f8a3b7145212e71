// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "git/repository.hpp"
#include "srpm/srpm.hpp"
#include "support/errors.hpp"

namespace rpmworks::test {

/// Path → content; `link:TARGET` makes a symbolic link, `run:…` an executable.
using Files = std::map<std::string, std::string>;

/// A git repository with one commit, and a store, in a temporary folder.
class Fixture {
 public:
  explicit Fixture(const Files& files = {});

  /// Writes a file into the work tree.
  Fixture& write(const std::string& path, const std::string& content);
  Fixture& commit(const std::string& time = "2024-01-02T03:04:05Z");
  std::string git(const std::vector<std::string>& arguments,
                  const std::string& time = "2024-01-02T03:04:05Z") const;

  srpm::Srpm make(const srpm::Request& request = {});
  /// One source package for each of the nearest specs.
  std::vector<srpm::Srpm> make_each();
  /// The error of make, as the user sees it; "" if there is none.
  std::string error_of(const srpm::Request& request = {});
  /// Files of a source package with their times and sizes: "1704164645 12 name".
  static std::vector<std::string> members(const fs::path& package);
  /// One file of a source package.
  static std::string member(const fs::path& package, const std::string& name);
  /// Members of a tar archive, as tar lists them.
  static std::vector<std::string> listing(const fs::path& package, const std::string& archive);

  fs::path root() const { return m_folder.path(); }
  fs::path work_tree() const { return m_folder.path() / "repo"; }
  fs::path tmp() const { return m_folder.path() / "tmp"; }
  store::Store& store() { return m_store; }
  /// One that collects warnings.
  Reporter reporter();
  std::vector<std::string>& warnings() { return m_warnings; }

 private:
  TempDir m_folder;
  store::Store m_store;
  std::vector<std::string> m_warnings;
};

/// The text of a small spec: name greet, version 1.0, with the given preamble lines and %prep.
std::string small_spec(const std::string& preamble = "Source0: %{name}-%{version}.tar.gz\n",
                       const std::string& prep = "%setup -q\n");

}  // namespace rpmworks::test
