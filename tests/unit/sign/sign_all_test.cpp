// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <atomic>
#include <ctime>
#include <functional>
#include <memory>
#include <utility>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/json.hpp"
#include "core/threads.hpp"
#include "process/process.hpp"
#include "sign/signer.hpp"
#include "support/errors.hpp"
#include "support/rpm_fixture.hpp"
#include "support/thread_count.hpp"

using namespace rpmworks;

namespace {

/// A signer that counts its calls.
class Counting : public sign::Signer {
 public:
  explicit Counting(sign::Signer& inner) : m_inner(inner) {}
  std::string fingerprint() const override { return m_inner.fingerprint(); }
  std::string algorithm() const override { return m_inner.algorithm(); }
  std::string public_key() const override { return m_inner.public_key(); }
  int64_t created() const override { return m_inner.created(); }
  std::string shown_way() const override { return m_inner.shown_way(); }
  void require_valid(int64_t now) const override { m_inner.require_valid(now); }
  std::string signature(std::string_view bytes, int64_t time) override {
    ++asked;
    return m_inner.signature(bytes, time);
  }
  std::atomic<int> asked = 0;

 private:
  sign::Signer& m_inner;
};

/// A signer whose signatures somebody else makes.
class Treacherous : public Counting {
 public:
  using Deed = std::function<std::string(std::string_view bytes, int64_t time)>;
  Treacherous(sign::Signer& inner, Deed deed) : Counting(inner), m_deed(std::move(deed)) {}
  std::string signature(std::string_view bytes, int64_t time) override { return m_deed(bytes, time); }

 private:
  Deed m_deed;
};

struct Warnings : EventSink {
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::warning) lines.push_back(event.subject);
  }
  std::vector<std::string> lines;
};

struct Fixture {
  TempDir folder{fs::temp_directory_path(), "sign-all-"};
  fs::path tmp = folder.path() / "tmp";
  store::Store store{folder.path() / "store"};
  test::TestKey key{folder.path() / "gnupg", "Acme <a@example.org>"};
  std::unique_ptr<sign::Signer> gpg =
      sign::gpg_signer({.name = "acme", .fingerprint = key.fingerprint(), .homedir = key.homedir()}, tmp);
  Counting signer{*gpg};
  test::BuiltPackage built = test::build_package(folder.path(), {});
  std::vector<std::string> unsigned_{store.put_file(built.binary), store.put_file(built.source)};

  std::shared_ptr<Warnings> warnings = std::make_shared<Warnings>();
  Reporter reporter{warnings};

  std::vector<std::string> sign(sign::Signer& with) {
    return sign::sign_all(unsigned_, {.signers = {&with}}, store, tmp, reporter);
  }
  std::vector<std::string> sign() { return sign(signer); }
  bool tmp_is_empty() const { return !fs::exists(tmp) || fs::is_empty(tmp); }
};

}  // namespace

TEST_CASE("packages are signed once, and later the same signature is spliced on again") {
  Fixture f;
  const std::string before = digest_of_file(f.store.blob(f.unsigned_[0]));
  const auto first = f.sign();
  REQUIRE(first.size() == 2);
  CHECK(f.signer.asked == 2);
  CHECK(digest_of_file(f.store.blob(f.unsigned_[0])) == before);  // the unsigned package was not written to
  rpm::Keyring keyring;
  keyring.add(f.key.public_key(), f.key.fingerprint());
  for (const auto& digest : first) {
    const auto verdict = keyring.verify(f.store.blob(digest));
    CHECK(verdict.trust == rpm::Trust::good);
    CHECK(verdict.signature->hash == "sha256");
    CHECK(verdict.signature->fingerprint == f.key.fingerprint());
    CHECK(digest_of_file(f.store.blob(digest)) == digest);
  }
  CHECK(f.tmp_is_empty());

  SUBCASE("the signed package is in the store") {
    CHECK(f.sign() == first);
  }
  SUBCASE("spliced if only the signature is in the store") {
    fs::remove(f.store.blob(first[0]));
    CHECK(f.sign() == first);
    CHECK(digest_of_file(f.store.blob(first[0])) == first[0]);
  }
  CHECK(f.signer.asked == 2);
  CHECK(f.tmp_is_empty());
}

