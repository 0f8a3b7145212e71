// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using test::made;
using test::Product;
using test::says;

namespace {

/// A valid release outside of its workspace, which tests change.
struct Tampered {
  TempDir folder{fs::temp_directory_path(), "verify-"};
  fs::path release = folder.path() / "copy";
  fs::path greet = release / "packages/greet-1.0-1.noarch.rpm";

  Tampered() {
    static Product product;
    static const fs::path original = product.compose().folder;
    fs::copy(original, release, fs::copy_options::recursive);
    for (const auto& entry : fs::recursive_directory_iterator(release))
      fs::permissions(entry.path(), fs::perms(entry.is_directory() ? 0755 : 0644));
  }

  /// Every finding as "name: finding [code]".
  std::string findings() const {
    std::vector<std::string> lines;
    for (const auto& check : gates::verify(release, Reporter::silent(), 2)) {
      CHECK(check.passed == check.findings.empty());
      for (const auto& finding : check.findings)
        lines.push_back(check.name + ": " + finding.text + " [" +
                        std::to_string(static_cast<int>(check.code)) + "]");
    }
    return join(lines, "\n");
  }

  void replace_in(const std::string& file, const std::string& what, const std::string& with) const {
    std::string bytes = read_file(release / file);
    const size_t at = bytes.find(what);
    REQUIRE(at != std::string::npos);
    write_file_atomically(release / file, bytes.replace(at, what.size(), with));
  }

  /// Renews the signature of a changed file, like an attacker who has the key.
  void sign_again(const std::string& file, const test::TestKey& key) const {
    Command sign;
    sign.argv = {"gpg",
                 "--homedir",
                 key.homedir().string(),
                 "--batch",
                 "--yes",
                 "--quiet",
                 "--armor",
                 "--output",
                 (release / (file + ".asc")).string(),
                 "--detach-sign",
                 (release / file).string()};
    run_checked(sign, "signing");
  }
};

}  // namespace

TEST_CASE("an unchanged release passes every gate") {
  const Tampered t;
  CHECK(t.findings() == "");
  const auto checks = gates::verify(t.release, Reporter::silent(), 1);
  std::vector<std::string> names;
  for (const auto& check : checks) names.push_back(check.name + " " + check.subject);
  CHECK(names == std::vector<std::string>{"manifest greetings 1.0.0",
                                          "signatures packages",
                                          "digests packages",
                                          "duplicates packages",
                                          "repodata packages",
                                          "signatures sources",
                                          "digests sources",
                                          "duplicates sources",
                                          "repodata sources",
                                          "sources greetings 1.0.0",
                                          "files greetings 1.0.0",
                                          "provenance greetings 1.0.0",
                                          "history greetings 1.0.0",
                                          "keys greetings 1.0.0",
                                          "withdrawn greetings 1.0.0",
                                          "readable packages",
                                          "architecture packages",
                                          "readable sources",
                                          "architecture sources",
                                          "duplicates el9",
                                          "file-conflicts el9",
                                          "closure el9",
                                          "lost el9",
                                          "licenses greetings 1.0.0",
                                          "permissions greetings 1.0.0",
                                          "empty greetings 1.0.0",
                                          "upgrade greetings 1.0.0",
                                          "waivers greetings 1.0.0"});
}

TEST_CASE("a changed byte of a package") {
  const Tampered t;
  std::string bytes = read_file(t.greet);
  for (const size_t from_end : {size_t{1}, bytes.size() / 2, bytes.size() - 100}) {
    std::string flipped = bytes;
    char& c = flipped[flipped.size() - from_end];
    c = static_cast<char>(c ^ 1);
    write_file_atomically(t.greet, flipped);
    CHECK(says(t.findings(),
               "digests: packages/greet-1.0-1.noarch.rpm does not match its SHA-256 in the manifest"));
  }
  // In the payload, rpm itself notices the change too.
  bytes[bytes.size() - 20] = static_cast<char>(bytes[bytes.size() - 20] ^ 1);
  write_file_atomically(t.greet, bytes);
  CHECK(says(t.findings(), "signatures: packages/greet-1.0-1.noarch.rpm"));
  CHECK(says(t.findings(), "[6]"));
}

