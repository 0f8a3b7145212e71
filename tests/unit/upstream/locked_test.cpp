// SPDX-License-Identifier: GPL-3.0-or-later
// Packages that a lock lists, and metadata that is kept outside of the cache.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "support/http_server.hpp"
#include "unit/upstream/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using upstream::Repository;

namespace {

struct Locked : Upstream {
  HttpServer server{repo};

  Repository for_packages(const std::string& url, const TestKey& key = originals().key,
                          const std::string& mirrorlist = {}) const {
    rpm::Keyring keyring;
    keyring.add(key.public_key(), {}, {.name = "vendor"});
    return Repository::open_for_packages({.name = "base", .baseurl = url, .mirrorlist = mirrorlist},
                                         std::move(keyring), cache);
  }
  std::vector<std::string> addresses() const { return {repo.string(), server.url()}; }

  /// Where the metadata files were copied to, under names that say nothing.
  fs::path kept(const fs::path& file) const { return folder.path() / "kept" / digest_of_file(file); }
  upstream::KeptMetadata keep() const {
    make_folders(folder.path() / "kept");
    for (const auto& file :
         {repo / "repodata/repomd.xml", metadata("-primary.xml"), metadata("-filelists.xml")})
      fs::copy_file(file, kept(file), fs::copy_options::overwrite_existing);
    const fs::path repomd = kept(repo / "repodata/repomd.xml");
    return {.name = "base",
            .baseurl = "https://example.org/base/",
            .repomd = repomd,
            .repomd_sha256 = repomd.filename(),
            .find =
                [this](const std::string& kind, const upstream::Checksum& checksum) {
                  kinds.push_back(kind);
                  const fs::path file = folder.path() / "kept" / checksum.hex;
                  return fs::exists(file) ? file : fs::path();
                },
            .cache = cache / "solv"};
  }
  mutable std::vector<std::string> kinds;
};

}  // namespace

TEST_CASE("packages of a lock are fetched without the repository's metadata") {
  const Locked u;
  fs::remove_all(u.repo / "repodata");
  for (const auto& address : u.addresses()) {
    CAPTURE(address);
    fs::remove_all(u.cache);
    const size_t before = u.server.requests().size();
    const Repository repository = u.for_packages(address + "/");
    CHECK(u.server.requests().size() == before);
    CHECK(repository.metadata().name == "base");
    CHECK(repository.metadata().baseurl == address);
    CHECK(repository.metadata().repomd.empty());
    const auto files = u.fetch(repository);
    REQUIRE(files.size() == 2);
    CHECK(read_file(files[0]) == read_file(u.package("one")));
    CHECK(read_file(files[1]) == read_file(u.package("two")));
  }
  CHECK(u.server.requests().size() == 2);
}

TEST_CASE("packages of a lock come from mirrors and metalinks too") {
  const Locked u;
  std::string dead;
  { dead = HttpServer(u.repo).url(); }
  write_file_atomically(u.repo / "mirrors", dead + "/\n" + u.server.url() + "/\n");
  CHECK(u.fetch(u.for_packages("", originals().key, u.server.url() + "/mirrors")).size() == 2);
  fs::remove_all(u.cache);
  write_file_atomically(
      u.repo / "metalink.xml",
      fmt::format(
          "<?xml version=\"1.0\"?><metalink version=\"3.0\" xmlns=\"http://www.metalinker.org/\"><files>"
          "<file name=\"repomd.xml\"><size>1</size><verification><hash type=\"sha256\">{}</hash>"
          "</verification><resources><url protocol=\"http\" type=\"http\" preference=\"100\">"
          "{}/repodata/repomd.xml</url></resources></file></files></metalink>",
          sha256("another state of the repository"), u.server.url()));
  CHECK(u.fetch(u.for_packages("", originals().key, u.server.url() + "/metalink.xml")).size() == 2);
}

TEST_CASE("packages in the cache need no server") {
  const Locked u;
  std::string dead;
  { dead = HttpServer(u.repo).url(); }
  u.fetch(u.for_packages(u.server.url()));
  CHECK(u.fetch(u.for_packages(dead)).size() == 2);
  CHECK(u.fetch(u.for_packages("", originals().key, dead + "/mirrors")).size() == 2);
}

TEST_CASE("packages that differ from the lock are refused") {
  const Locked u;
  for (const auto& address : u.addresses()) {
    CAPTURE(address);
    fs::remove_all(u.cache);
    const Repository repository = u.for_packages(address);
    const auto refusal = [&](ExitCode code, const upstream::Location& location) {
      return error_of(code, [&] { repository.fetch({location}, 1, Reporter::silent()); });
    };
    auto bad = u.location("one");
    bad.href = "../one.rpm";
    CHECK(says(refusal(ExitCode::upstream, bad), "outside of the repository"));
    bad = u.location("one");
    bad.sha256.clear();
    CHECK(says(refusal(ExitCode::invalid, bad), "the lock has no SHA-256 of one-1.0-1.noarch of base"));
    bad = u.location("one");
    bad.sha256 = sha256("something else");
    refusal(ExitCode::upstream, bad);
    bad = u.location("one");
    bad.href = "Packages/gone.rpm";
    refusal(ExitCode::upstream, bad);
    bad = u.location("one");
    bad.nevra = rpm::Nevra::parse("one-2.0-1.noarch");
    CHECK(says(refusal(ExitCode::trust, bad), "the lock lists one-1.0-1.noarch of base as one-2.0-1.noarch"));
    CHECK(says(error_of(ExitCode::trust, [&] { u.fetch(u.for_packages(address, originals().stranger)); }),
               "is not trusted for this repository"));
  }
  auto bad = u.location("two");
  bad.size += 1;
  const std::string text = error_of(
      ExitCode::upstream, [&] { u.for_packages(u.repo.string()).fetch({bad}, 1, Reporter::silent()); });
  CHECK(says(text, fmt::format("has {} bytes, not the {} in the lock", bad.size - 1, bad.size)));
  CHECK(says(text, "has changed since the lock was written"));
  bad.href = "Packages/gone.rpm";
  CHECK(says(error_of(ExitCode::upstream,
                      [&] {
                        fs::remove_all(u.cache);
                        u.for_packages(u.server.url()).fetch({bad}, 1, Reporter::silent());
                      }),
             "the lock lists it; the repository may have removed or replaced it since"));
}

