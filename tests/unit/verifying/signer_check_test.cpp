// SPDX-License-Identifier: GPL-3.0-or-later
#include "verifying/signer_check.hpp"

#include <doctest/doctest.h>

#include "support/errors.hpp"
#include "support/manifest_fixture.hpp"
#include "verifying/known_signers.hpp"

using namespace rpmworks;
using test::says;
using verifying::Signer;

namespace {

const std::string k_other(40, 'B');

struct User {
  TempDir folder{fs::temp_directory_path(), "signers-"};
  fs::path file = folder.path() / "data" / "signers.json";
  manifest::Manifest release = test::example_manifest();
  std::vector<gates::Check> checks{{.name = "manifest", .subject = "", .passed = true}};

  User() { release.signer = release.sections[0].signer; }

  Signer check(const std::string& wanted = {}, const std::optional<layout::OwnFingerprints>& own = {},
               int64_t now = 0) {
    return verifying::check_signer(release, checks, {.wanted = wanted, .own = own, .file = file, .now = now});
  }

  void sign_with(const std::string& fingerprint) { release.signer = fingerprint; }
};

}  // namespace

TEST_CASE("the first signer of a product is remembered, and another one is refused") {
  User user;
  const Signer first = user.check({}, {}, 1700000000);
  CHECK(first.check.passed);
  CHECK(first.since.empty());
  CHECK(verifying::shown_signer(first) ==
        "signed by Acme <acme@example.org> (0123456789ABCDEF0123456789ABCDEF01234567), which was not known "
        "here before");
  const Signer again = user.check({}, {}, 1800000000);
  CHECK(again.check.passed);
  CHECK(verifying::shown_signer(again) ==
        "signed by Acme <acme@example.org> (0123456789ABCDEF0123456789ABCDEF01234567), known here since "
        "2023-11-14 (first seen with 1.0.2)");

  // A key with the same user id.
  user.release.keys.push_back(user.release.keys[0]);
  user.release.keys.back().fingerprint = k_other;
  user.sign_with(k_other);
  const Signer other = user.check();
  CHECK_FALSE(other.check.passed);
  CHECK(other.check.code == ExitCode::trust);
  CHECK(says(other.check.findings.at(0).text,
             "Acme <acme@example.org> (" + k_other + ") is not a key that is known for greetings"));
  CHECK_FALSE(user.check().check.passed);  // it was not remembered
  // The user asked its owner.
  CHECK(user.check(k_other).check.passed);
  CHECK(user.check().from == "given");
  // Another product has nothing to do with it.
  user.release.product = "other";
  user.sign_with(std::string(40, 'C'));
  CHECK(user.check().check.passed);
}

TEST_CASE("a demanded key must be the one") {
  User user;
  const Signer refused = user.check(k_other);
  CHECK_FALSE(refused.check.passed);
  CHECK(says(refused.check.findings.at(0).text, "is not the key that you demand, " + k_other));
  CHECK(user.check().since.empty());  // nothing was remembered before
}

TEST_CASE("keys of repos.yaml may sign, and others may not") {
  User user;
  layout::OwnFingerprints own{.known = {user.release.signer}};
  CHECK(user.check({}, own).from == "repos.yaml");
  User other;
  other.sign_with(k_other);
  CHECK(says(other.check({}, own).check.findings.at(0).text, "is none of the keys in repos.yaml"));
  CHECK(other.check(k_other, own).check.passed);
  // A key that cannot be read here may be the one.
  User third;
  third.sign_with(k_other);
  own.is_complete = false;
  CHECK(third.check({}, own).check.passed);
}

TEST_CASE("repos.yaml of another product says nothing") {
  const User user;
  config::Config config;
  config.product = "greetings";
  config.keys["acme"] = {.name = "acme", .fingerprint = k_other, .homedir = "gnupg"};
  CHECK(verifying::own_keys(config, user.release)->known == std::set<std::string>{k_other});
  config.product = "another";
  CHECK_FALSE(verifying::own_keys(config, user.release));
}

TEST_CASE("a release announces the keys of later ones") {
  User user;
  user.release.keys.push_back({.fingerprint = k_other, .user_id = "Next", .file = "k", .next = true});
  CHECK(user.check().check.passed);
  user.sign_with(k_other);
  const Signer next = user.check();
  CHECK(next.check.passed);
  CHECK(next.from == "announced by 1.0.2");
}

TEST_CASE("nothing is learnt from a release that is not trustworthy") {
  User user;
  user.checks.push_back({.name = "signatures", .subject = "", .passed = false, .code = ExitCode::trust});
  CHECK(user.check().check.passed);
  CHECK_FALSE(fs::exists(user.file));
  user.checks[0].passed = false;
  CHECK(user.check().check.not_checked == "the signature of manifest.json is not good");
}

TEST_CASE("a folder that cannot be written is told, and a damaged list is an error") {
  User user;
  write_new_file(user.folder.path() / "data", "not a folder");
  CHECK_FALSE(user.check().not_kept.empty());
  fs::remove(user.folder.path() / "data");
  user.check();
  write_file_atomically(user.file, "[");
  CHECK(says(test::error_of(ExitCode::invalid, [&] { user.check(); }), "is not a list of known signers"));
}

TEST_CASE("fingerprints are given whole") {
  CHECK(verifying::require_full_fingerprint("0123 4567 89ab cdef 0123  4567 89ab cdef 0123 4567") ==
        "0123456789ABCDEF0123456789ABCDEF01234567");
  CHECK(says(test::error_of(ExitCode::usage, [] { verifying::require_full_fingerprint("89ABCDEF"); }),
             "'89ABCDEF' is not a full fingerprint"));
}