TEST_CASE("a package signed by another key") {
  const Tampered t;
  fs::copy_file(made().greet.binary, t.greet, fs::copy_options::overwrite_existing);
  SUBCASE("an unsigned package") {
    CHECK(says(t.findings(), "signatures: packages/greet-1.0-1.noarch.rpm: "));
  }
  SUBCASE("a key that is not in the release") {
    test::sign_package(t.greet, made().other);
    CHECK(says(t.findings(), "signatures: packages/greet-1.0-1.noarch.rpm: "));
  }
  SUBCASE("a key of the release, but not of the section") {
    test::sign_package(t.greet, made().other);
    fs::copy_file(made().other.public_key(), t.release / "RPM-GPG-KEY-other");
    CHECK(says(t.findings(), "signatures: packages/greet-1.0-1.noarch.rpm: "));
  }
}

TEST_CASE("a missing package, and an additional one") {
  const Tampered t;
  fs::remove(t.greet);
  CHECK(says(t.findings(), "digests: packages/greet-1.0-1.noarch.rpm is missing [5]"));
  fs::copy_file(made().greet.source, t.release / "packages/extra-1-1.src.rpm");
  CHECK(says(t.findings(), "files: packages/extra-1-1.src.rpm does not belong to the release [5]"));
}

TEST_CASE("an edited manifest") {
  const Tampered t;
  t.replace_in("manifest.json", "\"license\": \"MIT\"", "\"license\": \"GPL\"");
  CHECK(says(t.findings(), "manifest: manifest.json: the content was changed after"));
  CHECK(says(t.findings(), "[6]"));
  SUBCASE("signed again with a key that signs no section") {
    t.sign_again("manifest.json", made().other);
    CHECK(says(t.findings(), "manifest: manifest.json: signed by"));
    fs::copy_file(made().other.public_key(), t.release / "RPM-GPG-KEY-other");
    CHECK(says(t.findings(), "manifest: manifest.json: signed by"));
  }
  SUBCASE("no signature at all") {
    fs::remove(t.release / "manifest.json.asc");
    CHECK(says(t.findings(), "manifest: manifest.json.asc is missing"));
  }
  SUBCASE("a missing or unreadable manifest") {
    write_file_atomically(t.release / "manifest.json", "{");
    CHECK(says(t.findings(), "manifest: this is not JSON [5]"));
    fs::remove(t.release / "manifest.json");
    CHECK(says(t.findings(), "manifest: "));
  }
}

TEST_CASE("a manifest that lists a package in another section's folder") {
  const Tampered t;
  t.replace_in("manifest.json", "\"section\": \"packages\"", "\"section\": \"elsewhere\"");
  t.sign_again("manifest.json", made().key);
  CHECK(says(t.findings(),
             "the metadata lists packages/greet-1.0-1.noarch.rpm, which the manifest does not list"));
}

TEST_CASE("edited metadata") {
  const Tampered t;
  SUBCASE("repomd.xml") {
    t.replace_in("packages/repodata/repomd.xml", "<revision>", "<revision>9");
    CHECK(says(t.findings(), "repodata: packages/repodata/repomd.xml: the content was changed after"));
    CHECK(says(t.findings(), "does not match its SHA-256 in the manifest"));
    CHECK(says(t.findings(), "[6]"));
  }
  SUBCASE("primary.xml.gz") {
    for (const auto& entry : fs::directory_iterator(t.release / "packages/repodata"))
      if (entry.path().string().ends_with("-primary.xml.gz")) {
        std::string bytes = read_file(entry.path());
        bytes.back() = static_cast<char>(bytes.back() ^ 1);
        write_file_atomically(entry.path(), bytes);
      }
    CHECK(says(t.findings(), "repodata: "));
    CHECK(says(t.findings(), "its checksum differs from the one in repomd.xml [5]"));
  }
  SUBCASE("an additional file beside it") {
    write_file_atomically(t.release / "packages/repodata/updateinfo.xml", "<updates/>");
    CHECK(says(t.findings(), "files: packages/repodata/updateinfo.xml does not belong"));
  }
  SUBCASE("missing") {
    fs::remove_all(t.release / "sources/repodata");
    CHECK(says(t.findings(), "repodata: sources/repodata/repomd.xml is missing [5]"));
  }
  SUBCASE("no signature") {
    fs::remove(t.release / "packages/repodata/repomd.xml.asc");
    CHECK(says(t.findings(), "repodata: packages/repodata/repomd.xml.asc is missing [6]"));
  }
}

