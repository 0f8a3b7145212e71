// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "core/digest.hpp"
#include "support/cancelled.hpp"
#include "support/errors.hpp"
#include "support/http_server.hpp"
#include "upstream/file_cache.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using upstream::FileCache;
using upstream::RemoteFile;

namespace {

std::string large_text() {
  std::string text;
  for (int i = 0; i < 30000; ++i) text += std::to_string(i * 7919 % 10007) + "\n";
  return text;
}

struct Site {
  TempDir folder{fs::temp_directory_path(), "files-"};
  fs::path root = folder.path() / "www";
  fs::path cache_folder = folder.path() / "cache";
  std::string content = large_text();
  HttpServer server{root};
  FileCache cache{cache_folder, Reporter::silent()};

  Site() {
    make_folders(root);
    write_file_atomically(root / "a.tar.gz", content);
  }
  RemoteFile file(const std::string& url, const std::string& digest = {}) const {
    return {.from = {.url = url},
            .checksum = {.hex = digest.empty() ? sha256(content) : digest},
            .what = "Source1 of greet.spec",
            .name = "a.tar.gz",
            .where = {.file = "repos.yaml", .line = 7, .column = 5, .text = "  sha256: x"}};
  }
  RemoteFile file() const { return file(server.url() + "/a.tar.gz"); }
  fs::path part() const { return cache_folder / (sha256(content) + ".part"); }
  void leave_part(const std::string& bytes) const {
    make_folders(cache_folder);
    fs::permissions(cache_folder, fs::perms(0700));
    write_file_atomically(part(), bytes);
  }
};

}  // namespace

TEST_CASE("a file is fetched once and stored by its digest") {
  const Site site;
  const fs::path kept = site.cache.fetch(site.file());
  CHECK(kept == site.cache_folder / sha256(site.content) / "a.tar.gz");
  CHECK(read_file(kept) == site.content);
  CHECK((fs::status(kept).permissions() & fs::perms::mask) == fs::perms(0444));
  CHECK((fs::status(site.cache_folder).permissions() & fs::perms::mask) == fs::perms(0700));
  CHECK_FALSE(fs::exists(site.part()));
  CHECK(site.cache.fetch(site.file()) == kept);
  CHECK(site.server.hits("/a.tar.gz") == 1);
  // A damaged copy is fetched again.
  fs::remove(kept);
  write_file_atomically(kept, "damaged");
  CHECK(read_file(site.cache.fetch(site.file())) == site.content);
  CHECK(site.server.hits("/a.tar.gz") == 2);
}

TEST_CASE("the digest need not be SHA-256") {
  const Site site;
  for (const auto algorithm : {DigestAlgorithm::md5, DigestAlgorithm::sha1, DigestAlgorithm::sha512}) {
    RemoteFile file = site.file();
    file.checksum = {algorithm, digest_of_file(site.root / "a.tar.gz", algorithm)};
    CHECK(read_file(site.cache.fetch(file)) == site.content);
    file.checksum.hex.front() = file.checksum.hex.front() == '0' ? '1' : '0';
    const std::string error = error_of(ExitCode::trust, [&] { site.cache.fetch(file); });
    CHECK(says(error, upstream::name_of(algorithm) + " expected: " + file.checksum.hex));
  }
}

TEST_CASE("a file with another digest is refused with both digests and the position") {
  const Site site;
  const std::string wanted(64, 'a');
  const std::string error = error_of(
      ExitCode::trust, [&] { site.cache.fetch(site.file(site.server.url() + "/a.tar.gz", wanted)); });
  CHECK(error.starts_with("repos.yaml:7:5: error: Source1 of greet.spec is not the requested file\n"));
  CHECK(says(error, "sha256 expected: " + wanted));
  CHECK(says(error, "sha256 of the file: " + sha256(site.content)));
  CHECK(says(error, "from " + site.server.url() + "/a.tar.gz"));
  CHECK(says(error, "hint: find out why it changed"));
  CHECK_FALSE(fs::exists(site.cache_folder / (wanted + ".part")));
  CHECK_FALSE(fs::exists(site.cache_folder / wanted / "a.tar.gz"));
}

