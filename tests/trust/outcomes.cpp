// SPDX-License-Identifier: GPL-3.0-or-later
// How packages, keys and detached signatures are judged: for tests/trust/table. Reads commands from stdin,
// one a line, with fields separated by tabs, and answers each with one line:
//
//   key FILE                                    → usable FINGERPRINT… | refused MESSAGE
//   package FILE EXPIRED SHA1 KEYFILE…          → OUTCOME REASON
//   detached FILE SIGNATURE EXPIRED SHA1 KEYFILE… → OUTCOME REASON
//
// EXPIRED is refuse, signed-before or ignore; SHA1 is yes or no. Key files that cannot be used are left out.
#include <fmt/format.h>

#include <iostream>
#include <utility>

#include "core/error.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "rpm/openpgp.hpp"
#include "rpm/package.hpp"

using namespace rpmworks;

namespace {

using Outcome = std::pair<std::string, std::string>;

std::string one_line(std::string text) {
  for (char& letter : text)
    if (letter == '\n' || letter == '\t') letter = ' ';
  return text;
}

const char* name_of(rpm::Trust trust) {
  switch (trust) {
    case rpm::Trust::good:
      return "good";
    case rpm::Trust::unsigned_:
      return "unsigned";
    case rpm::Trust::unknown:
      return "unknown key";
    case rpm::Trust::invalid_key:
      return "invalid key";
    case rpm::Trust::weak_hash:
      return "weak hash";
    case rpm::Trust::broken:
      return "broken";
  }
  return "";
}

Outcome key_outcome(const fs::path& file) {
  rpm::Keyring keyring;
  try {
    keyring.add(file);
    return {"usable", join(keyring.fingerprints(), " ")};
  } catch (const Error& error) {
    return {"refused", error.what()};
  }
}

rpm::Keyring keyring_of(const std::vector<std::string>& words, size_t first) {
  using Expired = rpm::KeyPolicy::Expired;
  const std::string& rule = words.at(first);
  const rpm::KeyPolicy policy{.expired = rule == "ignore"          ? Expired::ignore
                                         : rule == "signed-before" ? Expired::signed_before
                                                                   : Expired::refuse,
                              .sha1 = words.at(first + 1) == "yes",
                              .name = "vendor"};
  rpm::Keyring keyring;
  for (size_t i = first + 2; i < words.size(); ++i) {
    try {
      keyring.add(words[i], {}, policy);
    } catch (const Error&) {
      // Its outcome is reported for the key.
    }
  }
  return keyring;
}

Outcome outcome(const std::vector<std::string>& words) {
  if (words.at(0) == "key") return key_outcome(words.at(1));
  const bool is_package = words.at(0) == "package";
  const rpm::Keyring keyring = keyring_of(words, is_package ? 2 : 3);
  const rpm::Keyring::Verdict verdict =
      is_package ? keyring.verify(words.at(1))
                 : keyring.verify_detached(read_file(words.at(1)), read_file(words.at(2)));
  return {name_of(verdict.trust), verdict.reason};
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    try {
      const auto words = split(line, '\t');
      const auto [what, reason] = outcome(words);
      std::cout << what << "\t" << one_line(reason) << "\n";
    } catch (const std::exception& error) {
      std::cout << "error\t" << one_line(error.what()) << "\n";
    }
  }
}
