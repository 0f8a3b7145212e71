// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/gnupg_home.hpp"

#include <fmt/format.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>

#include "core/cancel.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/temporary.hpp"
#include "core/text.hpp"

namespace rpmworks::sign {

namespace {

// The longest name of gpg-agent's sockets must fit into sockaddr_un, including its terminating zero.
constexpr size_t k_longest_home = sizeof(sockaddr_un::sun_path) - 1 - sizeof("/S.gpg-agent.browser");

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

GnupgHome::GnupgHome(const fs::path& homedir) : m_shown(shown_home(homedir)), m_path(m_shown) {
  if (!fs::is_directory(m_shown))
    throw Error(ExitCode::trust, fmt::format("the GnuPG home {} does not exist", m_shown.string()))
        .hint(
            "set `homedir` of the key to the folder with the secret key, or make a key there as described in "
            "docs/releases.md");
  if (m_path.native().size() > k_longest_home) {
    m_short.emplace(temporary_folder(), "gpg-");
    m_path = m_short->path() / "h";
    fs::create_directory_symlink(m_shown, m_path);
  }
  if (homedir.empty()) return;
  m_agent.emplace(m_path, environment());
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

void GnupgHome::renew_agent() {
  if (!m_agent) return;
  // The guard of a run that was killed ends agents for half a second.
  constexpr std::chrono::milliseconds k_pause{100};
  std::this_thread::sleep_for(k_pause);
  throw_if_cancelled();
  const std::lock_guard alone(m_reviving);
  if (!m_agent->runs()) m_agent.emplace(m_path, environment());
}

bool GnupgHome::has_new_agent(const ProcessResult& result, int attempt) {
  // What libgpg-error says of a connection that the other side closed.
  static constexpr std::array<std::string_view, 6> k_signs = {
      "Broken pipe",      "End of file",        "No agent running",
      "Connection reset", "Connection refused", "IPC connect call failed"};
  const auto says = [&](std::string_view sign) { return result.err.find(sign) != std::string::npos; };
  if (!m_agent || result.timed_out || attempt >= 10 || std::ranges::none_of(k_signs, says)) return false;
  renew_agent();
  return true;
}

ProcessResult GnupgHome::run(const Command& command) {
  for (int attempt = 0;; ++attempt) {
    ProcessResult result = rpmworks::run(command);
    // Without its agent, gpg lists no secret key and succeeds.
    if (!has_new_agent(result, attempt)) return result;
  }
}

}  // namespace rpmworks::sign
