// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/gnupg_home.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "core/digest.hpp"
#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::sign {

namespace {

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

fs::path users_own_home() {
  if (const auto home = from_environment("GNUPGHOME"); !home.empty()) return home;
  return fs::path(from_environment("HOME")) / ".gnupg";
}

}  // namespace

std::string cheap_home_digest(const fs::path& homedir) {
  const fs::path home = shown_home(homedir);
  // The file names of secret keys are their keygrips.
  std::vector<std::string> secrets;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(home / "private-keys-v1.d", ignored))
    secrets.push_back(entry.path().filename());
  std::ranges::sort(secrets);
  Digest digest;
  digest.field(join(secrets, " "));
  // The files in which GnuPG 2.1, older versions, and versions with keyboxd keep public keys.
  for (const char* file : {"pubring.kbx", "pubring.gpg", "public-keys.d/pubring.db"})
    digest.field(fs::is_regular_file(home / file, ignored) ? digest_of_file(home / file) : "");
  return digest.hex();
}

fs::path shown_home(const fs::path& homedir) {
  return homedir.empty() ? users_own_home() : fs::absolute(homedir);
}

GnupgHome::GnupgHome(const fs::path& homedir) : m_path(shown_home(homedir)) {
  if (!fs::is_directory(m_path))
    throw Error(ExitCode::trust, fmt::format("the GnuPG home {} does not exist", m_path.string()))
        .hint(
            "set `homedir` of the key to the folder with the secret key, or make a key there as described in "
            "docs/releases.md");
}

std::map<std::string, std::string> GnupgHome::environment() const {
  std::map<std::string, std::string> variables{{"GNUPGHOME", m_path.string()}, {"LC_ALL", "C.UTF-8"}};
  for (const char* name : {"PATH", "HOME", "TMPDIR"})
    if (const auto value = from_environment(name); !value.empty()) variables[name] = value;
  return variables;
}

Command GnupgHome::gpg(const std::vector<std::string>& arguments) const {
  constexpr std::chrono::seconds k_patience{60};
  Command command;
  command.argv = {"gpg", "--no-options", "--batch", "--no-tty", "--quiet", "--no-auto-check-trustdb"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.env = environment();
  command.deadline = k_patience;
  return command;
}

Command GnupgHome::agent(const std::vector<std::string>& arguments) const {
  Command command;
  command.argv = {"gpg-agent", "--homedir", m_path.string(), "--server"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.env = environment();
  return command;
}

fs::path GnupgHome::agent_socket() const {
  Command ask;
  // Asks GnuPG for the path: gpg-agent prefers a folder below /run/user if the system has one.
  ask.argv = {"gpgconf", "--homedir", m_path.string(), "--list-dirs", "agent-socket"};
  ask.env = environment();
  return percent_decoded(trim(run_checked(ask, "asking GnuPG for its agent's socket").out));
}

}  // namespace rpmworks::sign