TEST_CASE("packages are signed by no more threads than the limit allows") {
  const auto started = [](unsigned limit) {
    Fixture f;
    const ThreadLimit within(limit);
    return test::threads_started([&] { f.sign(); });
  };
  CHECK(started(1) == 0);
  CHECK(started(2) > 0);
}

TEST_CASE("a damaged signature in the store is made again") {
  Fixture f;
  f.unsigned_.resize(1);
  f.sign();
  for (const auto& entry : fs::recursive_directory_iterator(f.store.folder() / "records" / "signature"))
    if (entry.is_regular_file()) write_file_atomically(entry.path(), "{ \"signed\": 3");
  const auto again = f.sign();
  CHECK(f.signer.asked == 2);
  CHECK(f.store.has_blob(again[0]));
}

namespace {

void flip_last_byte(const fs::path& file) {
  std::string bytes = read_file(file);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  fs::permissions(file, fs::perms(0644));
  write_file_atomically(file, bytes);
}

// The records of package signatures, each with one field replaced.
void change_records(const Fixture& f, const std::string& field, const std::string& value) {
  for (const auto& entry : fs::recursive_directory_iterator(f.store.folder() / "records" / "signature")) {
    if (!entry.is_regular_file()) continue;
    auto record = Json::parse(read_file(entry.path()));
    REQUIRE(record.contains(field));
    record[field] = value;
    write_file_atomically(entry.path(), record.dump());
  }
}

}  // namespace

TEST_CASE("a damaged signed package in the store is replaced, with a warning") {
  Fixture f;
  f.unsigned_.resize(1);
  const auto first = f.sign();
  flip_last_byte(f.store.blob(first[0]));
  CHECK(f.sign() == first);
  CHECK(digest_of_file(f.store.blob(first[0])) == first[0]);
  CHECK(f.signer.asked == 1);  // the signature itself was kept
  REQUIRE(f.warnings->lines.size() == 1);
  CHECK(test::says(f.warnings->lines[0], "was damaged and is replaced"));
  CHECK(f.sign() == first);
  CHECK(f.warnings->lines.size() == 1);
}

TEST_CASE("a signature record that names another package is not trusted") {
  Fixture f;
  f.unsigned_.resize(1);
  const auto first = f.sign();
  std::string why;
  int signatures = 2;
  SUBCASE("the unsigned package") {
    change_records(f, "signed", f.unsigned_[0]);
    why = "it is not signed";
  }
  SUBCASE("a package signed by this key") {
    const auto package = test::build_package(f.folder.path(), {.name = "other"}).binary;
    test::sign_package(package, f.key);
    change_records(f, "signed", f.store.put_file(package));
    why = "its record belongs to another package";
  }
  SUBCASE("this package, signed by another key") {
    const test::TestKey other(f.folder.path() / "other", "Other <o@example.org>");
    const fs::path copy = f.folder.path() / "copy.rpm";
    fs::copy_file(f.built.binary, copy);
    test::sign_package(copy, other);
    change_records(f, "signed", f.store.put_file(copy));
    why = "which is not trusted for this repository";
  }
  SUBCASE("a blob that is not in the store") {
    change_records(f, "signed", std::string(64, 'a'));
    why = "its record belongs to another package";
  }
  SUBCASE("with another start") {
    change_records(f, "start", "00");
    why = "its record belongs to another package";
  }
  const auto again = f.sign();
  CHECK(f.signer.asked == signatures);
  rpm::Keyring keyring;
  keyring.add(f.key.public_key(), f.key.fingerprint());
  CHECK(keyring.verify(f.store.blob(again[0])).trust == rpm::Trust::good);
  CHECK(rpm::read_package(f.store.blob(again[0])).nevra == rpm::read_package(f.built.binary).nevra);
  REQUIRE(f.warnings->lines.size() == 1);
  CHECK(test::says(f.warnings->lines[0], "is not valid and is replaced: "));
  CHECK(test::says(f.warnings->lines[0], why));
  CHECK(f.sign() == again);
  CHECK(f.warnings->lines.size() == 1);
  CHECK(f.tmp_is_empty());
}

