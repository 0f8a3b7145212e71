// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/gpg_keys.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <initializer_list>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::sign {

namespace {

/// One line of the listing (doc/DETAILS of GnuPG, "Format of the colon listings"; fields count from 1 there).
class Record {
 public:
  explicit Record(const std::string& line) : m_fields(split(line, ':')) {}
  std::string field(size_t number) const {
    return number <= m_fields.size() ? m_fields[number - 1] : std::string();
  }
  std::string type() const { return field(1); }
  bool is(char validity) const { return field(2).find(validity) != std::string::npos; }
  bool can(char what) const { return field(12).find(what) != std::string::npos; }

  std::string algorithm() const {
    if (const std::string curve = field(17); !curve.empty()) return curve;
    const std::string number = field(4);
    const char* const kind = number == "17" ? "dsa" : number == "16" || number == "20" ? "elg" : "rsa";
    return kind + field(3);
  }

 private:
  std::vector<std::string> m_fields;
};

ListedKey primary_key(const Record& record) {
  ListedKey key;
  key.algorithm = record.algorithm();
  key.expires = std::atoll(record.field(7).c_str());
  key.is_expired = record.is('e');
  key.is_revoked = record.is('r');
  key.is_disabled = record.is('d') || record.can('D');
  key.is_secret = record.field(15) != "#";
  key.can_sign = record.can('s');
  return key;
}

bool signs_now(const Record& subkey) {
  return subkey.can('s') && subkey.field(15) != "#" && !subkey.is('e') && !subkey.is('r');
}

// gpg fails if a requested key is missing, but that is a valid answer. It also warns about a home that others
// can access, which is not an error.
bool is_harmless(const std::string& line) {
  for (const char* text : {"error reading key: No secret key", "WARNING: "})
    if (line.find(text) != std::string::npos) return true;
  return trim(line).empty();
}

bool says_any(const std::string& text, std::initializer_list<const char*> parts) {
  return std::ranges::any_of(parts, [&](const char* part) { return text.find(part) != std::string::npos; });
}

// The file in which the home keeps its public keys; empty if it has none.
fs::path keyring_of(const GnupgHome& home) {
  for (const char* file : {"public-keys.d/pubring.db", "pubring.kbx", "pubring.gpg"})
    if (is_there(home.shown() / file)) return home.shown() / file;
  return {};
}

Error cannot_list(const GnupgHome& home, const ProcessResult& listed) {
  const std::string shown = home.shown().string();
  Error error(ExitCode::trust, fmt::format("GnuPG cannot list the secret keys of the GnuPG home {}{}", shown,
                                           listed.timed_out ? ": no answer within the deadline" : ""));
  std::string said = listed.err;
  // Messages show the home's own path, not the short link to it.
  for (size_t at = 0; home.path() != home.shown() && (at = said.find(home.path().string(), at)) != said.npos;
       at += shown.size())
    said.replace(at, home.path().native().size(), shown);
  std::move(error).notes(last_lines(said, 5));
  if (listed.timed_out || says_any(said, {"the agent", "start agent", "No agent running"}))
    return std::move(error).hint(
        fmt::format("find out why its agent does not start: `gpg-connect-agent --homedir {} /bye`", shown));
  const fs::path keyring = keyring_of(home);
  if (says_any(said, {"Permission denied"}))
    return std::move(error).hint(
        fmt::format("run as the user to whom {} belongs, or correct its owner and mode", shown));
  if (keyring.empty()) return error;
  return std::move(error)
      .note(fmt::format("its public keys are in {}", keyring.string()))
      .hint(fmt::format("restore {} from a copy if it is damaged; `gpg --homedir {} --list-keys` shows "
                        "whether GnuPG can read it",
                        keyring.string(), shown));
}

// How often to list the secret keys of a home that has some: for as long as the guard of a run that was
// killed ends agents.
constexpr int k_most_listings = 6;

bool has_secret_files(const GnupgHome& home) {
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(home.shown() / "private-keys-v1.d", unreadable))
    if (entry.path().extension() == ".key") return true;
  return false;
}

std::vector<ListedKey> listed_keys(GnupgHome& home, const std::string& which) {
  std::vector<std::string> arguments = {"--with-colons", "--with-subkey-fingerprint", "--list-secret-keys"};
  if (!which.empty()) arguments.push_back(which);
  const ProcessResult listed = home.run(home.gpg(arguments));
  if (!listed.ok() && (listed.err.empty() || !std::ranges::all_of(split(listed.err, '\n'), is_harmless)))
    throw cannot_list(home, listed);
  std::vector<ListedKey> keys;
  bool of_subkey = false;
  bool signs = false;
  for (const auto& line : split(listed.out, '\n')) {
    const Record record(line);
    if (record.type() == "sec") keys.push_back(primary_key(record));
    if (record.type() == "sec" || record.type() == "ssb") of_subkey = record.type() == "ssb";
    if (record.type() == "ssb") signs = signs_now(record);
    if (record.type() == "grp" && !of_subkey && !keys.empty()) keys.back().keygrip = record.field(10);
    if (record.type() != "fpr" || keys.empty()) continue;
    if (!of_subkey) {
      if (keys.back().fingerprint.empty()) keys.back().fingerprint = record.field(10);
      continue;
    }
    keys.back().subkeys.push_back(record.field(10));
    if (signs) keys.back().signing_subkeys.push_back(record.field(10));
  }
  return keys;
}

}  // namespace

std::vector<ListedKey> secret_keys(GnupgHome& home, const std::string& which) {
  for (int attempt = 0;; ++attempt) {
    std::vector<ListedKey> keys = listed_keys(home, which);
    // If its agent ends meanwhile, gpg lists no secret key, says nothing, and succeeds.
    if (!keys.empty() || attempt == k_most_listings || !has_secret_files(home)) return keys;
    home.renew_agent();
  }
}

std::string fault_of_secret_part(const GnupgHome& home, const ListedKey& key) {
  const fs::path folder = home.shown() / "private-keys-v1.d";
  if (is_there(folder) && ::access(folder.c_str(), R_OK | X_OK) != 0)
    return fmt::format("this user cannot read {}", folder.string());
  const fs::path file = folder / (key.keygrip + ".key");
  if (key.keygrip.empty() || !is_there(file)) return {};
  return ::access(file.c_str(), R_OK) != 0 ? fmt::format("this user cannot read {}", file.string())
                                           : fmt::format("{} is damaged", file.string());
}

std::string exported_key(GnupgHome& home, const std::string& fingerprint) {
  ProcessResult result =
      home.run(home.gpg({"--armor", "--export-options", "export-minimal", "--export", fingerprint}));
  if (result.ok() && !result.out.empty()) return std::move(result.out);
  throw Error(ExitCode::trust, fmt::format("GnuPG does not export the public part of the key {} from {}",
                                           fingerprint, home.shown().string()))
      .notes(last_lines(result.err, 3));
}

}  // namespace rpmworks::sign
