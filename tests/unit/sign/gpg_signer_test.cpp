// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "rpm/openpgp.hpp"
#include "sign/signer.hpp"
#include "support/errors.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;

namespace {

struct Fixture {
  TempDir folder{fs::temp_directory_path(), "sign-"};
  fs::path tmp = folder.path() / "tmp";
  fs::path home() const { return folder.path() / "gnupg"; }
};

config::Key key_of(const test::TestKey& key) {
  return {.name = "acme", .fingerprint = key.fingerprint(), .homedir = key.homedir()};
}

std::string signed_by(sign::Signer& signer) {
  return sign::detached("bytes", signer.created(), signer);
}

std::string trust_error(const config::Key& key, const fs::path& tmp) {
  return test::error_of(ExitCode::trust, [&] { sign::gpg_signer(key, tmp); });
}

std::string gpg(const fs::path& home, std::vector<std::string> arguments, const std::string& input = {}) {
  Command command;
  command.argv = {"gpg",      "--homedir",    home.string(),
                  "--batch",  "--quiet",      "--pinentry-mode",
                  "loopback", "--passphrase", ""};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.input = input;
  return run_checked(command, "running gpg").out;
}

bool agent_runs(const fs::path& home) {
  Command ask;
  ask.argv = {"gpg-connect-agent", "--homedir", home.string(), "--no-autostart", "/bye"};
  const ProcessResult result = run(ask);
  return result.err.find("no gpg-agent running") == std::string::npos;
}

// An agent continues for a moment after it was told to end, and removes its socket last.
void wait_for_its_end(const fs::path& home) {
  Command ask;
  ask.argv = {"gpgconf", "--homedir", home.string(), "--list-dirs", "agent-socket"};
  const fs::path socket(trim(run_checked(ask, "asking for the socket").out));
  for (int i = 0; i < 60 && fs::exists(socket); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

void end_agent(const fs::path& home) {
  Command end;
  end.argv = {"gpgconf", "--homedir", home.string(), "--kill", "gpg-agent"};
  run_checked(end, "ending the agent");
  wait_for_its_end(home);
}

}  // namespace

TEST_CASE("a key signs, and its signature is valid only for the signed bytes") {
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>");
  const auto signer = sign::gpg_signer(key_of(key), f.tmp);
  CHECK(signer->fingerprint() == key.fingerprint());
  CHECK(signer->algorithm() == "rsa2048");
  CHECK(signer->public_key().starts_with("-----BEGIN PGP PUBLIC KEY BLOCK-----"));

  const std::string signature = sign::detached("the bytes", signer->created(), *signer);
  CHECK(signature.starts_with("-----BEGIN PGP SIGNATURE-----"));
  const auto good = sign::verify_detached("the bytes", signature, {key.public_key()}, f.tmp);
  CHECK(good.trust == rpm::Trust::good);
  CHECK(good.fingerprint == key.fingerprint());
  CHECK(sign::verify_detached("the byteZ", signature, {key.public_key()}, f.tmp).trust == rpm::Trust::broken);
  CHECK(sign::verify_detached("the bytes", "nonsense", {key.public_key()}, f.tmp).trust ==
        rpm::Trust::broken);
  CHECK(sign::verify_detached("the bytes", "", {key.public_key()}, f.tmp).trust == rpm::Trust::broken);
  CHECK(sign::verify_detached("the bytes", signature, {}, f.tmp).trust == rpm::Trust::unknown);

  const test::TestKey other(f.folder.path() / "other", "Other <o@example.org>");
  const auto unknown = sign::verify_detached("the bytes", signature, {other.public_key()}, f.tmp);
  CHECK(unknown.trust == rpm::Trust::unknown);
  CHECK(test::says(unknown.reason, "not one of the accepted keys"));

  // SHA-256, whatever gpg would choose.
  CHECK(test::says(gpg(f.home(), {"--list-packets"}, signature), "digest algo 8"));
}

TEST_CASE("a given public key file is shipped unchanged, and identifies the key") {
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>");
  config::Key configured = key_of(key);
  configured.public_key = key.public_key();
  configured.fingerprint.clear();
  const auto signer = sign::gpg_signer(configured, f.tmp);
  CHECK(signer->fingerprint() == key.fingerprint());
  CHECK(signer->public_key() == read_file(key.public_key()));

  const test::TestKey other(f.folder.path() / "other", "Other <o@example.org>");
  configured.public_key = other.public_key();
  configured.fingerprint = key.fingerprint();
  CHECK(test::says(trust_error(configured, f.tmp), "but `fingerprint` is " + key.fingerprint()));

  SUBCASE("a secret key is not published") {
    const fs::path file = f.folder.path() / "secret.asc";
    std::string secret = gpg(f.home(), {"--armor", "--export-secret-keys"});
    write_file_atomically(file, secret);
    configured.public_key = file;
    CHECK(test::says(trust_error(configured, f.tmp), "is not an ASCII-armoured public key"));
    for (size_t at = 0; (at = secret.find("PRIVATE", at)) != std::string::npos;)
      secret.replace(at, 7, "PUBLIC");
    write_file_atomically(file, secret);
    CHECK(test::says(trust_error(configured, f.tmp), "holds a secret key"));
  }
  SUBCASE("several keys in one file") {
    const fs::path file = f.folder.path() / "two.asc";
    write_file_atomically(file, read_file(key.public_key()) + read_file(other.public_key()));
    configured.public_key = file;
    CHECK(test::says(trust_error(configured, f.tmp), "holds 2 public keys"));
  }
}

TEST_CASE("keys that cannot sign are refused with the key and its home") {
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>");
  config::Key configured = key_of(key);

  SUBCASE("missing home") {
    configured.homedir = f.folder.path() / "nowhere";
    CHECK(test::says(trust_error(configured, f.tmp), "nowhere does not exist"));
  }
  SUBCASE("missing key") {
    configured.fingerprint = std::string(40, 'A');
    const std::string message = trust_error(configured, f.tmp);
    CHECK(test::says(message, std::string(40, 'A')));
    CHECK(test::says(message, f.home().string()));
    CHECK(test::says(message, "secret part"));
  }
  SUBCASE("no fingerprint: the only key, no key, or several") {
    configured.fingerprint.clear();
    CHECK(sign::gpg_signer(configured, f.tmp)->fingerprint() == key.fingerprint());
    gpg(f.home(), {"--quick-gen-key", "Second <s@example.org>", "rsa2048", "sign", "never"});
    const std::string message = trust_error(configured, f.tmp);
    CHECK(test::says(message, "holds 2 secret keys"));
    CHECK(test::says(message, key.fingerprint()));
    const TempDir empty(f.folder.path(), "home-");
    configured.homedir = empty.path();
    CHECK(test::says(trust_error(configured, f.tmp), "holds no secret key"));
  }
  SUBCASE("only the public part") {
    const TempDir empty(f.folder.path(), "home-");
    gpg(empty.path(), {"--import", key.public_key().string()});
    configured.homedir = empty.path();
    CHECK(test::says(trust_error(configured, f.tmp), "there is no secret part of"));
  }
  SUBCASE("expired") {
    gpg(f.home(), {"--quick-gen-key", "Old <old@example.org>", "rsa2048", "sign", "20300101T000000"});
    gpg(f.home(), {"--faked-system-time", "20200101T000000!", "--quick-gen-key", "Past <past@example.org>",
                   "rsa2048", "sign", "1d"});
    for (const auto& line : split(gpg(f.home(), {"--with-colons", "--list-keys", "past@example.org"}), '\n'))
      if (line.starts_with("fpr:")) configured.fingerprint = split(line, ':').at(9);
    CHECK(test::says(trust_error(configured, f.tmp), "expired on 2020-01-02"));
  }
  SUBCASE("a primary key that can only certify") {
    gpg(f.home(), {"--quick-gen-key", "Cert <cert@example.org>", "rsa2048", "cert", "never"});
    std::vector<std::string> fingerprints;
    for (const auto& line : split(gpg(f.home(), {"--with-colons", "--list-keys", "cert@example.org"}), '\n'))
      if (line.starts_with("fpr:")) fingerprints.push_back(split(line, ':').at(9));
    gpg(f.home(), {"--quick-add-key", fingerprints.at(0), "rsa2048", "sign", "never"});
    configured.fingerprint = fingerprints[0];
    CHECK(test::says(trust_error(configured, f.tmp), "cannot sign"));
    for (const auto& line : split(gpg(f.home(), {"--with-colons", "--list-keys", "cert@example.org"}), '\n'))
      if (line.starts_with("fpr:")) configured.fingerprint = split(line, ':').at(9);
    CHECK(test::says(trust_error(configured, f.tmp), "is a subkey of " + fingerprints[0]));
  }
}

namespace {

std::string list_error(const Fixture& f, const config::Key& configured) {
  std::string message = trust_error(configured, f.tmp);
  CHECK(test::says(message, "GnuPG cannot list the keys of the GnuPG home " + f.home().string()));
  config::Key only = configured;
  only.fingerprint.clear();
  CHECK(test::says(trust_error(only, f.tmp), "GnuPG cannot list the keys of the GnuPG home"));
  return message;
}

}  // namespace

TEST_CASE("an unreadable GnuPG home is not treated as one without keys") {
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>");
  const config::Key configured = key_of(key);
  const fs::path keyring = f.home() / "pubring.kbx";
  REQUIRE(fs::exists(keyring));
  SUBCASE("a truncated keyring") {
    fs::resize_file(keyring, 300);
    const std::string message = list_error(f, configured);
    CHECK(test::says(message, "keydb_search"));
    CHECK(test::says(message, "its public keys are in " + keyring.string()));
    CHECK(test::says(message, "hint: restore " + keyring.string() + " from a copy"));
  }
  SUBCASE("an invalid keyring") {
    write_file_atomically(keyring, std::string(2000, '\x2f'));
    CHECK(test::says(list_error(f, configured), "hint: restore " + keyring.string() + " from a copy"));
  }
  SUBCASE("options of the agent that are wrong do not matter for a key in a file") {
    end_agent(f.home());
    write_file_atomically(f.home() / "gpg-agent.conf", "no-such-option\n");
    CHECK(signed_by(*sign::gpg_signer(configured, f.tmp)).starts_with("-----BEGIN PGP SIGNATURE"));
    fs::remove(f.home() / "gpg-agent.conf");
  }
  SUBCASE("a truncated secret key") {
    end_agent(f.home());
    for (const auto& entry : fs::directory_iterator(f.home() / "private-keys-v1.d"))
      fs::resize_file(entry.path(), 100);
    const std::string message = trust_error(configured, f.tmp);
    CHECK(test::says(message, (f.home() / "private-keys-v1.d").string()));
    CHECK(test::says(message, ".key is damaged"));
    CHECK(message.find("kept elsewhere") == std::string::npos);
  }
}

TEST_CASE("another user's home") {
  if (::geteuid() != 0) return;
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>");
  end_agent(f.home());
  fs::permissions(f.folder.path(), fs::perms(0777));
  const config::Key configured = key_of(key);
  std::string expected;
  SUBCASE("closed") {
    expected = "hint: run as the user to whom " + f.home().string() + " belongs";
  }
  SUBCASE("with a closed keyring") {
    for (const auto& path : {f.home(), f.home() / "private-keys-v1.d"})
      REQUIRE(::chown(path.c_str(), 1234, 1234) == 0);
    fs::permissions(f.home() / "pubring.kbx", fs::perms(0600));
    expected = "pubring.kbx': Permission denied";
  }
  SUBCASE("with closed secret keys") {
    REQUIRE(::chown(f.home().c_str(), 1234, 1234) == 0);
    for (const auto& entry : fs::directory_iterator(f.home()))
      if (entry.path().filename() != "private-keys-v1.d")
        REQUIRE(::lchown(entry.path().c_str(), 1234, 1234) == 0);
    expected = "this user cannot read " + (f.home() / "private-keys-v1.d").string();
  }
  const fs::path answer = f.folder.path() / "answer";
  const pid_t child = ::fork();
  if (child == 0) {
    if (::setgroups(0, nullptr) != 0 || ::setgid(1234) != 0 || ::setuid(1234) != 0) ::_exit(1);
    try {
      sign::gpg_signer(configured, f.folder.path() / "their-tmp");
    } catch (const Error& error) {
      write_file_atomically(answer, error.render());
    }
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(status == 0);
  const std::string message = read_file(answer);
  INFO(message);
  CHECK(test::says(message, expected));
}

TEST_CASE("a revoked key, a disabled key, and two keys with one user id") {
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>");
  const config::Key configured = key_of(key);
  SUBCASE("revoked") {
    const fs::path certificate = f.home() / "openpgp-revocs.d" / (key.fingerprint() + ".rev");
    std::string text = read_file(certificate);
    text.erase(text.find(":-----BEGIN"), 1);  // gpg's guard against accidental use
    write_file_atomically(certificate, text);
    config::Key exported = configured;
    exported.public_key = key.public_key();
    (void)read_file(exported.public_key);  // as before
    gpg(f.home(), {"--import", certificate.string()});
    CHECK(test::says(trust_error(configured, f.tmp), "is revoked"));
    CHECK(test::says(trust_error(exported, f.tmp), "is revoked"));
  }
  SUBCASE("disabled") {
    gpg(f.home(), {"--command-fd", "0", "--edit-key", key.fingerprint(), "disable", "save"});
    CHECK(test::says(trust_error(configured, f.tmp), "is disabled"));
  }
  SUBCASE("two with one user id: the fingerprint selects one") {
    gpg(f.home(), {"--quick-gen-key", "--yes", "Acme <a@example.org>", "rsa2048", "sign", "never"});
    config::Key unnamed = configured;
    unnamed.fingerprint.clear();
    CHECK(test::says(trust_error(unnamed, f.tmp), "holds 2 secret keys"));
    const auto signer = sign::gpg_signer(configured, f.tmp);
    CHECK(
        sign::fault_of_detached("bytes", sign::detached("bytes", signer->created(), *signer), *signer, f.tmp)
            .empty());
  }
}

TEST_CASE("a public key that GnuPG cannot read completely") {
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>");
  config::Key configured = key_of(key);
  std::string text = read_file(key.public_key());
  const size_t middle = text.size() / 2;
  text[middle] = text[middle] == 'A' ? 'B' : 'A';  // its checksum is wrong now
  configured.public_key = f.folder.path() / "broken.asc";
  write_file_atomically(configured.public_key, text);
  const std::string message = trust_error(configured, f.tmp);
  CHECK(test::says(message, "GnuPG cannot read the public key in " + configured.public_key.string()));
  CHECK(test::says(message, "hint: export it again"));
}

TEST_CASE("a passphrase that the agent does not have is an immediate error") {
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>", "secret words");
  end_agent(f.home());
  const auto signer = sign::gpg_signer(key_of(key), f.tmp);
  try {
    sign::detached("bytes", signer->created(), *signer);
    FAIL("it signed");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::trust);
    CHECK(test::says(error.render(), "it has a passphrase that its agent does not hold"));
  }
}

TEST_CASE("signing starts no agent that stays, and a running one stays") {
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>");
  CHECK(agent_runs(f.home()));  // from creating the key
  signed_by(*sign::gpg_signer(key_of(key), f.tmp));
  CHECK(agent_runs(f.home()));
  end_agent(f.home());
  const auto signer = sign::gpg_signer(key_of(key), f.tmp);
  CHECK(signer->shown_way() == "private agents");
  sign::detached("bytes", signer->created(), *signer);
  CHECK_FALSE(agent_runs(f.home()));
}

namespace {

// The processes whose command line names this home.
std::vector<pid_t> agents_of(const fs::path& home) {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::string line;
    try {
      std::ifstream file(entry.path() / "cmdline");
      line.assign(std::istreambuf_iterator<char>(file), {});
    } catch (const std::exception&) {
      continue;  // the process ended meanwhile
    }
    if (line.find("--server") != std::string::npos)
      if (line.find(home.string()) != std::string::npos) found.push_back(std::stoi(name));
  }
  return found;
}

}  // namespace

TEST_CASE("private agents end if the program is killed") {
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>");
  end_agent(f.home());
  const pid_t child = ::fork();
  if (child == 0) {
    const auto signer = sign::gpg_signer(key_of(key), f.tmp);
    sign::detached("bytes", signer->created(), *signer);
    if (agents_of(f.home()).size() != 1) ::_exit(1);
    ::raise(SIGKILL);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  for (int i = 0; i < 60 && !agents_of(f.home()).empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(agents_of(f.home()).empty());
}

TEST_CASE("an agent that is killed while it is used is replaced") {
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>");
  end_agent(f.home());
  const auto signer = sign::gpg_signer(key_of(key), f.tmp);
  const std::string before = signer->signature("bytes", signer->created());
  const auto agents = agents_of(f.home());
  REQUIRE(agents.size() == 1);
  REQUIRE(::kill(agents[0], SIGKILL) == 0);
  CHECK(signer->signature("bytes", signer->created()) == before);
}

TEST_CASE("several threads sign with an agent each") {
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>");
  end_agent(f.home());
  const auto signer = sign::gpg_signer(key_of(key), f.tmp);
  std::vector<std::string> made(40);
  parallel_for(made.size(), 4,
               [&](size_t i) { made[i] = signer->signature(std::to_string(i), signer->created()); });
  const size_t agents = agents_of(f.home()).size();
  CHECK(agents >= 1);
  CHECK(agents <= 4);
  for (size_t i = 0; i < made.size(); ++i)
    CHECK(made[i] == signer->signature(std::to_string(i), signer->created()));
}

TEST_CASE("a signature is exactly gpg's with the same time") {
  const Fixture f;
  std::string algorithm;
  SUBCASE("RSA") {
    algorithm = "rsa2048";
  }
  SUBCASE("EdDSA") {
    algorithm = "ed25519";
  }
  SUBCASE("DSA") {
    algorithm = "dsa2048";
  }
  SUBCASE("ECDSA") {
    algorithm = "nistp256";
  }
  const test::TestKey key(f.home(), "Acme <a@example.org>", {}, {.algorithm = algorithm});
  const auto signer = sign::gpg_signer(key_of(key), f.tmp);
  const int64_t time = signer->created() + 1000;
  // Several, because a number with leading zeros is shorter.
  for (const std::string bytes : {"", "the bytes", "more bytes", "still more bytes"}) {
    const std::string expected =
        gpg(f.home(),
            {"--no-options", "--faked-system-time", std::to_string(time) + "!", "--digest-algo", "sha256",
             "--local-user", key.fingerprint() + "!", "--detach-sign"},
            bytes);
    CHECK(signer->signature(bytes, time) == expected);
    CHECK(sign::detached(bytes, time, *signer) ==
          gpg(f.home(),
              {"--no-options", "--faked-system-time", std::to_string(time) + "!", "--digest-algo", "sha256",
               "--armor", "--local-user", key.fingerprint() + "!", "--detach-sign"},
              bytes));
  }
}

TEST_CASE("a key with a passphrase is used by its own agent, which holds the passphrase") {
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>", "secret words");
  Command unlock;
  unlock.argv = {"gpg",      "--homedir",    f.home().string(), "--batch",       "--pinentry-mode",
                 "loopback", "--passphrase", "secret words",    "--detach-sign", "--output",
                 "-"};
  unlock.input = "bytes";
  run_checked(unlock, "giving the passphrase to the agent");
  const auto signer = sign::gpg_signer(key_of(key), f.tmp);
  CHECK(test::says(signer->shown_way(), "the agent of " + f.home().string() + ", one signature at a time"));
  std::vector<std::string> made(2);  // the agent decrypts the key for each, which takes it a while
  parallel_for(made.size(), 2, [&](size_t i) { made[i] = signer->signature("bytes", signer->created()); });
  for (const auto& signature : made) CHECK(signature == made[0]);
  CHECK(sign::fault_of_detached("bytes", rpm::armour_signature(made[0]), *signer, f.tmp).empty());
  end_agent(f.home());
  const std::string message =
      test::error_of(ExitCode::trust, [&] { signer->signature("bytes", signer->created()); });
  CHECK(test::says(message, "its agent has ended"));
}

TEST_CASE("a key that expires while it is used") {
  const Fixture f;
  test::TestKey key(f.home(), "Acme <a@example.org>");
  key.set_expiry("2040-01-01");
  const auto signer = sign::gpg_signer(key_of(key), f.tmp);
  constexpr int64_t k_end = 2208988800 + 12 * 3600;  // gpg means noon
  CHECK_NOTHROW(signer->require_valid(k_end - 24 * 3600));
  const std::string message =
      test::error_of(ExitCode::trust, [&] { signer->require_valid(k_end + 24 * 3600); });
  CHECK(test::says(message, "expired on 2040-01-01"));
  CHECK(test::says(message, "hint: extend it with `gpg --homedir "));
}

TEST_CASE("a clock that is behind the creation of the key") {
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>");
  const auto signer = sign::gpg_signer(key_of(key), f.tmp);
  CHECK_NOTHROW(signer->require_valid(signer->created()));
  const std::string message = test::error_of(ExitCode::trust, [&] { signer->require_valid(1000000000); });
  CHECK(test::says(message, "but this machine's clock says 2001-09-09 01:46:40 UTC"));
  CHECK(test::says(message, "hint: correct the clock of this machine"));
}

TEST_CASE("a home whose path is too long for an agent's socket works") {
  const Fixture f;
  const test::TestKey key(f.home(), "Acme <a@example.org>");
  end_agent(f.home());
  const fs::path deep = f.folder.path() / std::string(90, 'd') / std::string(90, 'e');
  fs::create_directories(deep.parent_path());
  fs::rename(f.home(), deep);
  config::Key configured = key_of(key);
  configured.homedir = deep;
  {
    const auto signer = sign::gpg_signer(configured, f.tmp);
    CHECK(sign::detached("bytes", signer->created(), *signer).starts_with("-----BEGIN"));
  }
  fs::rename(deep, f.home());
}

TEST_CASE("signatures made before a key expired remain valid") {
  const Fixture f;
  fs::create_directory(f.home());
  fs::permissions(f.home(), fs::perms(0700));
  gpg(f.home(), {"--faked-system-time", "20200101T000000!", "--quick-gen-key", "Past <past@example.org>",
                 "rsa2048", "sign", "2d"});
  const fs::path public_key = f.folder.path() / "past.asc";
  write_file_atomically(public_key, gpg(f.home(), {"--armor", "--export"}));
  const std::string signature =
      gpg(f.home(), {"--faked-system-time", "20200102T000000!", "--armor", "--detach-sign"}, "bytes");
  const auto verdict = sign::verify_detached("bytes", signature, {public_key}, f.tmp);
  CHECK(verdict.trust == rpm::Trust::good);
  CHECK(test::says(verdict.reason, "expired since"));
  CHECK(sign::verify_detached("other", signature, {public_key}, f.tmp).trust == rpm::Trust::broken);
  end_agent(f.home());
}