TEST_CASE("a package signed by a subkey is signed again") {
  Fixture f;
  f.unsigned_.resize(1);
  f.sign();
  const std::string subkey = f.key.add_signing_subkey();
  f.gpg = sign::gpg_signer({.name = "acme", .fingerprint = f.key.fingerprint(), .homedir = f.key.homedir()},
                           f.tmp);
  Counting signer(*f.gpg);
  const fs::path copy = f.folder.path() / "copy.rpm";
  fs::copy_file(f.built.binary, copy);
  Command sign;
  sign.argv = {"rpmsign",    "--addsign",
               "--define",   "__gpg /usr/bin/gpg",
               "--define",   "_gpg_name " + subkey + "!",
               "--define",   "_gpg_path " + f.key.homedir().string(),
               copy.string()};
  run_checked(sign, "signing with a subkey");
  change_records(f, "signed", f.store.put_file(copy));
  const auto again = f.sign(signer);
  CHECK(signer.asked == 1);
  REQUIRE(f.warnings->lines.size() == 1);
  CHECK(test::says(f.warnings->lines[0],
                   "it was made by the key " + subkey + ", not by " + f.key.fingerprint()));
}

TEST_CASE("a damaged package is not signed") {
  Fixture f;
  f.unsigned_.resize(1);
  const fs::path blob = f.store.blob(f.unsigned_[0]);
  flip_last_byte(blob);
  const std::string message = test::error_of(ExitCode::failed, [&] { f.sign(); });
  CHECK(test::says(message, "is damaged, so it is not signed"));
  CHECK(test::says(message, "hint: remove " + blob.string() + " and run again"));
  CHECK(f.signer.asked == 0);
}

TEST_CASE("the same package twice is signed once") {
  Fixture f;
  f.unsigned_ = {f.unsigned_[0], f.unsigned_[0]};
  const auto signed_ = f.sign();
  CHECK(signed_[0] == signed_[1]);
  CHECK(f.signer.asked == 1);
}

TEST_CASE("a package signed by another key is refused and stays unchanged") {
  Fixture f;
  const test::TestKey vendor(f.folder.path() / "vendor", "Vendor <v@example.org>");
  const auto package = test::build_package(f.folder.path(), {.name = "vendors"}).binary;
  test::sign_package(package, vendor);
  f.unsigned_ = {f.unsigned_[0], f.store.put_file(package)};
  const std::string message = test::error_of(ExitCode::trust, [&] { f.sign(); });
  CHECK(message.find("vendors-1.0-1.noarch is already signed by another key") != std::string::npos);
  CHECK(f.signer.asked == 0);
  CHECK(f.tmp_is_empty());
}

TEST_CASE("an unreadable signature counts as a signature") {
  Fixture f;
  const test::TestKey vendor(f.folder.path() / "vendor", "Vendor <v@example.org>");
  const auto package = test::build_package(f.folder.path(), {.name = "vendors"}).source;
  test::sign_package(package, vendor);
  SUBCASE("an unknown packet") {
    test::change_signature(package, test::SignatureChange::other_version);
  }
  SUBCASE("an unknown tag") {
    test::change_signature(package, test::SignatureChange::newer_tag);
  }
  f.unsigned_ = {f.store.put_file(package)};
  CHECK(test::error_of(ExitCode::trust, [&] { f.sign(); }) ==
        "error: vendors-1.0-1.src has a signature that rpm cannot read\nhint: rpmworks never replaces a "
        "signature: verify the package, remove the signature from a copy with `rpmsign --delsign` and use "
        "that copy, or package it from git\n");
  CHECK(f.signer.asked == 0);
}

