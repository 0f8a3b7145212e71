// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/new_key.hpp"

#include <fmt/format.h>

#include <chrono>

#include "core/error.hpp"
#include "core/listing.hpp"
#include "core/temporary.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "sign/gnupg_home.hpp"
#include "sign/gpg_keys.hpp"

namespace rpmworks::sign {

namespace {

constexpr auto k_private = fs::perms(0700);
constexpr auto k_secret = fs::perms(0600);
constexpr std::chrono::minutes k_time_to_make{5};  // a large key on a machine with little entropy

/// Ends the agent that gpg starts to make a key.
class AgentOf {
 public:
  explicit AgentOf(fs::path home) : m_home(std::move(home)) {}
  AgentOf(const AgentOf&) = delete;
  AgentOf& operator=(const AgentOf&) = delete;
  ~AgentOf() {
    try {
      Command end;
      end.argv = {"gpgconf", "--homedir", m_home.string(), "--kill", "gpg-agent"};
      run(end);
    } catch (const Error&) {
      // The agent ends by itself when its socket is gone.
    }
  }

 private:
  fs::path m_home;
};

// gpg-agent listens on a socket, whose path must be short, so the key is made in the folder for temporary
// files.
void generate(const fs::path& home, const NewKey& key) {
  const AgentOf agent(home);
  Command make =
      GnupgHome(home).gpg({"--pinentry-mode", "loopback", "--passphrase-fd", "0", "--quick-generate-key",
                           key.user_id, key.algorithm, "sign", key.expire});
  make.input = key.passphrase + "\n";
  make.deadline = k_time_to_make;
  const ProcessResult made = run(make);
  if (made.ok()) return;
  require_room(GnupgHome(home), "make a key in", made.err);
  throw Error(ExitCode::trust, fmt::format("GnuPG cannot make a key of the kind {}", key.algorithm))
      .notes(last_lines(made.err, 3))
      .hint("`gpg --quick-generate-key` in gpg(1) describes the algorithms and the forms of an expiry date");
}

// The files that make a home, without sockets and locks.
void copy_home(const fs::path& from, const fs::path& to) {
  for (const char* file : {"pubring.kbx", "trustdb.gpg"})
    if (is_there(from / file)) copy_file_contents(from / file, to / file, k_secret);
  for (const char* folder : {"private-keys-v1.d", "openpgp-revocs.d"}) {
    if (!is_there(from / folder)) continue;
    fs::create_directory(to / folder);
    fs::permissions(to / folder, k_private);
    for (const auto& entry : entries_in(from / folder)) {
      const fs::path copy = to / folder / entry.path().filename();
      copy_file_contents(entry.path(), copy, k_secret);
    }
  }
}

}  // namespace

std::string make_key(const NewKey& key) {
  if (is_there(key.home))
    throw Error(ExitCode::failed, fmt::format("{} exists already", key.home.string()))
        .hint("name another folder, or move it away: a new key is made in a GnuPG home of its own");
  const TempDir work(temporary_folder(), "key-");
  fs::permissions(work.path(), k_private);
  generate(work.path(), key);
  const auto made = secret_keys(GnupgHome(work.path()));
  if (made.size() != 1) throw Error(ExitCode::trust, "GnuPG made no key, and does not say why");
  make_folders(key.home.parent_path());
  TempDir staged(key.home.parent_path(), ".key-");
  fs::permissions(staged.path(), k_private);
  const fs::path home = staged.path() / "home";
  fs::create_directory(home);
  fs::permissions(home, k_private);
  copy_home(work.path(), home);
  sync_file_system(home);
  rename_durably(home, key.home);
  return made.front().fingerprint;
}

}  // namespace rpmworks::sign
