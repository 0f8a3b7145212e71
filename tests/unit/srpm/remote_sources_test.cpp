// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "core/digest.hpp"
#include "support/http_server.hpp"
#include "support/peak_memory.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

struct Site {
  Fixture fixture;
  fs::path www = fixture.root() / "www";
  HttpServer server{www};

  explicit Site(const Files& files) : fixture(files) { make_folders(www); }
  void put(const std::string& path, const std::string& content) const {
    make_folders((www / path).parent_path());
    write_file_atomically(www / path, content);
  }
  srpm::Request request(const std::string& name, const std::string& path, const std::string& content) const {
    return {.remote_sources = {{name,
                                {.url = server.url() + path,
                                 .sha256 = sha256(content),
                                 .where = {.file = "repos.yaml", .line = 4, .column = 9}}}}};
  }
};

std::string spec_with(const std::string& sources) {
  return small_spec(sources, "");
}

}  // namespace

TEST_CASE("a source is fetched from the URL in repos.yaml") {
  Site site(Files{{"greet.spec", spec_with("Source0: https://example.org/data.bin\n")}});
  site.put("mirror/d", "the data");
  const auto srpm = site.fixture.make(site.request("data.bin", "/mirror/d", "the data"));
  CHECK(Fixture::member(srpm.path, "data.bin") == "the data");
  CHECK(Fixture::members(srpm.path).at(0) == "1704164645 8 100644 data.bin");
  CHECK(fs::exists(site.fixture.root() / "cache" / "sources" / sha256("the data") / "data.bin"));

  // Its digest identifies the package, its address does not.
  srpm::Request other = site.request("data.bin", "/elsewhere", "the data");
  CHECK(site.fixture.make(other).cached);
  site.put("mirror/d", "newer data");
  const auto newer = site.fixture.make(site.request("data.bin", "/mirror/d", "newer data"));
  CHECK_FALSE(newer.cached);
  CHECK(newer.sha256 != srpm.sha256);
}

TEST_CASE("the order of sources: generated, fetched, in the tree, in the lookaside cache") {
  Site site(Files{{"greet.spec", spec_with("Source1: a\n")}, {"a", "of the tree"}});
  site.put("a", "fetched");
  srpm::Request request = site.request("a", "/a", "fetched");
  CHECK(Fixture::member(site.fixture.make(request).path, "a") == "fetched");
  request.generated_sources = {{"a", "generated"}};
  CHECK(Fixture::member(site.fixture.make(request).path, "a") == "generated");
  site.fixture.write("sources", "SHA256 (a) = " + sha256("cached") + "\n").commit();
  CHECK(Fixture::member(site.fixture.make({.recipe = {.lookaside = site.server.url()}}).path, "a") ==
        "of the tree");
  CHECK(site.server.hits("/a") == 1);
}

TEST_CASE("a fetched archive takes precedence over the tree's archive") {
  Site site(Files{{"greet.spec", small_spec("Source0: https://example.org/greet-1.0.tar.gz\n")}});
  site.put("greet-1.0.tar.gz", "an archive");
  const auto srpm = site.fixture.make(site.request("greet-1.0.tar.gz", "/greet-1.0.tar.gz", "an archive"));
  CHECK(Fixture::member(srpm.path, "greet-1.0.tar.gz") == "an archive");
}

TEST_CASE("fetched files must have the right digest") {
  Site site(Files{{"greet.spec", spec_with("Source1: a\n")}});
  site.put("a", "something else");
  const auto fails = [&](const srpm::Request& request, ExitCode code) {
    return test::error_of(code, [&] { site.fixture.make(request); });
  };
  const std::string error = fails(site.request("a", "/a", "the data"), ExitCode::trust);
  CHECK(error.starts_with("repos.yaml:4:9: error: Source1 of greet.spec is not the requested file\n"));
  CHECK(says(error, "sha256 expected: " + sha256("the data")));
  CHECK(says(error, "sha256 of the file: " + sha256("something else")));
  const std::string missing = fails(site.request("a", "/b", "the data"), ExitCode::upstream);
  CHECK(says(missing, "error: cannot fetch Source1 of greet.spec"));
  CHECK(says(missing, "from " + site.server.url() + "/b"));
  CHECK(says(missing, "while Source1 of greet.spec"));
}

TEST_CASE("nothing is fetched without a digest, and the hint says how to add one") {
  Site site(Files{{"greet.spec", spec_with("Source0: https://example.org/x/greet-1.0.zip\n")}});
  const std::string error = site.fixture.error_of();
  CHECK(says(error, "greet.spec:6: error: Source0 greet-1.0.zip is neither in the tree nor in repos.yaml"));
  CHECK(says(error,
             "add the download to repos.yaml: sources: { greet-1.0.zip: { url: "
             "\"https://example.org/x/greet-1.0.zip\", sha256: … } }"));
}

