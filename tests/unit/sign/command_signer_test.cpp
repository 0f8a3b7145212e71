// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "core/error.hpp"
#include "sign/signer.hpp"
#include "support/errors.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;

namespace {

struct Fixture {
  TempDir folder{fs::temp_directory_path(), "command-"};
  fs::path tmp = folder.path() / "tmp";
  test::TestKey key{folder.path() / "gnupg", "Acme <a@example.org>"};
  fs::path program = folder.path() / "sign";

  /// The signer with a shell script as its command.
  std::unique_ptr<sign::Signer> signer(const std::string& script) const {
    write_file_atomically(program, "#!/bin/sh\n" + script, fs::perms(0755));
    return sign::command_signer({.name = "acme",
                                 .fingerprint = key.fingerprint(),
                                 .public_key = key.public_key(),
                                 .command = {program.string(), "an argument with 'quotes' $HOME", "x", "x"}},
                                tmp);
  }
  std::string gpg(const std::string& options) const {
    return "gpg --homedir " + key.homedir().string() +
           " --batch --quiet --faked-system-time \"$RPMWORKS_TIME!\" " +
           "--digest-algo $RPMWORKS_HASH --local-user \"$RPMWORKS_KEY!\" --output - " + options + "\n";
  }
  std::string failure(const std::string& script) const {
    const auto with = signer(script);
    std::string message =
        test::error_of(ExitCode::trust, [&] { with->signature("the bytes", with->created() + 10); });
    CHECK(test::says(message, "the command of the key 'acme' (" + program.string() + ")"));
    CHECK(test::says(message, "hint: docs/signing.md describes"));
    return message;
  }
};

}  // namespace

TEST_CASE("a command makes the same signatures as GnuPG, binary or armoured") {
  const Fixture f;
  const auto gnupg = sign::gpg_signer(
      {.name = "acme", .fingerprint = f.key.fingerprint(), .homedir = f.key.homedir()}, f.tmp);
  const int64_t time = gnupg->created() + 10;
  const std::string bytes("the bytes\0\n", 11);
  const auto binary =
      f.signer("[ $# = 3 ] && [ \"$1\" = \"an argument with 'quotes' \\$HOME\" ] || exit 9\n" +
               f.gpg("--detach-sign"));
  CHECK(binary->signature(bytes, time) == gnupg->signature(bytes, time));
  CHECK(binary->fingerprint() == f.key.fingerprint());
  CHECK(binary->algorithm() == "rsa2048");
  CHECK(binary->created() == gnupg->created());
  CHECK(binary->shown_way() == "the command " + f.program.string());
  const auto armoured = f.signer(f.gpg("--armor --detach-sign"));
  CHECK(armoured->signature(bytes, time) == gnupg->signature(bytes, time));
}

TEST_CASE("what a command must not answer") {
  const Fixture f;
  const std::string message = f.failure("echo no key in the safe >&2; exit 3\n");
  CHECK(test::says(message, "failed with exit code 3"));
  CHECK(test::says(message, "no key in the safe"));
  CHECK(test::says(f.failure("kill -9 $$\n"), "was ended by signal 9"));
  CHECK(test::says(f.failure("cat >/dev/null\n"), "did not print one OpenPGP signature"));
  CHECK(test::says(f.failure("echo nonsense\n"), "did not print one OpenPGP signature"));
  CHECK(test::says(f.failure("head -c 200000 /dev/zero\n"), "printed more than 64"));
  CHECK(test::says(f.failure("echo other | " + f.gpg("--detach-sign")),
                   "made a signature that cannot be used"));
  CHECK(test::says(f.failure("RPMWORKS_HASH=sha512\n" + f.gpg("--detach-sign")),
                   "its hash is sha512, not sha256"));
  CHECK(test::says(f.failure(f.gpg("--textmode --detach-sign")), "of the class 0x01, not 0x00"));
  CHECK(test::says(f.failure(f.gpg("--default-sig-expire 1y --detach-sign")), "it expires"));
  CHECK(
      test::says(f.failure(f.gpg("--detach-sign") + f.gpg("--detach-sign </dev/null")), "did not print one"));
  const test::TestKey other(f.folder.path() / "other", "Other <o@example.org>");
  CHECK(test::says(
      f.failure("gpg --homedir " + other.homedir().string() + " --batch --quiet --output - --detach-sign"),
      "made a signature that cannot be used"));
  SUBCASE("by a subkey") {
    test::TestKey key(f.folder.path() / "sub", "Sub <s@example.org>");
    const std::string subkey = key.add_signing_subkey();
    write_file_atomically(f.program,
                          "#!/bin/sh\ngpg --homedir " + key.homedir().string() +
                              " --batch --quiet --digest-algo sha256 --local-user " + subkey +
                              "! --output - --detach-sign\n",
                          fs::perms(0755));
    const auto signer = sign::command_signer(
        {.name = "sub", .public_key = key.public_key(), .command = {f.program.string()}}, f.tmp);
    CHECK(test::says(test::error_of(ExitCode::trust, [&] { signer->signature("bytes", signer->created()); }),
                     "it was made by the key " + subkey));
  }
}

TEST_CASE("a command that does not answer in time") {
  const Fixture f;
  write_file_atomically(f.program, "#!/bin/sh\necho waiting for the safe >&2\nexec sleep 1000\n",
                        fs::perms(0755));
  const auto signer = sign::command_signer({.name = "acme",
                                            .public_key = f.key.public_key(),
                                            .command = {f.program.string()},
                                            .timeout = std::chrono::seconds(1)},
                                           f.tmp);
  const std::string message =
      test::error_of(ExitCode::trust, [&] { signer->signature("the bytes", signer->created()); });
  CHECK(test::says(
      message, "the command of the key 'acme' (" + f.program.string() + ") gave no signature within 1.00 s"));
  CHECK(test::says(message, "waiting for the safe"));
  CHECK(test::says(message, "hint: if a signature may take longer, set `timeout` of the key"));
}

TEST_CASE("a command whose signatures have a time of their own") {
  const Fixture f;
  store::Store store(f.folder.path() / "store");
  const auto signer = f.signer("RPMWORKS_TIME=$((RPMWORKS_TIME + 1000))\n" + f.gpg("--detach-sign"));
  struct Warnings : EventSink {
    void on_event(const Event& event) override {
      if (event.kind == Event::Kind::warning) lines.push_back(event.subject);
    }
    std::vector<std::string> lines;
  };
  const auto warnings = std::make_shared<Warnings>();
  Reporter reporter(warnings);
  sign::warn_of_random_signatures(*signer, store, reporter);
  CHECK(warnings->lines.size() == 1);
  // Such signatures are kept all the same.
  const std::vector<std::string> digests{store.put_file(test::build_package(f.folder.path(), {}).binary)};
  const auto first = sign::sign_all(digests, {.signers = {signer.get()}}, store, f.tmp, reporter);
  const auto silent = f.signer("exit 1\n");
  CHECK(sign::sign_all(digests, {.signers = {silent.get()}}, store, f.tmp, reporter) == first);
  CHECK(warnings->lines.size() == 1);
}

TEST_CASE("a public key that has expired") {
  const Fixture f;
  test::TestKey key(
      f.folder.path() / "old", "Old <o@example.org>", {},
      {.algorithm = "rsa2048", .expires = "30d", .gpg_options = {"--faked-system-time", "20200101T000000!"}});
  const std::string message = test::error_of(ExitCode::trust, [&] {
    sign::command_signer({.name = "old", .public_key = key.public_key(), .command = {"true"}}, f.tmp);
  });
  CHECK(test::says(message, "expired on 2020-01-31"));
}