TEST_CASE("a package that this key signed before is used unchanged") {
  Fixture f;
  const auto package = test::build_package(f.folder.path(), {.name = "ours"}).binary;
  test::sign_package(package, f.key);
  f.unsigned_ = {f.store.put_file(package)};
  CHECK(f.sign() == f.unsigned_);
  CHECK(f.signer.asked == 0);
}

TEST_CASE("results are verified: a wrong result of a signer is refused") {
  Fixture f;
  f.unsigned_.resize(1);
  SUBCASE("it signed other bytes") {
    Treacherous liar(*f.gpg,
                     [&](std::string_view, int64_t time) { return f.gpg->signature("others", time); });
    test::error_of(ExitCode::trust, [&] { f.sign(liar); });
  }
  SUBCASE("it signed with another key") {
    const test::TestKey other(f.folder.path() / "other", "Other <o@example.org>");
    const auto signer = sign::gpg_signer(
        {.name = "other", .fingerprint = other.fingerprint(), .homedir = other.homedir()}, f.tmp);
    Treacherous liar(*f.gpg,
                     [&](std::string_view bytes, int64_t time) { return signer->signature(bytes, time); });
    test::error_of(ExitCode::trust, [&] { f.sign(liar); });
  }
  SUBCASE("it answered nonsense") {
    Treacherous liar(*f.gpg, [](std::string_view, int64_t) { return "nonsense"; });
    CHECK_THROWS_AS(f.sign(liar), Error);
  }
  // Nothing of it was stored.
  CHECK(f.sign().size() == 1);
  CHECK(f.signer.asked == 1);
}

TEST_CASE("a file that is not a package is refused") {
  Fixture f;
  f.unsigned_ = {f.store.put_bytes("text")};
  CHECK_THROWS_AS(f.sign(), Error);
  f.unsigned_ = {std::string(64, 'a')};
  CHECK_THROWS_WITH_AS(f.sign(), doctest::Contains("lacks"), Error);
}

TEST_CASE("packages signed before the signer fails are kept") {
  Fixture f;
  const ThreadLimit one(1);
  // It signs one package and is interrupted at the next.
  Treacherous interrupted(*f.gpg, [&](std::string_view bytes, int64_t time) {
    if (f.signer.asked == 1) throw Error(ExitCode::interrupted, "interrupted");
    return f.signer.signature(bytes, time);
  });
  CHECK_THROWS_WITH_AS(f.sign(interrupted), "interrupted", Error);
  CHECK(f.sign().size() == 2);
  CHECK(f.signer.asked == 2);  // the other package
  CHECK(f.tmp_is_empty());
}

TEST_CASE("a key that expires during the run is an error, and what it signed before is kept") {
  Fixture f;
  const ThreadLimit one(1);
  class Expiring : public Counting {
   public:
    using Counting::Counting;
    void require_valid(int64_t) const override {
      if (asked > 0) throw Error(ExitCode::trust, "it has expired");
    }
  };
  Expiring signer(*f.gpg);
  CHECK(test::says(test::error_of(ExitCode::trust, [&] { f.sign(signer); }), "it has expired"));
  CHECK(signer.asked == 1);
  CHECK(f.sign().size() == 2);
  CHECK(f.signer.asked == 1);
}