TEST_CASE("a dist-git commit has its files in a lookaside cache") {
  Site site(Files{{"greet.spec", small_spec("Source0: greet-1.0.tar.gz\nSource1: old.bin\n", "")}});
  const std::string archive = "the archive";
  const std::string sha512 = Digest(DigestAlgorithm::sha512).update(archive).hex();
  const std::string md5 = Digest(DigestAlgorithm::md5).update("old").hex();
  site.fixture.write("sources", "SHA512 (greet-1.0.tar.gz) = " + sha512 + "\n\n" + md5 + "  old.bin\n")
      .commit();
  const std::string pkgs = "pkgs/greet/";
  site.put(pkgs + "greet-1.0.tar.gz/sha512/" + sha512 + "/greet-1.0.tar.gz", archive);
  site.put(pkgs + "old.bin/md5/" + md5 + "/old.bin", "old");
  const srpm::Request request{.recipe = {.lookaside = site.server.url() + "/pkgs"}};

  SUBCASE("in Fedora's layout") {
    const auto srpm = site.fixture.make(request);
    CHECK(Fixture::member(srpm.path, "greet-1.0.tar.gz") == archive);
    CHECK(Fixture::member(srpm.path, "old.bin") == "old");
    CHECK(srpm.warnings ==
          std::vector<std::string>{"sources:3: an md5 digest does not prove that old.bin is the right file"});
    // The place of the file changes nothing.
    CHECK(site.fixture.make({.recipe = {.lookaside = "http://nowhere.invalid/x"}}).cached);
  }
  SUBCASE("in another layout") {
    site.put("flat/" + sha512, archive);
    site.put("flat/" + md5, "old");
    const auto srpm = site.fixture.make({.recipe = {.lookaside = site.server.url() + "/flat/{digest}"}});
    CHECK(Fixture::member(srpm.path, "greet-1.0.tar.gz") == archive);
  }
  SUBCASE("in a folder, with a name that needs escapes") {
    site.fixture.write("greet.spec", spec_with("Source1: 100%25+x.bin\n"))
        .write("sources", "SHA256 (100%25+x.bin) = " + sha256("x") + "\n")
        .commit();
    site.put("100%25+x.bin-greet-sha256", "x");
    const auto srpm = site.fixture.make(
        {.recipe = {.lookaside = "file://" + site.www.string() + "/{file}-{name}-{algorithm}"}});
    CHECK(Fixture::member(srpm.path, "100%25+x.bin") == "x");
  }
  SUBCASE("without a configured cache") {
    const std::string error = site.fixture.error_of();
    CHECK(error.starts_with(
        "sources:1: error: greet-1.0.tar.gz is in a lookaside cache, but no cache is configured\n"));
    CHECK(says(error, "set `lookaside:` of the package in repos.yaml"));
  }
  SUBCASE("with other content") {
    site.put(pkgs + "greet-1.0.tar.gz/sha512/" + sha512 + "/greet-1.0.tar.gz", "forged");
    const std::string error = test::error_of(ExitCode::trust, [&] { site.fixture.make(request); });
    CHECK(error.starts_with("sources:1: error: Source0 of greet.spec is not the requested file\n"));
    CHECK(says(error, "sha512 expected: " + sha512));
  }
  SUBCASE("without the file") {
    fs::remove_all(site.www / "pkgs");
    CHECK(says(test::error_of(ExitCode::upstream, [&] { site.fixture.make(request); }),
               "the server returned status 404"));
  }
}

TEST_CASE("`sources` files of a lookaside cache") {
  Site site(Files{{"SPECS/greet.spec", spec_with("Source1: a.bin\n")},
                  {".greet.metadata", Digest(DigestAlgorithm::sha1).update("a").hex() + " SOURCES/a.bin\n"}});
  site.put(Digest(DigestAlgorithm::sha1).update("a").hex(), "a");
  site.put(sha256("b"), "b");
  const srpm::Request request{.recipe = {.lookaside = site.server.url() + "/{digest}"}};
  const auto srpm = site.fixture.make(request);
  CHECK(Fixture::member(srpm.path, "a.bin") == "a");
  CHECK(says(srpm.warnings.at(0), ".greet.metadata:1: an sha1 digest does not prove"));

  // The nearest file counts; those of dist-git come before the others.
  site.fixture.write("sources", "SHA256 (a.bin) = " + sha256("b") + "\n").commit();
  CHECK(Fixture::member(site.fixture.make(request).path, "a.bin") == "b");

  // With a lookaside cache an invalid line is an error; without one the file only has the same name.
  site.fixture.write("sources", "SHA256 (a.bin) = " + sha256("b") + "\nsee README\n").commit();
  const std::string error = site.fixture.error_of(request);
  CHECK(error.starts_with(
      "sources:2: error: this line is not valid in a dist-git sources file\n  2 | see README\n"));
  CHECK(says(error, "hint: write SHA512 (FILE) = DIGEST"));
  site.fixture.write("sources", "see README\n").write(".greet.metadata", "").commit();
  CHECK(says(site.fixture.error_of(), "Source1 a.bin is neither in the tree nor in repos.yaml"));
  site.fixture.write("sources", "link:/etc/passwd").write("a.bin", "here").commit();
  CHECK(Fixture::member(site.fixture.make(request).path, "a.bin") == "here");
}

TEST_CASE("large sources are not read into memory") {
  Site site(Files{{"greet.spec", spec_with("Source1: big\n")}});
  const fs::path big = site.www / "big";
  write_file_atomically(big, "x");
  constexpr uint64_t k_size = 256UL << 20;
  fs::resize_file(big, k_size);
  const PeakMemory peak;
  const auto srpm = site.fixture.make(
      {.remote_sources = {{"big", {.url = "file://" + big.string(), .sha256 = digest_of_file(big)}}}});
  CHECK(peak.is_below(150));
  CHECK(fs::file_size(srpm.path) > k_size);
}