TEST_CASE("a missing file") {
  const Site site;
  const std::string error = error_of(
      ExitCode::upstream, [&] { site.cache.fetch(site.file(site.server.url() + "/no.tar.gz?key=1")); });
  CHECK(says(error, "error: cannot fetch Source1 of greet.spec\n"));
  CHECK(says(error, "the server returned status 404"));
  CHECK(says(error, "from " + site.server.url() + "/no.tar.gz?…\n"));
  CHECK(says(error, "hint: the server has no such file; check the URL"));
  CHECK(site.server.requests().size() == 1);  // a retry cannot help
}

TEST_CASE("no server") {
  const Site site;
  std::string url;
  {
    const HttpServer gone(site.root);
    url = gone.url();
  }
  const std::string error =
      error_of(ExitCode::upstream, [&] { site.cache.fetch(site.file(url + "/a.tar.gz")); });
  CHECK(says(error, "Failed to connect to 127.0.0.1 port"));
  CHECK(says(error, "hint: check the network, the proxy"));
  CHECK(says(error_of(ExitCode::upstream, [&] { site.cache.fetch(site.file("http://nowhere.invalid/a")); }),
             "Could not resolve host: nowhere.invalid"));
}

TEST_CASE("an interrupted download is resumed") {
  Site site;
  site.server.fault("/a.tar.gz", {.cut_after = 1000, .times = 2});
  CHECK(read_file(site.cache.fetch(site.file())) == site.content);
  CHECK(site.server.requests() ==
        std::vector<std::string>{"GET /a.tar.gz", "GET /a.tar.gz range", "GET /a.tar.gz range"});
  SUBCASE("by the next run too") {
    fs::remove_all(site.cache_folder);
    site.server.fault("/a.tar.gz", {.cut_after = 1000, .times = 3});
    const std::string error = error_of(ExitCode::upstream, [&] { site.cache.fetch(site.file()); });
    CHECK(says(error, "partial files are kept"));
    CHECK(fs::file_size(site.part()) == 3000);
    CHECK(read_file(site.cache.fetch(site.file())) == site.content);
  }
}

TEST_CASE("a server that cannot resume starts again") {
  Site site;
  site.leave_part(site.content.substr(0, 5000));
  SUBCASE("it does not support ranges") {
    site.server.fault("/a.tar.gz", {.whole = true});
  }
  SUBCASE("the partial file is longer than the file") {
    site.leave_part(site.content + "more");
  }
  SUBCASE("the partial file belongs to another file") {
    site.leave_part("another" + site.content.substr(0, 5000));
  }
  CHECK(read_file(site.cache.fetch(site.file())) == site.content);
}

TEST_CASE("a server without ranges that breaks off repeatedly") {
  Site site;
  site.server.fault("/a.tar.gz", {.cut_after = 1000, .whole = true, .times = 3});
  CHECK(read_file(site.cache.fetch(site.file())) == site.content);
  CHECK(site.server.requests() ==
        std::vector<std::string>{"GET /a.tar.gz", "GET /a.tar.gz range", "GET /a.tar.gz", "GET /a.tar.gz"});
  fs::remove_all(site.cache_folder);
  site.server.fault("/a.tar.gz", {.cut_after = 1000, .whole = true});
  const std::string error = error_of(ExitCode::upstream, [&] { site.cache.fetch(site.file()); });
  CHECK(says(error, "bytes remaining to read"));
}

TEST_CASE("a request to a busy server is retried, and a permanent error is reported") {
  Site site;
  site.server.fault("/a.tar.gz", {.status = 503, .times = 2});
  CHECK(read_file(site.cache.fetch(site.file())) == site.content);
  fs::remove_all(site.cache_folder);
  site.server.fault("/a.tar.gz", {.status = 500});
  CHECK(says(error_of(ExitCode::upstream, [&] { site.cache.fetch(site.file()); }),
             "the server returned status 500"));
  CHECK(site.server.hits("/a.tar.gz") == 6);
}

