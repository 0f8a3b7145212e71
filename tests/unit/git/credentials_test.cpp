// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/credentials.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

#include "core/error.hpp"
#include "core/files.hpp"
#include "support/errors.hpp"

using namespace rpmworks;

namespace {

/// The user's git configuration while the object exists.
class UserConfiguration {
 public:
  explicit UserConfiguration(const std::string& text) {
    write_file_atomically(m_folder.path() / "config", text);
    if (const char* before = std::getenv("GIT_CONFIG_GLOBAL")) m_before = before;
    ::setenv("GIT_CONFIG_GLOBAL", (m_folder.path() / "config").c_str(), 1);
  }
  ~UserConfiguration() {
    m_before.empty() ? ::unsetenv("GIT_CONFIG_GLOBAL") : ::setenv("GIT_CONFIG_GLOBAL", m_before.c_str(), 1);
  }

 private:
  TempDir m_folder{fs::temp_directory_path(), "git-"};
  std::string m_before;
};

}  // namespace

TEST_CASE("the user's credential helpers are used") {
  const TempDir folder(fs::temp_directory_path(), "git-");
  const fs::path passwords = folder.path() / "passwords";
  write_file_atomically(passwords, "https://ada:s3c%20ret@host.example\n");
  const UserConfiguration mine("[credential]\n\thelper = store --file=" + passwords.string() + "\n");
  const auto known = git::credentials_for("https://host.example/foo.git/info/lfs");
  REQUIRE(known);
  CHECK(known->user == "ada");
  CHECK(known->password == "s3c ret");
  CHECK(git::credentials_for("https://ada@host.example/foo")->password == "s3c ret");
  CHECK_FALSE(git::credentials_for("https://bob@host.example/foo"));
  CHECK_FALSE(git::credentials_for("https://other.example/foo"));
  CHECK_FALSE(git::credentials_for("http://host.example/foo"));
  // An address that git would read as another attribute is refused.
  CHECK_FALSE(git::credentials_for("https://other.example/\nhost=host.example"));
}

TEST_CASE("settings from untrusted text") {
  const TempDir folder(fs::temp_directory_path(), "git-");
  const fs::path other = folder.path() / "other";
  write_file_atomically(other, "[lfs]\n\turl = https://included.example\n");
  CHECK(git::setting_in("[lfs]\n\turl = \"https://x.example/y\" # so\n", "lfs.url") == "https://x.example/y");
  CHECK(git::setting_in("[lfs]\n\turl = a\n\turl = b\n", "lfs.url") == "b");
  CHECK_FALSE(git::setting_in("[lfs]\n\tother = a\n", "lfs.url"));
  CHECK_FALSE(git::setting_in("", "lfs.url"));
  const std::string text =
      test::error_of(ExitCode::invalid, [] { git::setting_in("no configuration [", "lfs.url"); });
  CHECK(test::says(text, "git cannot read lfs.url from a configuration"));
  CHECK(test::says(text, "bad config line 1"));
  CHECK_FALSE(git::setting_in("[include]\n\tpath = " + other.string() + "\n", "lfs.url"));
}