TEST_CASE("the same package and key give the same bytes with any store") {
  Fixture f;
  const auto first = f.sign();
  store::Store other(f.folder.path() / "other-store");
  const std::vector<std::string> unsigned_{other.put_file(f.built.binary), other.put_file(f.built.source)};
  const auto signer = sign::gpg_signer(
      {.name = "acme", .fingerprint = f.key.fingerprint(), .homedir = f.key.homedir()}, f.tmp);
  CHECK(sign::sign_all(unsigned_, {.signers = {signer.get()}}, other, f.tmp, f.reporter) == first);
  fs::remove_all(f.store.folder() / "records" / "signature");
  CHECK(f.sign() == first);
  CHECK(f.signer.asked == 4);
  // The package is older than the key.
  CHECK(rpm::read_package(f.store.blob(first[0])).signature->created == f.signer.created());
}

namespace {

// A copy of the package signed by rpmsign at this time.
std::string signed_by_rpmsign(const Fixture& f, const fs::path& package, const test::TestKey& key,
                              int64_t time, const std::vector<std::string>& options = {}) {
  const fs::path copy = f.folder.path() / "golden.rpm";
  fs::remove(copy);
  fs::copy_file(package, copy);
  Command sign;
  sign.argv = {"rpmsign", "--addsign"};
  sign.argv.insert(sign.argv.end(), options.begin(), options.end());
  for (const std::string& define :
       {std::string("__gpg /usr/bin/gpg"), "_gpg_name " + key.fingerprint() + "!",
        "_gpg_path " + key.homedir().string(), std::string("_gpg_digest_algo sha256"),
        "_gpg_sign_cmd_extra_args --no-options --faked-system-time " + std::to_string(time) + "!"}) {
    sign.argv.emplace_back("--define");
    sign.argv.push_back(define);
  }
  sign.argv.push_back(copy.string());
  run_checked(sign, "signing with rpmsign");
  return read_file(copy);
}

}  // namespace

TEST_CASE("a signed package is exactly what rpmsign makes with the same time") {
  Fixture f;
  std::string algorithm;
  bool payload = false;
  SUBCASE("RSA") {
    algorithm = "rsa3072";
  }
  SUBCASE("EdDSA") {
    algorithm = "ed25519";
  }
  SUBCASE("RSA, also over the payload") {
    algorithm = "rsa4096";
    payload = true;
  }
  SUBCASE("EdDSA, also over the payload") {
    algorithm = "ed25519";
    payload = true;
  }
  const test::TestKey key(f.folder.path() / "golden", "Golden <g@example.org>", {},
                          {.algorithm = algorithm,
                           .expires = "never",
                           .gpg_options = {"--faked-system-time", "20200101T000000!"}});
  const auto signer =
      sign::gpg_signer({.name = "golden", .fingerprint = key.fingerprint(), .homedir = key.homedir()}, f.tmp);
  for (const auto& package : {f.built.binary, f.built.source}) {
    const auto made =
        sign::sign_all({f.store.put_file(package)}, {.signers = {signer.get()}, .signs_payload = payload},
                       f.store, f.tmp, f.reporter);
    const std::string bytes = read_file(f.store.blob(made.at(0)));
    CHECK(bytes.size() == fs::file_size(package));  // the reserved space was used
    CHECK(bytes ==
          signed_by_rpmsign(f, package, key, rpm::read_package(package).build_time,
                            payload ? std::vector<std::string>{"--rpmv3"} : std::vector<std::string>{}));
  }
}

