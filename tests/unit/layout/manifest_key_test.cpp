// SPDX-License-Identifier: GPL-3.0-or-later
// The key that signs the manifest, and how readers learn which key it is.
#include <doctest/doctest.h>

#include "core/error.hpp"
#include "layout/keys.hpp"
#include "process/process.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using config::Section;
using test::error_of;
using test::made;
using test::Product;
using test::says;

namespace {

/// A product whose packages and sources are signed by different keys.
struct TwoKeys : Product {
  TwoKeys() {
    config.keys["other"] = {
        .name = "other", .fingerprint = made().other.fingerprint(), .homedir = made().other.homedir()};
    config.sections[1].sign = "other";
  }
};

void sign_manifest(const fs::path& release, const test::TestKey& key) {
  const std::string file = (release / "manifest.json").string();
  run_checked({.argv = {"gpg", "--homedir", key.homedir().string(), "--batch", "--yes", "--quiet", "--armor",
                        "--output", file + ".asc", "--detach-sign", file}},
              "signing");
}

gates::Check manifest_check(const fs::path& release) {
  return gates::verify(release, Reporter::silent(), 1).at(0);
}

// A manifest of an earlier version, which does not name its signer.
void forget_signer(const fs::path& release) {
  const fs::path file = release / "manifest.json";
  auto m = manifest::Manifest::from_json(read_file(file), file.string());
  REQUIRE_FALSE(m.signer.empty());
  m.signer.clear();
  write_file_atomically(file, m.to_json());
  sign_manifest(release, made().key);
}

}  // namespace

TEST_CASE("the key of the first section with `sign` signs the manifest") {
  config::Config config;
  CHECK(says(error_of(ExitCode::invalid, [&] { layout::manifest_key(config); }),
             "no section names a key that could sign the manifest"));
  config.sections = {{.path = "deps/epel", .from = Section::From::upstream, .upstream = "epel"},
                     {.path = "sources", .from = Section::From::srpms, .sign = "other"},
                     {.path = "packages", .from = Section::From::builds, .sign = "acme"}};
  CHECK(layout::manifest_key(config) == "other");
}

TEST_CASE("the manifest names its signer, and a signature by another key is refused") {
  TwoKeys product;
  const auto composed = product.compose();
  CHECK(composed.manifest.signer == made().key.fingerprint());
  CHECK(says(read_file(composed.folder / "manifest.json"),
             "\"signer\": \"" + made().key.fingerprint() + "\",\n  \"sections\""));
  const auto good = manifest_check(composed.folder);
  CHECK(good.passed);
  CHECK(good.detail == "signed by Acme <acme@example.org> (" + made().key.fingerprint() + ")");

  sign_manifest(composed.folder, made().other);  // it signs another section
  const auto bad = manifest_check(composed.folder);
  CHECK_FALSE(bad.passed);
  CHECK(bad.code == ExitCode::trust);
}

TEST_CASE("a manifest that names a key without a section is refused") {
  Product product;
  const fs::path release = product.compose().folder;
  auto m = manifest::Manifest::from_json(read_file(release / "manifest.json"), "manifest.json");
  m.signer = made().other.fingerprint();
  write_file_atomically(release / "manifest.json", m.to_json());
  fs::copy_file(made().other.public_key(), release / "RPM-GPG-KEY-other");
  sign_manifest(release, made().other);
  const auto check = manifest_check(release);
  CHECK(check.code == ExitCode::trust);
  CHECK(check.findings ==
        std::vector<gates::Finding>{
            {m.signer, "manifest.json names " + m.signer + " as its signer, but that key signs no section"}});
}

TEST_CASE(
    "a release whose manifest does not name its signer verifies, and is unchanged when composed again") {
  TwoKeys product;
  const fs::path release = product.compose().folder;
  forget_signer(release);
  // The statement about the release has the digest of the manifest before it was changed here.
  for (const auto& check : gates::verify(release, Reporter::silent(), 2))
    CHECK_MESSAGE(check.passed == (check.name != "provenance"), check.name);
  const std::string before = test::contents(release);
  fs::remove_all(product.workspace.state() / "releases");
  CHECK(product.compose().unchanged);
  CHECK(test::contents(release) == before);
}
