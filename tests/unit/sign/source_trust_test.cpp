// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/source_trust.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "support/errors.hpp"
#include "support/git_fixture.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using config::PackageSource;
using test::GitFixture;
using test::says;
using test::TestKey;

namespace {

struct Fixture {
  TempDir folder{fs::temp_directory_path(), "trust-"};
  TestKey key{folder.path() / "gnupg", "Acme <a@example.org>"};
  GitFixture repo{folder.path() / "repo"};
  std::map<std::string, config::Key> keys;
  PackageSource package{.name = "greet"};

  Fixture() {
    keys["acme"] = {.name = "acme", .fingerprint = key.fingerprint(), .public_key = key.public_key()};
    package.verify = PackageSource::Verify::tag;
    package.trust = {{.value = "acme"}};
    repo.write("file", "1");
    repo.commit("one");
  }

  // Runs git with a key that signs for it.
  void git_with(const TestKey& signer, const std::vector<std::string>& arguments,
                const std::string& gpg_options = {}) const {
    const fs::path program = folder.path() / "sign";
    fs::remove(program);
    write_new_file(
        program,
        fmt::format("#!/bin/sh\nexec gpg --homedir '{}' {} \"$@\"\n", signer.homedir().string(), gpg_options),
        fs::perms(0755));
    std::vector<std::string> all = {"-c", "gpg.program=" + program.string(), "-c",
                                    "user.signingkey=" + signer.fingerprint()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    repo.git(all);
  }
  // Writes a tag object with the given text, under the given name.
  void tag_object(const std::string& name, const std::string& text) const {
    const std::string id = repo.line({"hash-object", "-t", "tag", "-w", "--literally", "--stdin"}, text);
    repo.git({"update-ref", "refs/tags/" + name, id});
  }

  srpm::Verified verify(const std::string& ref) const {
    return sign::verify_source(git::Repository::open(repo.path()), package, ref, keys, folder.path());
  }
  std::string error(const std::string& ref) const {
    return test::error_of(ExitCode::trust, [&] { (void)verify(ref); });
  }
  std::string trusted() const {
    return fmt::format("  trusted: acme ({}), {}\n", key.fingerprint(), key.public_key().string());
  }
};

constexpr const char* k_ask =
    "hint: ask the signer; add the key to `keys` and `trust` only after you have verified that it is "
    "theirs\n";

}  // namespace

TEST_CASE("a tag signed by a trusted key is verified") {
  Fixture f;
  f.git_with(f.key, {"tag", "-s", "-m", "Release", "v1.0"});
  const srpm::Verified tag = f.verify("v1.0");
  CHECK(tag.what == "tag");
  CHECK(tag.fingerprint == f.key.fingerprint());
  CHECK(tag.commit == f.repo.line({"rev-parse", "HEAD"}));
  CHECK(tag.time > 1700000000);
  CHECK(f.verify("refs/tags/v1.0").fingerprint == f.key.fingerprint());
  // A key file without a fingerprint is enough.
  f.keys["acme"].fingerprint.clear();
  CHECK(f.verify("v1.0").fingerprint == f.key.fingerprint());
}

TEST_CASE("a signing subkey signs for its primary key") {
  Fixture f;
  const std::string subkey = f.key.add_signing_subkey();
  f.keys["acme"].public_key = f.key.public_key();
  const fs::path program = f.folder.path() / "sign";
  write_new_file(program,
                 fmt::format("#!/bin/sh\nexec gpg --homedir '{}' \"$@\"\n", f.key.homedir().string()),
                 fs::perms(0755));
  f.repo.git({"-c", "gpg.program=" + program.string(), "-c", "user.signingkey=" + subkey + "!", "tag", "-s",
              "-m", "Release", "v1.0"});
  CHECK(f.verify("v1.0").fingerprint == f.key.fingerprint());
}

TEST_CASE("a signed commit is verified") {
  Fixture f;
  f.package.verify = PackageSource::Verify::commit;
  const std::string id = f.repo.line({"rev-parse", "HEAD"});
  CHECK(f.error("main") ==
        fmt::format("error: the commit {} of greet is not signed\n{}hint: sign it with git commit -S\n",
                    id.substr(0, 12), f.trusted()));
  f.git_with(f.key, {"commit", "-q", "-S", "--allow-empty", "-m", "two"});
  const srpm::Verified commit = f.verify("main");
  CHECK(commit.what == "commit");
  CHECK(commit.fingerprint == f.key.fingerprint());
  CHECK(commit.commit == f.repo.line({"rev-parse", "HEAD"}));

  // The same signature on another tree.
  std::string text = f.repo.git({"cat-file", "commit", "HEAD"});
  f.repo.write("file", "evil");
  f.repo.git({"add", "-A"});
  text.replace(5, 40, f.repo.line({"write-tree"}));
  const std::string forged = f.repo.line({"hash-object", "-t", "commit", "-w", "--stdin"}, text);
  CHECK(says(f.error(forged),
             fmt::format("error: the commit {} of greet is not trusted: the content was changed after ",
                         forged.substr(0, 12))));
  CHECK(says(f.error(forged), " signed it\n"));
}

TEST_CASE("tags that are not signed") {
  Fixture f;
  f.repo.git({"tag", "light"});
  f.repo.git({"tag", "-a", "-m", "Release", "annotated"});
  CHECK(f.error("light") ==
        "error: the tag light of greet is not signed: it is a lightweight tag\nhint: git tag -s creates a "
        "signed tag\n");
  CHECK(f.error("annotated") == "error: the tag annotated of greet is not signed\n" + f.trusted() +
                                    "hint: sign it with git tag -s\n");
  CHECK(f.error("main") ==
        "error: 'main' of greet is not a tag, but `verify: tag` requires a signed tag\nhint: set `ref` to a "
        "signed tag, or write verify: commit\n");
  std::string ssh = f.repo.git({"cat-file", "tag", "annotated"});
  const auto with = [&](const std::string& name, const std::string& signature) {
    std::string text = ssh;
    text.replace(text.find("tag annotated"), 13, "tag " + name);
    f.tag_object(name, text + signature);
  };
  with("ssh", "-----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----\n");
  CHECK(says(f.error("ssh"),
             "error: the tag ssh of greet has an SSH signature, but only OpenPGP signatures are accepted\n"));
  with("x509", "-----BEGIN SIGNED MESSAGE-----\nMIIE\n-----END SIGNED MESSAGE-----\n");
  CHECK(says(f.error("x509"), "has an X.509 signature, but only OpenPGP signatures are accepted\n"));
  with("empty", "-----BEGIN PGP SIGNATURE-----\n\niQE=\n-----END PGP SIGNATURE-----\n");
  CHECK(says(f.error("empty"),
             "error: the tag empty of greet is not trusted: it holds no OpenPGP signature\n"));
}

TEST_CASE("tags that were signed by another key, or changed") {
  Fixture f;
  const TestKey other(f.folder.path() / "other", "Other <o@example.org>");
  f.git_with(other, {"tag", "-s", "-m", "Release", "v1.0"});
  CHECK(f.error("v1.0") == fmt::format("error: the tag v1.0 of greet is not trusted: signed by {}, which is "
                                       "not one of the accepted keys\n",
                                       other.fingerprint()) +
                               f.trusted() + k_ask);
  // A file with several keys, of which one is selected.
  const std::string both = read_file(f.key.public_key()) + read_file(other.public_key());
  write_new_file(f.folder.path() / "both", both);
  f.keys["acme"].public_key = f.folder.path() / "both";
  CHECK(says(f.error("v1.0"), other.fingerprint() + ", which is not one of the accepted keys"));
  f.keys["other"] = {.name = "other", .fingerprint = other.fingerprint(), .public_key = other.public_key()};
  f.package.trust.push_back({.value = "other"});
  CHECK(f.verify("v1.0").fingerprint == other.fingerprint());

  f.git_with(f.key, {"tag", "-s", "-m", "Release", "v1.1"});
  std::string text = f.repo.git({"cat-file", "tag", "v1.1"});
  text.replace(text.find("\n\nRelease") + 2, 7, "RELEASE");
  f.tag_object("v1.1", text);
  CHECK(says(f.error("v1.1"), " signed it\n"));
}

TEST_CASE("an old tag under a new name") {
  Fixture f;
  f.git_with(f.key, {"tag", "-s", "-m", "Release", "v0.9"});
  f.repo.git({"update-ref", "refs/tags/v1.0", f.repo.line({"rev-parse", "v0.9"})});
  CHECK(f.error("v1.0") ==
        "error: the tag v1.0 of greet is the tag v0.9 under another name\nhint: somebody may have passed off "
        "an old release as a new one: ask who created the tag\n");
  f.git_with(f.key, {"tag", "-s", "-m", "Again", "v2.0", "v0.9"});
  CHECK(says(f.error("v2.0"), "error: the tag v2.0 of greet points to the tag "));
  write_new_file(f.repo.path() / ".git/refs/tags/broken",
                 f.repo.line({"hash-object", "-t", "tag", "-w", "--literally", "--stdin"}, "tag x\n"));
  CHECK_THROWS_AS((void)f.verify("broken"), Error);
}

TEST_CASE("expired keys and signatures, and revoked keys") {
  Fixture f;
  const TestKey old(f.folder.path() / "old", "Old <o@example.org>", {},
                    {.expires = "2d", .gpg_options = {"--faked-system-time", "20200101T000000!"}});
  f.keys["acme"] = {.name = "acme", .fingerprint = old.fingerprint(), .public_key = old.public_key()};
  f.git_with(old, {"tag", "-s", "-m", "Release", "v1.0"}, "--faked-system-time 20200102T000000!");
  const std::string error = f.error("v1.0");
  CHECK(says(
      error,
      fmt::format("error: the tag v1.0 of greet is not trusted: signed by {} (the key has expired since)\n",
                  old.fingerprint())));
  CHECK(says(error,
             "hint: ask its owner for a public key with a new date, or for a signature by another key\n"));

  f.keys["acme"] = {.name = "acme", .fingerprint = f.key.fingerprint(), .public_key = f.key.public_key()};
  f.git_with(f.key, {"tag", "-s", "-m", "Release", "v1.2"}, "--default-sig-expire seconds=1");
  std::this_thread::sleep_for(std::chrono::milliseconds(2100));
  CHECK(says(f.error("v1.2"), "or its key has expired\n"));
  f.git_with(f.key, {"tag", "-s", "-m", "Release", "v1.3"});
  f.key.revoke();
  CHECK(says(f.error("v1.3"), "is revoked\n"));
}
