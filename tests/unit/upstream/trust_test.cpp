// SPDX-License-Identifier: GPL-3.0-or-later
// `repomd: signed` and `digests: sha1` of an upstream, and the revisions of metadata.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "support/http_server.hpp"
#include "unit/upstream/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using upstream::is_older_revision;
using upstream::MetadataRules;
using upstream::Repository;

namespace {

constexpr MetadataRules k_signed{.signed_repomd = true, .sha1 = false};
constexpr MetadataRules k_sha1{.signed_repomd = false, .sha1 = true};
constexpr const char* k_asc = "/repodata/repomd.xml.asc";

/// A repository with a signed repomd.xml, that is read in place or from a server.
struct Signed : Upstream {
  HttpServer server{repo};
  std::vector<std::string> addresses{repo.string(), server.url()};
  fs::path repomd = repo / "repodata/repomd.xml";
  fs::path asc = repo / "repodata/repomd.xml.asc";
  Signed() { originals().key.sign_file(repomd); }

  std::string refusal(const std::string& address) const {
    return error_of(ExitCode::trust, [&] { open(address, k_signed); });
  }
};

/// A repository whose metadata has only SHA-1 checksums.
struct Old : Upstream {
  HttpServer server{repo};
  std::vector<std::string> addresses{repo.string(), server.url()};
  Old() { make_repository(repo, {"--checksum", "sha1"}); }