TEST_CASE("keys: missing, replaced, or invalid") {
  const Tampered t;
  const fs::path key = t.release / "RPM-GPG-KEY-acme";
  SUBCASE("missing") {
    fs::remove(key);
    CHECK(says(t.findings(), "signatures: no RPM-GPG-KEY file contains its key " + made().key.fingerprint()));
  }
  SUBCASE("another key") {
    fs::copy_file(made().other.public_key(), key, fs::copy_options::overwrite_existing);
    CHECK(says(t.findings(), "signatures: no RPM-GPG-KEY file contains its key"));
  }
  SUBCASE("not a key") {
    write_file_atomically(key, "rubbish");
    CHECK(says(t.findings(), "manifest: "));
  }
}

TEST_CASE("an expired key") {
  Product product;
  test::TestKey key(product.folder.path() / "gnupg", "Brief <brief@example.org>");
  product.config.keys["acme"] = {.name = "acme", .fingerprint = key.fingerprint(), .homedir = key.homedir()};
  const fs::path shipped = product.compose().folder / "RPM-GPG-KEY-acme";
  key.set_expiry("seconds=1");
  fs::permissions(shipped, fs::perms(0644));
  fs::copy_file(key.public_key(), shipped, fs::copy_options::overwrite_existing);
  std::this_thread::sleep_for(std::chrono::seconds(2));
  int expired = 0;
  for (const auto& check : gates::verify(product.release(), Reporter::silent(), 1)) {
    if (check.name != "signatures") continue;
    ++expired;
    REQUIRE(check.findings.size() == 1);  // the signatures themselves are older and valid
    CHECK(check.code == ExitCode::trust);
    if (expired > 1) {  // the hint is printed once
      CHECK(check.findings[0].text == "its key " + key.fingerprint() + " has expired (see above)");
      continue;
    }
    CHECK(says(check.findings[0].text, "RPM-GPG-KEY-acme: the key " + key.fingerprint() + " expired on 20"));
    CHECK(says(check.findings[0].text, "gpg --homedir DIR --quick-set-expire " + key.fingerprint()));
    CHECK(says(check.findings[0].text, "--replace"));
  }
  CHECK(expired == 2);
  // Following the hint helps.
  key.set_expiry("2y");
  product.compose(true);
  for (const auto& check : gates::verify(product.release(), Reporter::silent(), 1))
    CHECK(join(gates::texts_of(check.findings), "\n") == "");
}

TEST_CASE("the files for clients and readers are checked too") {
  const Tampered t;
  SUBCASE("a .repo file that requires no signatures") {
    t.replace_in("greetings.repo", "\ngpgcheck=1", "\ngpgcheck=0");
    CHECK(says(t.findings(), "files: greetings.repo: [greetings-packages] does not require gpgcheck [5]"));
  }
  SUBCASE("one that trusts another key") {
    t.replace_in("greetings.repo", "RPM-GPG-KEY-acme", "RPM-GPG-KEY-evil");
    CHECK(says(t.findings(), "which is not a key of the release"));
  }
  SUBCASE("one that sets a value twice") {
    t.replace_in("greetings.repo", "\ngpgcheck=1", "\ngpgcheck=1\ngpgcheck=0");
    CHECK(says(t.findings(), "sets gpgcheck twice"));
  }
  SUBCASE("an edited report") {
    t.replace_in("index.html", "Check it yourself", "Check it yourself!");
    CHECK(says(t.findings(), "files: index.html does not match its SHA-256 in the manifest"));
  }
  SUBCASE("a missing table, and an additional key") {
    fs::remove(t.release / "manifest.csv");
    fs::copy_file(made().other.public_key(), t.release / "RPM-GPG-KEY-other");
    CHECK(says(t.findings(), "files: manifest.csv is missing [5]"));
    CHECK(says(t.findings(), "files: RPM-GPG-KEY-other does not belong to the release [5]"));
  }
}