TEST_CASE("several keys sign a package") {
  Fixture f;
  const test::TestKey second(f.folder.path() / "second", "Second <s@example.org>", {},
                             {.algorithm = "ed25519"});
  const auto other = sign::gpg_signer(
      {.name = "second", .fingerprint = second.fingerprint(), .homedir = second.homedir()}, f.tmp);
  Counting counting(*other);
  const sign::SigningRule both{.signers = {&f.signer, &counting}};
  const auto made = sign::sign_all(f.unsigned_, both, f.store, f.tmp, f.reporter);
  for (const auto& digest : made) {
    const auto entries = test::signature_entries(f.store.blob(digest));
    REQUIRE(entries.contains(278));  // RPMSIGTAG_OPENPGP
    CHECK(entries.at(278).count == 2);
    CHECK(entries.contains(268));  // RPMSIGTAG_RSA, by the first key, for older clients
    CHECK_FALSE(entries.contains(267));
    for (const test::TestKey* key : {&std::as_const(f.key), &second}) {
      rpm::Keyring keyring;
      keyring.add(key->public_key(), key->fingerprint());
      CHECK(keyring.verify(f.store.blob(digest)).trust == rpm::Trust::good);
    }
  }
  CHECK(sign::sign_all(f.unsigned_, both, f.store, f.tmp, f.reporter) == made);
  CHECK(f.signer.asked == 2);
  CHECK(counting.asked == 2);
  CHECK(f.sign() != made);  // one key alone is another rule
  // Each signature counts: a package without one of them is not taken from the store.
  change_records(f, "signed", f.sign().at(0));
  CHECK(sign::sign_all({f.unsigned_[0]}, both, f.store, f.tmp, f.reporter).at(0) == made[0]);
  REQUIRE(f.warnings->lines.size() == 1);
  CHECK(test::says(f.warnings->lines[0], "is not valid and is replaced"));
}

TEST_CASE("a package from the future is signed with the time of the clock, with a warning") {
  Fixture f;
  const int64_t future = std::time(nullptr) + 100000;
  const auto package = test::build_package(f.folder.path(), {.name = "early", .time = future}).binary;
  f.unsigned_ = {f.store.put_file(package)};
  const auto first = f.sign();
  CHECK(rpm::read_package(f.store.blob(first.at(0))).signature->created <= std::time(nullptr));
  REQUIRE(f.warnings->lines.size() == 1);
  CHECK(f.warnings->lines[0] ==
        "early-1.0-1.noarch was made after the time of this machine's clock, so its signature gets the time "
        "of the "
        "clock: the same inputs will give another signature");
  // It is kept as long as the clock is behind.
  CHECK(f.sign() == first);
  CHECK(f.signer.asked == 1);
}

TEST_CASE("signatures that differ each time are told, once for a run") {
  Fixture f;
  sign::warn_of_random_signatures(f.signer, f.store, f.reporter);
  CHECK(f.signer.asked == 2);
  CHECK(f.warnings->lines.empty());
  sign::warn_of_random_signatures(f.signer, f.store, f.reporter);
  CHECK(f.signer.asked == 2);  // the store remembers it

  int64_t later = 0;
  Treacherous random(
      *f.gpg, [&](std::string_view bytes, int64_t time) { return f.gpg->signature(bytes, time + ++later); });
  store::Store other(f.folder.path() / "other-store");
  sign::warn_of_random_signatures(random, other, f.reporter);
  sign::warn_of_random_signatures(random, other, f.reporter);
  CHECK(later == 1);
  REQUIRE(f.warnings->lines.size() == 2);
  CHECK(f.warnings->lines[0] == f.warnings->lines[1]);
  CHECK(test::says(f.warnings->lines[0], "differ each time"));
}

namespace {

std::string detached(Fixture& f, std::string_view bytes) {
  return sign::detached_kept(bytes, 0, f.signer, f.store, f.tmp, Reporter::silent());
}

// Replaces every signature in the store.
void put_in_store(const Fixture& f, const std::string& signature) {
  for (const auto& entry : fs::recursive_directory_iterator(f.store.folder() / "records" / "signature"))
    if (entry.is_regular_file()) write_file_atomically(entry.path(), Json{{"signature", signature}}.dump());
}

std::string signature_by(const test::TestKey& key, std::vector<std::string> options) {
  Command sign;
  sign.argv = {"gpg", "--homedir", key.homedir().string(), "--batch", "--armor", "--output", "-"};
  sign.argv.insert(sign.argv.end(), options.begin(), options.end());
  sign.input = "bytes";
  return run_checked(sign, "signing").out;
}

}  // namespace