  upstream::Location old_location(const std::string& name) const {
    auto location = this->location(name);
    location.sha256.clear();
    location.sha1 = digest_of_file(package(name), DigestAlgorithm::sha1);
    return location;
  }
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace

TEST_CASE("a signed repomd.xml is verified before it is read") {
  const Signed u;
  for (const auto& address : u.addresses) {
    CAPTURE(address);
    const Repository repository = u.open(address, k_signed);
    CHECK(u.fetch(repository).size() == 2);
    CHECK(repository.metadata().repomd_signer == originals().key.fingerprint());
    CHECK(read_file(repository.metadata().repomd_signature) == read_file(u.asc));
    // Where it is not required, it is not even downloaded.
    CHECK(u.open(address).metadata().repomd_signature.empty());
  }
  // The signature in the cache is used while it is good.
  u.open(u.server.url(), k_signed);
  CHECK(u.server.hits(k_asc) == 1);
}

TEST_CASE("metadata that must be signed is refused: no signature") {
  const Signed u;
  fs::remove(u.asc);
  for (const auto& address : u.addresses) {
    CAPTURE(address);
    const std::string text = u.refusal(address);
    CHECK(says(
        text,
        "the metadata of base cannot be trusted: it is not signed: there is no repodata/repomd.xml.asc"));
    CHECK(says(text, "from " + address));
    CHECK(says(text, "remove `repomd: signed` from upstreams.base"));
  }
}

TEST_CASE(
    "metadata that must be signed is refused: another key, other content, a weak hash, no signature at all") {
  const Signed u;
  for (const auto& address : u.addresses) {
    CAPTURE(address);
    originals().stranger.sign_file(u.repomd);
    std::string text = u.refusal(address);
    CHECK(says(text,
               "the metadata of base cannot be trusted: repodata/repomd.xml.asc: it is signed by the key "));
    CHECK(says(text, "which is not trusted for this repository"));
    CHECK(says(text, "trusted here: " + originals().key.fingerprint()));

    originals().key.sign_file(u.repo / "Packages" / "one-1.0-1.noarch.rpm");
    write_file_atomically(u.asc, read_file(u.package("one").string() + ".asc"));
    CHECK(says(u.refusal(address), "does not match its contents"));

    originals().key.sign_file(u.repomd, {"--digest-algo", "SHA1"});
    text = u.refusal(address);
    CHECK(says(text, "it is signed over a SHA-1 hash, which can be forged"));
    CHECK(says(text, "set `digests: sha1` for keys.vendor"));

    write_file_atomically(u.asc, "hello\n");
    CHECK(says(u.refusal(address), "its signature is damaged, or is not an OpenPGP signature"));
  }
}

TEST_CASE("nothing in an unsigned repomd.xml is believed") {
  const Signed u;
  // If its content were read first, this would be another error.
  write_file_atomically(u.repomd, replaced(read_file(u.repomd), "href=\"repodata/", "href=\"../"));
  for (const auto& address : u.addresses) CHECK(says(u.refusal(address), "does not match its contents"));
}

TEST_CASE("metadata in the cache is verified again, with the keys of this run") {
  const Signed u;
  u.open(u.server.url(), k_signed);
  const std::string text =
      error_of(ExitCode::trust, [&] { u.open(u.server.url(), originals().stranger, {}, k_signed); });
  CHECK(says(text, "is not trusted for this repository"));
  // Without a signature in the cache, it is downloaded.
  const Repository repository = u.open(u.server.url(), k_signed);
  fs::remove(repository.metadata().repomd_signature);
  CHECK(fs::exists(u.open(u.server.url(), k_signed).metadata().repomd_signature));
}

TEST_CASE("a server that fails is not taken for one without a signature") {
  Signed u;
  u.server.fault(k_asc, {.status = 503});
  CHECK(says(error_of(ExitCode::upstream, [&] { u.open(u.server.url(), k_signed); }), "503"));
}

TEST_CASE("SHA-1 metadata needs the upstream's permission") {
  const Old u;
  for (const auto& address : u.addresses) {
    CAPTURE(address);
    const std::string text = error_of(ExitCode::upstream, [&] { u.open(address); });
    CHECK(says(text, "the repomd.xml of base has a digest of type 'sha"));
    CHECK(says(text,
               "only SHA-256 and SHA-512 are accepted; its owner must make it again (createrepo_c --checksum "
               "sha256); for an archive that no longer changes, set `digests: sha1` for upstreams.base"));
    const Repository repository = u.open(address, k_sha1);
    CHECK(repository.metadata().primary_checksum.algorithm == DigestAlgorithm::sha1);
    const auto fetched =
        repository.fetch({u.old_location("one"), u.old_location("two")}, 2, Reporter::silent());
    REQUIRE(fetched.size() == 2);
    CHECK(fetched[0].sha256 == digest_of_file(u.package("one")));
    CHECK(digest_of_file(fetched[0].path) == fetched[0].sha256);
    CHECK(fetched[1].sha256 == digest_of_file(u.package("two")));
    // A lock pins the SHA-256, with which the package is the same.
    CHECK(repository.fetch({u.location("one")}, 1, Reporter::silent()).front() == fetched[0]);
    CHECK(repository.fetch({u.old_location("one")}, 1, Reporter::silent()).front() == fetched[0]);
  }
  CHECK(u.server.hits("/" + u.location("one").href) == 0);  // the local repository filled the cache
}

TEST_CASE("packages with only a SHA-1 are downloaded once") {
  const Old u;
  const Repository repository = u.open(u.server.url(), k_sha1);
  const auto first = repository.fetch({u.old_location("one"), u.old_location("one")}, 2, Reporter::silent());
  CHECK(first.at(0) == first.at(1));
  CHECK(u.open(u.server.url(), k_sha1).fetch({u.old_location("one")}, 1, Reporter::silent()).front() ==
        first[0]);
  CHECK(u.server.hits("/" + u.location("one").href) == 1);
  // A damaged copy, and an entry that names another package, repair themselves.
  fs::permissions(first[0].path, fs::perms(0644));
  flip_byte(first[0].path, 100);
  CHECK(repository.fetch({u.old_location("one")}, 1, Reporter::silent()).front() == first[0]);
  const auto two = repository.fetch({u.old_location("two")}, 1, Reporter::silent()).front();
  replace_file(u.cache / "packages/sha1" / u.old_location("one").sha1, two.sha256);
  CHECK(repository.fetch({u.old_location("one")}, 1, Reporter::silent()).front() == first[0]);
}

TEST_CASE("packages that differ from their SHA-1, or have one without permission") {
  const Old u;
  for (const auto& address : u.addresses) {
    CAPTURE(address);
    const Repository repository = u.open(address, k_sha1);
    auto bad = u.old_location("one");
    bad.sha1[0] = bad.sha1[0] == 'a' ? 'b' : 'a';
    error_of(ExitCode::upstream, [&] { repository.fetch({bad}, 1, Reporter::silent()); });
    bad.sha1 = "../../../../etc/passwd";
    CHECK(says(error_of(ExitCode::upstream, [&] { repository.fetch({bad}, 1, Reporter::silent()); }),
               "has no SHA-256 of one-1.0-1.noarch"));
  }
  make_repository(u.repo);
  const std::string text = error_of(ExitCode::upstream, [&] {
    u.open(u.repo.string()).fetch({u.old_location("one")}, 1, Reporter::silent());
  });
  CHECK(says(text, "the metadata of base has no SHA-256 of one-1.0-1.noarch"));
  CHECK(says(text, "set `digests: sha1` for upstreams.base"));
}

TEST_CASE("MD5 metadata is refused even with `digests: sha1`") {
  const Old u;
  const fs::path file = u.repo / "repodata/repomd.xml";
  std::string text = read_file(file);
  for (const char* type : {"type=\"sha1\"", "type=\"sha\""}) text = replaced(text, type, "type=\"md5\"");
  write_file_atomically(file, text);
  const std::string message = error_of(ExitCode::upstream, [&] { u.open(u.repo.string(), k_sha1); });
  CHECK(says(message, "'md5'"));
  CHECK(message.find("digests: sha1") == std::string::npos);
}

TEST_CASE("the revision of metadata") {
  const Upstream u;
  const auto revision_with = [&](const std::vector<std::string>& options) {
    make_repository(u.repo, options);
    return u.open(u.repo.string()).metadata().revision;
  };
  CHECK(revision_with({"--revision", "42"}) == "42");
  CHECK(revision_with({"--revision", "updates 6.5"}) == "updates 6.5");
  // Without one, the newest file counts.
  const fs::path file = u.repo / "repodata/repomd.xml";
  const std::string good = read_file(file);
  std::string text = replaced(good, "<revision>updates 6.5</revision>", "");
  const size_t at = text.find("<timestamp>") + 11;
  text.replace(at, text.find("</timestamp>", at) - at, "1999999999");
  write_file_atomically(file, text);
  CHECK(u.open(u.repo.string()).metadata().revision == "1999999999");
  write_file_atomically(file, replaced(good, "updates 6.5", "  \n 7 \n"));
  CHECK(u.open(u.repo.string()).metadata().revision == "7");
  for (const std::string& bad : {std::string("a\nb"), std::string(300, '1')}) {
    write_file_atomically(file, replaced(good, "updates 6.5", bad));
    CHECK(says(error_of(ExitCode::upstream, [&] { u.open(u.repo.string()); }),
               "the repomd.xml of base has a revision of several lines, or of more than 200 bytes"));
  }
}

TEST_CASE("older revisions") {
  CHECK(is_older_revision("9", "10"));
  CHECK(is_older_revision("0009", "10"));
  CHECK(is_older_revision("1700000000", "1700000001"));
  CHECK(is_older_revision("99999999999999999999999998", "99999999999999999999999999"));
  CHECK_FALSE(is_older_revision("10", "9"));
  CHECK_FALSE(is_older_revision("10", "10"));
  CHECK_FALSE(is_older_revision("000", "0"));
  CHECK_FALSE(is_older_revision("a", "b"));
  CHECK_FALSE(is_older_revision("", "1"));
  CHECK_FALSE(is_older_revision("1", ""));
}