TEST_CASE("links are not followed") {
  const Tampered t;
  const fs::path elsewhere = t.folder.path() / "greet.rpm";
  fs::rename(t.greet, elsewhere);
  fs::create_symlink(elsewhere, t.greet);
  CHECK(says(t.findings(), "files: packages/greet-1.0-1.noarch.rpm is a symbolic link"));
  CHECK(says(t.findings(), "digests: packages/greet-1.0-1.noarch.rpm is missing"));
}

TEST_CASE("a missing source package") {
  const Tampered t;
  auto manifest = manifest::Manifest::from_json(read_file(t.release / "manifest.json"), "manifest.json");
  std::erase_if(manifest.packages, [](const auto& entry) { return entry.nevra.str() == "greet-1.0-1.src"; });
  write_file_atomically(t.release / "manifest.json", manifest.to_json());
  t.sign_again("manifest.json", made().key);
  CHECK(
      says(t.findings(),
           "sources: greet-1.0-1.noarch is made from greet-1.0-1.src.rpm, which is not in the release [5]"));
}

TEST_CASE("the same package twice") {
  const Tampered t;
  auto manifest = manifest::Manifest::from_json(read_file(t.release / "manifest.json"), "manifest.json");
  auto twin = manifest.packages[0];
  twin.file = "packages/twin.rpm";
  manifest.packages.push_back(twin);
  write_file_atomically(t.release / "manifest.json", manifest.to_json());
  CHECK(says(t.findings(), "duplicates: greet-1.0-1.noarch is in the section more than once [5]"));
}

TEST_CASE("in a workspace a release must have the name of its folder") {
  Product product;
  product.compose();
  const fs::path renamed = product.workspace.releases() / "0.9";
  const auto manifest_check = [](const fs::path& folder) {
    return gates::verify(folder, Reporter::silent(), 1).at(0);
  };
  CHECK(manifest_check(product.release()).passed);
  fs::rename(product.release(), renamed);
  CHECK(
      manifest_check(renamed).findings ==
      std::vector<gates::Finding>{{"release", "the folder is named 0.9, but it contains the release 1.0.0"}});
  CHECK(manifest_check(renamed).code == ExitCode::gate);
  CHECK_FALSE(manifest_check(renamed / "").passed);
  // Also if releases/ is a link.
  const fs::path elsewhere = product.folder.path() / "www";
  fs::rename(product.workspace.releases(), elsewhere);
  fs::create_directory_symlink(elsewhere, product.workspace.releases());
  CHECK_FALSE(manifest_check(renamed).passed);
  fs::create_directory_symlink("0.9", elsewhere / "current");
  CHECK_FALSE(manifest_check(product.workspace.releases() / "current").passed);
  // Outside of a workspace, its folder may have any name.
  CHECK(manifest_check(elsewhere / "0.9").passed);
}

TEST_CASE("folders that are not releases") {
  const TempDir folder(fs::temp_directory_path(), "verify-");
  const auto checks = gates::verify(folder.path(), Reporter::silent(), 1);
  REQUIRE(checks.size() == 1);
  CHECK_FALSE(checks[0].passed);
  CHECK_THROWS_WITH_AS(gates::verify(folder.path() / "none", Reporter::silent(), 1),
                       doctest::Contains("there is no folder"), Error);
}
