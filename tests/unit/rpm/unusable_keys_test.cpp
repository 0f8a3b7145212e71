// SPDX-License-Identifier: GPL-3.0-or-later
// Key files with keys that this machine's rpm cannot use.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/error.hpp"
#include "rpm/openpgp.hpp"
#include "rpm/package.hpp"
#include "support/errors.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using rpmworks::rpm::Keyring;
using rpmworks::rpm::Trust;
using test::error_of;
using test::says;
using test::TestKey;

namespace {

/// A usable key, and one of a type that rpm 4 does not support, in one file.
struct Mixed {
  TempDir folder{fs::temp_directory_path(), "unusable-"};
  TestKey good{folder.path() / "gpg", "Good <good@example.org>"};
  TestKey bad{folder.path() / "gpg2", "Bad <bad@example.org>", {}, {.algorithm = "nistp256"}};
  fs::path file = folder.path() / "keys.asc";
  Mixed() { write_file_atomically(file, read_file(bad.public_key()) + read_file(good.public_key())); }
};

Mixed& mixed() {
  static Mixed made;
  return made;
}

}  // namespace

TEST_CASE("a usable key is selected by its fingerprint from a file with an unusable one") {
  Keyring keyring;
  keyring.add(mixed().file, mixed().good.fingerprint());
  CHECK(keyring.fingerprints() == std::vector{mixed().good.fingerprint()});
  const fs::path package = test::build_package(mixed().folder.path() / "built", {}).binary;
  test::sign_package(package, mixed().good);
  CHECK(keyring.verify(package).trust == Trust::good);
}

TEST_CASE("without a selection, the error names the unusable key and the others") {
  Keyring keyring;
  const std::string text = error_of(ExitCode::invalid, [&] { keyring.add(mixed().file); });
  CHECK(says(text, fmt::format("{}: the key {} Bad <bad@example.org> cannot be used: ", mixed().file.string(),
                               mixed().bad.fingerprint())));
  CHECK(says(text, "an OpenPGP key of a type that rpm does not support"));
  CHECK(says(text,
             fmt::format("the file also contains {} Good <good@example.org>", mixed().good.fingerprint())));
  CHECK(says(text, "select it: set `fingerprint` of the key in repos.yaml"));
  CHECK(keyring.fingerprints().empty());
}

TEST_CASE("an unusable key that is selected, and a file without another key") {
  Keyring keyring;
  for (const fs::path& file : {mixed().file, mixed().bad.public_key()})
    CHECK(says(error_of(ExitCode::invalid, [&] { keyring.add(file, mixed().bad.fingerprint()); }),
               "an OpenPGP key of a type that rpm does not support"));
  const std::string alone = error_of(ExitCode::invalid, [&] { keyring.add(mixed().bad.public_key()); });
  CHECK(says(alone, "rpm supports version 4 keys of types RSA, DSA and EdDSA"));
  CHECK(alone.find("select it") == std::string::npos);
}

TEST_CASE("a fingerprint that the file does not have: the unusable keys are listed too") {
  Keyring keyring;
  const std::string text =
      error_of(ExitCode::invalid, [&] { keyring.add(mixed().file, std::string(40, 'A')); });
  CHECK(says(text, "does not contain the key " + std::string(40, 'A')));
  CHECK(says(text, fmt::format("it contains {} Bad <bad@example.org>, which cannot be used",
                               mixed().bad.fingerprint())));
}

TEST_CASE("a subkey that rpm cannot use does not spoil its primary key") {
  const TempDir folder(fs::temp_directory_path(), "unusable-");
  TestKey key(folder.path() / "gpg", "Sub <s@example.org>");
  const std::string subkey = key.add_signing_subkey("nistp256/ecdsa");
  Keyring keyring;
  keyring.add(key.public_key());
  const fs::path package = test::build_package(folder.path() / "built", {}).binary;
  test::sign_package(package, key);
  CHECK(keyring.verify(package).trust == Trust::good);
  for (const auto& block : rpm::unarmour(read_file(key.public_key())))
    CHECK(rpm::read_certificates(block).at(0).unreadable_subkeys == std::vector{subkey});
}