TEST_CASE("a detached signature is made once") {
  Fixture f;
  const std::string first = detached(f, "bytes");
  CHECK(detached(f, "bytes") == first);
  CHECK(f.signer.asked == 1);
  CHECK(detached(f, "other bytes") != first);
  CHECK(f.signer.asked == 2);
}

TEST_CASE("an invalid detached signature in the store is replaced, with a warning") {
  Fixture f;
  detached(f, "bytes");
  std::string bad;
  std::string why;
  SUBCASE("invalid data") {
    bad = "rubbish";
    why = "it holds no OpenPGP signature";
  }
  SUBCASE("of other bytes") {
    bad = sign::detached("other bytes", f.gpg->created(), *f.gpg);
    why = "the content was changed after";
  }
  SUBCASE("it expires") {
    bad = signature_by(f.key, {"--digest-algo", "SHA256", "--default-sig-expire", "2y", "--detach-sign"});
    why = "it expires on 20";
  }
  SUBCASE("in text mode") {
    bad = signature_by(f.key, {"--digest-algo", "SHA256", "--textmode", "--detach-sign"});
    why = "it is a signature of the class 0x01, not 0x00";
  }
  SUBCASE("with another hash") {
    bad = signature_by(f.key, {"--digest-algo", "SHA512", "--detach-sign"});
    why = "its hash is 10, not sha256";
  }
  SUBCASE("by another key") {
    const test::TestKey other(f.folder.path() / "other", "Other <o@example.org>");
    bad = signature_by(other, {"--detach-sign"});
    why = "which is not one of the accepted keys";
  }
  SUBCASE("by a subkey") {
    const std::string subkey = f.key.add_signing_subkey();
    f.gpg = sign::gpg_signer({.name = "acme", .fingerprint = f.key.fingerprint(), .homedir = f.key.homedir()},
                             f.tmp);
    bad = signature_by(f.key, {"--digest-algo", "SHA256", "--local-user", subkey + "!", "--detach-sign"});
    why = "it was made by the key " + subkey + ", not by " + f.key.fingerprint();
    Counting signer(*f.gpg);
    CHECK(test::says(sign::fault_of_detached("bytes", bad, signer, f.tmp), why));
    return;
  }
  put_in_store(f, bad);
  const auto warnings = std::make_shared<Warnings>();
  Reporter reporter(warnings);
  const std::string again = sign::detached_kept("bytes", 0, f.signer, f.store, f.tmp, reporter);
  CHECK(sign::fault_of_detached("bytes", again, f.signer, f.tmp).empty());
  REQUIRE(warnings->lines.size() == 1);
  CHECK(test::says(warnings->lines[0], "is not valid and is replaced: "));
  CHECK(test::says(warnings->lines[0], why));
  CHECK(detached(f, "bytes") == again);
}

TEST_CASE("options in gpg.conf change neither signatures nor keys") {
  Fixture f;
  f.unsigned_.resize(1);
  const std::string public_key = f.gpg->public_key();
  write_file_atomically(f.key.homedir() / "gpg.conf",
                        "default-sig-expire 1d\ndigest-algo SHA1\ntextmode\ncomment hello\n"
                        "sig-notation a@example.org=b\nkeyring /nowhere/ring.gpg\nno-such-option\n");
  const auto signer = sign::gpg_signer(
      {.name = "acme", .fingerprint = f.key.fingerprint(), .homedir = f.key.homedir()}, f.tmp);
  CHECK(signer->public_key() == public_key);
  const std::string signature = sign::detached("bytes", signer->created(), *signer);
  CHECK(sign::fault_of_detached("bytes", signature, *signer, f.tmp).empty());
  CHECK(signature.find("Comment") == std::string::npos);
  const auto digests = f.sign(*signer);
  rpm::Keyring keyring;
  keyring.add(f.key.public_key(), f.key.fingerprint());
  CHECK(keyring.verify(f.store.blob(digests.at(0))).signature->hash == "sha256");
  fs::remove(f.key.homedir() / "gpg.conf");
}
