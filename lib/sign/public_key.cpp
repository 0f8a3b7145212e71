// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/public_key.hpp"

#include <fmt/format.h>

#include <vector>

#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "rpm/key_facts.hpp"
#include "rpm/openpgp.hpp"

namespace rpmworks::sign {

namespace {

std::string fingerprint_in(const fs::path& public_key, const fs::path& tmp) {
  const TempDir home(tmp, "gnupg-");
  Command show;
  show.argv = {"gpg",         "--no-options", "--homedir",        home.path().string(),
               "--batch",     "--no-tty",     "--quiet",          "--with-colons",
               "--show-keys", "--",           public_key.string()};
  const ProcessResult shown = run(show);
  if (!shown.ok())
    throw Error(ExitCode::trust, fmt::format("GnuPG cannot read the public key in {}", public_key.string()))
        .notes(last_lines(shown.err, 3))
        .hint("export it again with `gpg --homedir DIR --armor --export FINGERPRINT`");
  std::vector<std::string> fingerprints;
  bool primary = false;
  for (const auto& line : split(shown.out, '\n')) {
    if (line.starts_with("sec:"))
      throw Error(ExitCode::trust, fmt::format("{} holds a secret key", public_key.string()))
          .hint(
              "this file is published, so it must contain only the public key: export it with `gpg --homedir "
              "DIR --armor --export FINGERPRINT`");
    if (line.starts_with("pub:")) primary = true;
    if (primary && line.starts_with("fpr:")) {
      const auto fields = split(line, ':');
      if (fields.size() > 9) fingerprints.push_back(fields[9]);
      primary = false;
    }
  }
  if (fingerprints.size() == 1) return fingerprints.front();
  throw Error(ExitCode::trust, fmt::format("{} holds {} public keys instead of one", public_key.string(),
                                           fingerprints.empty() ? "no" : std::to_string(fingerprints.size())))
      .hint("export the one key with `gpg --homedir DIR --armor --export FINGERPRINT`");
}

}  // namespace

PublicKey public_key_of(const config::Key& key, const fs::path& tmp) {
  const auto about = [&](const std::string& what) { return Error(ExitCode::trust, what).at(key.where); };
  PublicKey shipped{.armoured = read_file(key.public_key), .fingerprint = {}};
  if (shipped.armoured.find("-----BEGIN PGP PUBLIC KEY BLOCK-----") == std::string::npos)
    throw about(fmt::format("{} is not an ASCII-armoured public key", key.public_key.string()))
        .hint("rpm imports armoured keys only: `gpg --homedir DIR --armor --export FINGERPRINT`");
  shipped.fingerprint = fingerprint_in(key.public_key, tmp);
  if (key.fingerprint.empty() || key.fingerprint == shipped.fingerprint) return shipped;
  throw about(fmt::format("{} contains the key {}, but `fingerprint` is {}", key.public_key.string(),
                          shipped.fingerprint, key.fingerprint))
      .hint("correct either `public` or `fingerprint`");
}

KeyTimes times_of(const std::string& armoured) {
  KeyTimes times;
  for (const auto& block : rpm::unarmour(armoured))
    for (const auto& facts : rpm::key_facts(block)) {
      times.created = facts.created;
      times.expires = facts.expires.value_or(0);
    }
  return times;
}

}  // namespace rpmworks::sign
