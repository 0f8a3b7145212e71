// SPDX-License-Identifier: GPL-3.0-or-later
#include "key.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "core/error.hpp"
#include "core/listing.hpp"
#include "core/lock.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "process/process.hpp"

namespace rpmworks::hostbase {

namespace {

// The key is dated a minute back: gpg does not freeze a faked time that equals the current one
// (gnupg_set_time), so signatures made in the key's first second could get the second after it.
std::string key_parameters() {
  return fmt::format(
      "%no-protection\n"
      "Key-Type: RSA\n"
      "Creation-Date: seconds={}\n"
      "Key-Length: 3072\n"
      "Key-Usage: sign\n"
      "Name-Real: rpmworks hostbase\n"
      "Name-Comment: base repository made from Debian packages\n"
      "Name-Email: hostbase@localhost\n"
      "Expire-Date: 0\n"
      "%commit\n",
      std::time(nullptr) - 60);
}

std::vector<std::string> gpg(const fs::path& home) {
  return {"gpg",     "--homedir",    home.string(),     "--batch", "--no-tty",
          "--quiet", "--no-options", "--pinentry-mode", "loopback"};
}

std::string run_gpg(const fs::path& home, const std::vector<std::string>& arguments, const std::string& doing,
                    const std::string& input = {}) {
  Command command{.argv = gpg(home), .input = input};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  return run_checked(command, doing).out;
}

// Field `number` of the first line of a type in a colon listing; empty if there is none.
std::string field_in(const std::string& listing, std::string_view kind, size_t number) {
  for (const auto& line : split(listing, '\n'))
    if (line.starts_with(kind)) return split(line, ':').at(number);
  return {};
}

// Only key files: sockets and locks belong to the agent of the other home.
void copy_home(const fs::path& from, const fs::path& to) {
  for (const auto& entry : entries_below(from)) {
    const fs::path place = to / entry.path().lexically_relative(from);
    const std::string name = entry.path().filename().string();
    if (entry.is_directory()) {
      make_folders(place);
      fs::permissions(place, fs::perms(0700));
    } else if (entry.is_regular_file() && !name.starts_with(".#") && !name.ends_with(".lock") &&
               !name.ends_with('~')) {
      copy_file_contents(entry.path(), place, fs::perms(0600));
    }
  }
}

}  // namespace

BaseKey::BaseKey(fs::path homedir, fs::path tmp) : m_homedir(std::move(homedir)), m_tmp(std::move(tmp)) {
  make_private_folders(m_homedir.parent_path());
  const FileLock lock = FileLock::wait(m_homedir.string() + ".lock");
  if (!fs::exists(m_homedir / "pubring.kbx")) {
    const TempDir fresh(m_tmp, "key-");
    run_gpg(fresh.path(), {"--generate-key"}, "making the base repository's key", key_parameters());
    TempDir aside(m_homedir.parent_path(), ".gnupg-");
    copy_home(fresh.path(), aside.path());
    sync_tree(aside.path());
    remove_tree(m_homedir);
    rename_durably(aside.release(), m_homedir);
  }
  const TempDir home = working_home();
  const std::string listing =
      run_gpg(home.path(), {"--with-colons", "--list-secret-keys"}, "reading the base repository's key");
  m_fingerprint = field_in(listing, "fpr:", 9);
  m_created = field_in(listing, "sec:", 5);
  if (m_fingerprint.empty())
    throw Error(ExitCode::trust, fmt::format("{} contains no secret key", m_homedir.string()))
        .hint("remove that folder to make a new key and sign everything again");
}

TempDir BaseKey::working_home() const {
  TempDir home(m_tmp, "key-");
  copy_home(m_homedir, home.path());
  return home;
}

// "!" freezes the time.
std::string BaseKey::faked_time() const {
  return m_created + "!";
}

std::string BaseKey::public_key() const {
  const TempDir home = working_home();
  return run_gpg(home.path(), {"--armor", "--export-options", "export-minimal", "--export", m_fingerprint},
                 "exporting the base repository's key");
}

void BaseKey::sign_packages(const std::vector<fs::path>& files, unsigned jobs) const {
  if (files.empty()) return;
  const size_t groups = std::min<size_t>(std::max(jobs, 1U), files.size());
  parallel_for(groups, jobs, [&](size_t group) {
    const TempDir home = working_home();
    Command command{.argv = {"rpmsign", "--define", fmt::format("_gpg_name {}", m_fingerprint), "--define",
                             fmt::format("_gpg_path {}", home.path().string()), "--define",
                             "__gpg /usr/bin/gpg", "--define", "_gpg_digest_algo sha256", "--define",
                             "_gpg_sign_cmd_extra_args --faked-system-time " + faked_time(), "--addsign"}};
    for (size_t i = group; i < files.size(); i += groups) command.argv.push_back(files[i].string());
    run_checked(command, "signing the packages");
  });
}

std::string BaseKey::detached(const fs::path& file) const {
  const TempDir home = working_home();
  return run_gpg(home.path(),
                 {"--local-user", m_fingerprint, "--faked-system-time", faked_time(), "--digest-algo",
                  "SHA256", "--armor", "--detach-sign", "--output", "-", file.string()},
                 "signing " + file.string());
}

}  // namespace rpmworks::hostbase
