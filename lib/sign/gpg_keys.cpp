// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/gpg_keys.hpp"

#include <fmt/format.h>

#include <cstdlib>

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

}  // namespace

std::vector<ListedKey> secret_keys(const GnupgHome& home, const std::string& which) {
  std::vector<std::string> arguments = {"--with-colons", "--with-subkey-fingerprint", "--list-secret-keys"};
  if (!which.empty()) arguments.push_back(which);
  // A key that is not there makes it fail, and a list of none tells that as well.
  const ProcessResult listed = run(home.gpg(arguments));
  std::vector<ListedKey> keys;
  bool of_subkey = false;
  bool signs = false;
  for (const auto& line : split(listed.out, '\n')) {
    const Record record(line);
    if (record.type() == "sec") keys.push_back(primary_key(record));
    if (record.type() == "sec" || record.type() == "ssb") of_subkey = record.type() == "ssb";
    if (record.type() == "ssb") signs = signs_now(record);
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

std::string exported_key(const GnupgHome& home, const std::string& fingerprint) {
  ProcessResult result =
      run(home.gpg({"--armor", "--export-options", "export-minimal", "--export", fingerprint}));
  if (result.ok() && !result.out.empty()) return std::move(result.out);
  throw Error(ExitCode::trust, fmt::format("GnuPG does not export the public part of the key {} from {}",
                                           fingerprint, home.shown().string()))
      .notes(last_lines(result.err, 3));
}

}  // namespace rpmworks::sign