TEST_CASE("packages that are known by their SHA-1 need the upstream's permission") {
  const Locked u;
  auto location = u.location("one");
  location.sha256.clear();
  location.sha1 = digest_of_file(u.package("one"), DigestAlgorithm::sha1);
  for (const auto& address : u.addresses()) {
    CAPTURE(address);
    fs::remove_all(u.cache);
    CHECK(says(error_of(ExitCode::upstream,
                        [&] { u.for_packages(address).fetch({location}, 1, Reporter::silent()); }),
               "set `digests: sha1` for upstreams.base"));
    rpm::Keyring keyring;
    keyring.add(originals().key.public_key());
    const Repository repository = Repository::open_for_packages({.name = "base", .baseurl = address},
                                                                std::move(keyring), u.cache, {.sha1 = true});
    CHECK(repository.fetch({location}, 1, Reporter::silent()).at(0).sha256 ==
          digest_of_file(u.package("one")));
  }
}

TEST_CASE("a local folder that does not exist is reported by the fetch") {
  const Locked u;
  const Repository repository = u.for_packages("file:///nowhere/at/all");
  CHECK(says(error_of(ExitCode::upstream, [&] { u.fetch(repository); }),
             "the package one-1.0-1.noarch of base does not exist"));
}

TEST_CASE("kept metadata gives the same as the repository") {
  const Locked u;
  const upstream::Metadata there = u.open(u.repo.string()).metadata();
  const upstream::Metadata kept = upstream::read_kept_metadata(u.keep());
  CHECK(kept.name == there.name);
  CHECK(kept.baseurl == "https://example.org/base");
  CHECK(kept.repomd_sha256 == there.repomd_sha256);
  CHECK(kept.revision == there.revision);
  CHECK(read_file(kept.primary) == read_file(there.primary));
  CHECK(kept.primary_checksum.hex == there.primary_checksum.hex);
  CHECK(kept.primary_open_size == there.primary_open_size);
  CHECK(kept.primary_name == "repodata/" + u.metadata("-primary.xml").filename().string());
  CHECK(read_file(kept.filelists) == read_file(there.filelists));
  CHECK(kept.filelists_checksum.hex == there.filelists_checksum.hex);
  CHECK(kept.filelists_open_size == there.filelists_open_size);
  CHECK(kept.filelists_name == "repodata/" + u.metadata("-filelists.xml").filename().string());
  CHECK(kept.cache == u.cache / "solv");
  CHECK(u.kinds == std::vector<std::string>{"primary", "filelists"});
}

TEST_CASE("kept metadata that is damaged or incomplete") {
  const Locked u;
  const upstream::KeptMetadata kept = u.keep();
  const auto refusal = [&] {
    return error_of(ExitCode::upstream, [&] { upstream::read_kept_metadata(kept); });
  };
  for (const auto& file :
       {u.metadata("-filelists.xml"), u.metadata("-primary.xml"), u.repo / "repodata/repomd.xml"}) {
    CAPTURE(file);
    flip_byte(u.kept(file), 30);
    CHECK(says(refusal(), "cannot read the kept metadata of base"));
    CHECK(says(refusal(), u.kept(file).string() + " is damaged"));
    flip_byte(u.kept(file), 30);
    CHECK_NOTHROW(upstream::read_kept_metadata(kept));
  }
  fs::remove(u.kept(u.metadata("-primary.xml")));
  CHECK(says(refusal(), "its primary is not kept: " + digest_of_file(u.metadata("-primary.xml"))));
  fs::remove(kept.repomd);
  CHECK(says(refusal(), kept.repomd.string() + " does not exist"));
}

TEST_CASE("kept metadata follows the rules of the upstream") {
  const Locked u;
  make_repository(u.repo, {"--checksum", "sha1"});
  upstream::KeptMetadata kept = u.keep();
  kept.find = [&](const std::string& kind, const upstream::Checksum& checksum) {
    CHECK(checksum.algorithm == DigestAlgorithm::sha1);
    return u.kept(u.metadata("-" + kind + ".xml"));
  };
  CHECK(says(error_of(ExitCode::upstream, [&] { upstream::read_kept_metadata(kept); }),
             "set `digests: sha1` for upstreams.base"));
  CHECK(upstream::read_kept_metadata(kept, {.sha1 = true}).primary_checksum.algorithm ==
        DigestAlgorithm::sha1);
}