TEST_CASE("a known size limits the download") {
  const Site site;
  RemoteFile file = site.file();
  file.size = site.content.size();
  CHECK(read_file(site.cache.fetch(file)) == site.content);
  fs::remove_all(site.cache_folder);
  file.size = 100;
  CHECK(says(error_of(ExitCode::upstream, [&] { site.cache.fetch(file); }),
             "it is larger than the expected 100 bytes"));
  file.size = site.content.size() + 1;
  CHECK(says(error_of(ExitCode::trust, [&] { site.cache.fetch(file); }), "is not the requested file"));
}

TEST_CASE("only http redirects are followed, and without credentials") {
  Site site;
  HttpServer other(site.root);
  site.server.redirect("/moved", other.url() + "/a.tar.gz");
  site.server.demand("dXNlcjpwYXNz");  // user:pass
  std::string url = site.server.url() + "/moved";
  url.insert(7, "user:pass@");
  CHECK(read_file(site.cache.fetch(site.file(url))) == site.content);
  CHECK(says(site.server.head_of("/moved"), "Authorization: Basic dXNlcjpwYXNz"));
  CHECK(other.head_of("/a.tar.gz").find("Authorization") == std::string::npos);

  fs::remove_all(site.cache_folder);
  site.server.redirect("/moved", "file://" + (site.root / "a.tar.gz").string());
  CHECK(says(error_of(ExitCode::upstream, [&] { site.cache.fetch(site.file(url)); }), "file"));
  site.server.redirect("/moved", site.server.url() + "/moved");
  CHECK(says(error_of(ExitCode::upstream, [&] { site.cache.fetch(site.file(url)); }), "redirects"));
}

TEST_CASE("no message contains credentials") {
  Site site;
  site.server.demand("dXNlcjpwYXNz");
  std::string url = site.server.url() + "/a.tar.gz";
  url.insert(7, "user:s3cret@");
  const std::string error = error_of(ExitCode::upstream, [&] { site.cache.fetch(site.file(url)); });
  CHECK(error.find("s3cret") == std::string::npos);
  CHECK(says(error, "the server returned status 401"));
  CHECK(says(error, "hint: the server requires credentials"));
  std::string nowhere = url;
  nowhere.replace(nowhere.find("127.0.0.1"), 9, "nowhere.invalid");
  CHECK(error_of(ExitCode::upstream, [&] { site.cache.fetch(site.file(nowhere)); }).find("s3cret") ==
        std::string::npos);
}

TEST_CASE("local files") {
  const Site site;
  const fs::path folder = site.root / "with space";
  make_folders(folder);
  write_file_atomically(folder / "b", site.content);
  const fs::path kept = site.cache.fetch(site.file("file://" + site.root.string() + "/with%20space/b"));
  CHECK(read_file(kept) == site.content);
  fs::remove(folder / "b");
  CHECK(site.cache.fetch(site.file("file:///gone")) == kept);  // it is already here
  CHECK(says(error_of(ExitCode::upstream,
                      [&] { site.cache.fetch(site.file("file:///gone/b", std::string(64, 'b'))); }),
             "no such file: /gone/b"));
  CHECK(says(error_of(ExitCode::trust,
                      [&] {
                        site.cache.fetch(
                            site.file("file://" + (site.root / "a.tar.gz").string(), std::string(64, 'b')));
                      }),
             "is not the requested file"));
}

TEST_CASE("an interrupt ends a stalled download") {
  Site site;
  site.server.fault("/a.tar.gz", {.hang = true});
  CHECK(ends_when_cancelled([&] { site.cache.fetch(site.file()); }));
}

TEST_CASE("parallel requests fetch a file once") {
  const Site site;
  std::atomic<int> good{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] { good += read_file(site.cache.fetch(site.file())) == site.content; });
  }
  CHECK(good == 8);
  CHECK(site.server.hits("/a.tar.gz") == 1);
}
