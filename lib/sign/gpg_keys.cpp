// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/gpg_keys.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <initializer_list>

#include "core/described.hpp"
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

bool has_secret_file(const GnupgHome& home, const std::string& keygrip) {
  return !keygrip.empty() && is_there(home.secret_keys() / (keygrip + ".key"));
}

// A subkey; whether its secret part is in the home is another question.
bool may_sign_now(const Record& subkey) {
  return subkey.can('s') && !subkey.is('e') && !subkey.is('r');
}

ListedKey primary_key(const Record& record) {
  ListedKey key;
  key.algorithm = record.algorithm();
  key.algorithm_number = static_cast<unsigned>(std::atoi(record.field(4).c_str()));
  key.expires = std::atoll(record.field(7).c_str());
  key.is_expired = record.is('e');
  key.is_revoked = record.is('r');
  key.is_disabled = record.is('d') || record.can('D');
  key.can_sign = record.can('s');
  return key;
}

// gpg fails if a requested key is missing, but that is a valid answer. It also warns about a home that others
// can access, which is not an error.
bool is_harmless(const std::string& line) {
  for (const char* text : {"error reading key: No public key", "WARNING: "})
    if (line.find(text) != std::string::npos) return true;
  return trim(line).empty();
}

bool says_any(const std::string& text, std::initializer_list<const char*> parts) {
  return std::ranges::any_of(parts, [&](const char* part) { return text.find(part) != std::string::npos; });
}

// The file in which the home keeps its public keys; empty if it has none.
fs::path keyring_of(const GnupgHome& home) {
  for (const char* file : {"public-keys.d/pubring.db", "pubring.kbx", "pubring.gpg"})
    if (is_there(home.path() / file)) return home.path() / file;
  return {};
}

Error cannot_list(const GnupgHome& home, const ProcessResult& listed) {
  const std::string shown = home.path().string();
  Error error(ExitCode::trust, fmt::format("GnuPG cannot list the keys of the GnuPG home {}{}", shown,
                                           listed.timed_out ? ": no answer within the deadline" : ""));
  const std::string& said = listed.err;
  require_room(home, "list the keys of", said);
  std::move(error).notes(last_lines(said, 5));
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

}  // namespace

void require_room(const GnupgHome& home, const char* doing, const std::string& said) {
  const int number = full_disk_in(said);
  if (number == 0) return;
  throw with_advice(Error(ExitCode::failed, fmt::format("GnuPG cannot {} the GnuPG home {}: its disk is full",
                                                        doing, home.path().string()))
                        .notes(last_lines(said, 5)),
                    number, home.path());
}

// The public keys whose secret keys are in the home. gpg itself would ask its agent for them.
std::vector<ListedKey> secret_keys(const GnupgHome& home, const std::string& which) {
  std::vector<std::string> arguments = {"--with-colons", "--with-subkey-fingerprint", "--with-keygrip",
                                        "--list-keys"};
  if (!which.empty()) arguments.push_back(which);
  const ProcessResult listed = run(home.gpg(arguments));
  if (!listed.ok() && (listed.err.empty() || !std::ranges::all_of(split(listed.err, '\n'), is_harmless)))
    throw cannot_list(home, listed);
  struct Listed {
    ListedKey key;
    bool has_secret = false;
  };
  std::vector<Listed> all;
  std::string fingerprint_of_subkey;
  bool of_subkey = false;
  bool signs = false;
  for (const auto& line : split(listed.out, '\n')) {
    const Record record(line);
    if (record.type() == "pub") all.push_back({.key = primary_key(record)});
    if (all.empty()) continue;
    auto& [key, has_secret] = all.back();
    if (record.type() == "pub" || record.type() == "sub") of_subkey = record.type() == "sub";
    if (record.type() == "sub") signs = may_sign_now(record);
    if (record.type() == "fpr" && !of_subkey && key.fingerprint.empty()) key.fingerprint = record.field(10);
    if (record.type() == "fpr" && of_subkey) fingerprint_of_subkey = record.field(10);
    if (record.type() != "grp") continue;
    const bool is_secret = has_secret_file(home, record.field(10));
    has_secret = has_secret || is_secret;
    if (!of_subkey) {
      key.keygrip = record.field(10);
      key.is_secret = is_secret;
    } else if (is_secret && signs) {
      key.signing_subkeys.push_back(fingerprint_of_subkey);
    }
  }
  std::vector<ListedKey> keys;
  for (auto& [key, has_secret] : all)
    if (has_secret) keys.push_back(std::move(key));
  return keys;
}

std::string fault_of_secret_part(const GnupgHome& home, const ListedKey& key) {
  const fs::path folder = home.secret_keys();
  if (is_there(folder) && ::access(folder.c_str(), R_OK | X_OK) != 0)
    return fmt::format("this user cannot read {}", folder.string());
  const fs::path file = folder / (key.keygrip + ".key");
  if (key.keygrip.empty() || !is_there(file)) return {};
  return ::access(file.c_str(), R_OK) != 0 ? fmt::format("this user cannot read {}", file.string())
                                           : fmt::format("{} is damaged", file.string());
}

std::string exported_key(const GnupgHome& home, const std::string& fingerprint) {
  ProcessResult result =
      run(home.gpg({"--armor", "--export-options", "export-minimal", "--export", fingerprint}));
  if (result.ok() && !result.out.empty()) return std::move(result.out);
  require_room(home, "export a key from", result.err);
  throw Error(ExitCode::trust, fmt::format("GnuPG does not export the public part of the key {} from {}",
                                           fingerprint, home.path().string()))
      .notes(last_lines(result.err, 3));
}

}  // namespace rpmworks::sign
