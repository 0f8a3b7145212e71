// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include <sys/xattr.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "support/cancelled.hpp"
#include "support/http_server.hpp"
#include "unit/upstream/fixture.hpp"
#include "upstream/download.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using upstream::Repository;

namespace {

struct Remote : Upstream {
  HttpServer server{repo};
  std::string href(const std::string& name) const { return "/" + location(name).href; }
  std::string primary() const { return "/repodata/" + metadata("-primary.xml").filename().string(); }
};

/// Files in the cache that should not be there: partial downloads.
size_t leftovers(const fs::path& cache) {
  size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(cache)) {
    count += entry.path().string().find("partial") != std::string::npos && entry.is_regular_file();
    count += entry.path().filename().string().starts_with("new-");
  }
  return count;
}

/// Downloads a package of unknown size, such as one that repos.yaml gives by URL.
void fetch_one(const Remote& r, const fs::path& to) {
  upstream::Downloader({.name = "one", .baseurl = r.server.url()})
      .fetch({{.href = r.location("one").href, .to = to, .checksum = {.hex = r.location("one").sha256}}}, 1);
}

/// The partial file that an earlier run would have left.
void write_part(const fs::path& to, const std::string& bytes) {
  const std::string part = to.string() + ".part";
  write_file_atomically(part, bytes);
  // librepo's mark for its own partial files.
  REQUIRE(::setxattr(part.c_str(), "user.Librepo.DownloadInProgress", "", 1, 0) == 0);
}

}  // namespace

TEST_CASE("a repository is downloaded once") {
  const Remote r;
  {
    const Repository repository = r.open(r.server.url() + "/");
    CHECK(read_file(repository.metadata().primary) == read_file(r.metadata("-primary.xml")));
    CHECK(read_file(repository.metadata().filelists) == read_file(r.metadata("-filelists.xml")));
    CHECK(repository.metadata().repomd_sha256 == digest_of_file(r.repo / "repodata" / "repomd.xml"));
    const auto files = r.fetch(repository);
    REQUIRE(files.size() == 2);
    CHECK(files[0].filename() == "one-1.0-1.noarch.rpm");
    CHECK(read_file(files[0]) == read_file(r.package("one")));
    CHECK((fs::status(files[0]).permissions() & fs::perms::mask) == fs::perms(0444));
    CHECK(r.fetch(repository) == files);
  }
  r.fetch(r.open(r.server.url()));
  CHECK(r.server.hits("/repodata/repomd.xml") == 2);
  CHECK(r.server.hits(r.primary()) == 1);
  CHECK(r.server.hits(r.href("one")) == 1);
  CHECK(leftovers(r.cache) == 0);
}

TEST_CASE("the same package is requested twice") {
  const Remote r;
  const auto files =
      r.open(r.server.url()).fetch({r.location("one"), r.location("one")}, 4, Reporter::silent());
  CHECK(files.at(0) == files.at(1));
  CHECK(r.server.hits(r.href("one")) == 1);
}

TEST_CASE("new metadata is used, and the old remains for those that read it") {
  const Remote r;
  const Repository old = r.open(r.server.url());
  fs::remove(r.package("two"));
  make_repository(r.repo);
  const Repository repository = r.open(r.server.url());
  CHECK(repository.metadata().repomd_sha256 != old.metadata().repomd_sha256);
  CHECK(fs::exists(old.metadata().primary));
}

TEST_CASE("no server answers") {
  const Upstream u;
  std::string url;
  { url = HttpServer(u.repo).url(); }
  const std::string text = error_of(ExitCode::upstream, [&] { u.open(url); });
  CHECK(says(text, "base"));
  CHECK(says(text, url));
  CHECK(says(text, "network"));
  CHECK(leftovers(u.cache) == 0);
}

TEST_CASE("credentials in an address are never shown") {
  const Remote r;
  const std::string host = r.server.url().substr(std::string("http://").size());
  const std::string text =
      error_of(ExitCode::upstream, [&] { r.open("http://bob:hunter2@" + host + "/nothing"); });
  CHECK(says(text, "from http://" + host + "/nothing"));
  CHECK(text.find("hunter2") == std::string::npos);
  CHECK(text.find("bob") == std::string::npos);
}

TEST_CASE("a server that is not a repository") {
  const Remote r;
  const std::string text = error_of(ExitCode::upstream, [&] { r.open(r.server.url() + "/nothing"); });
  CHECK(says(text, "404"));
  CHECK(says(text, "/nothing"));
  CHECK(r.server.hits("/nothing/repodata/repomd.xml") == 1);  // a retry would not help
}

TEST_CASE("a server that is busy for a moment, and one that stays busy") {
  Remote r;
  r.server.fault("/repodata/repomd.xml", {.status = 503, .times = 1});
  r.server.fault(r.href("one"), {.status = 500, .times = 1});
  CHECK(r.fetch(r.open(r.server.url())).size() == 2);
  r.server.fault("/repodata/repomd.xml", {.status = 503});
  CHECK(says(error_of(ExitCode::upstream, [&] { r.open(r.server.url()); }), "503"));
}

TEST_CASE("a broken connection is resumed") {
  Remote r;
  const long part = static_cast<long>(r.location("one").size / 2);
  r.server.fault(r.href("one"), {.cut_after = part, .times = 1});
  r.server.fault(r.primary(), {.cut_after = 50, .times = 1});
  const auto files = r.fetch(r.open(r.server.url()));
  CHECK(read_file(files[0]) == read_file(r.package("one")));
  CHECK(leftovers(r.cache) == 0);
  const auto requests = r.server.requests();
  CHECK(std::ranges::find(requests, "GET " + r.href("one") + " range") != requests.end());
}

TEST_CASE("a server that always closes the connection, and one without the package") {
  Remote r;
  const Repository repository = r.open(r.server.url());
  r.server.fault(r.href("one"), {.cut_after = 10});
  r.server.fault(r.href("two"), {.status = 404});
  const std::string text = error_of(ExitCode::upstream, [&] { r.fetch(repository); });
  CHECK(says(text, "one-1.0-1.noarch.rpm"));
  CHECK(says(text, "two-1.0-1.noarch.rpm"));
  CHECK(says(text, "404"));
  CHECK(says(text, r.server.url()));
  r.server.fault(r.href("one"), {.times = 0});
  r.server.fault(r.href("two"), {.times = 0});
  CHECK(r.fetch(repository).size() == 2);
}

TEST_CASE("metadata and packages damaged in transit or on the server") {
  const Remote r;
  {
    const Repository repository = r.open(r.server.url());
    flip_byte(r.package("one"), 2000);
    CHECK(says(error_of(ExitCode::upstream, [&] { r.fetch(repository); }), "hecksum"));
    flip_byte(r.package("one"), 2000);
    CHECK(r.fetch(repository).size() == 2);
  }
  fs::remove_all(r.cache);
  flip_byte(r.metadata("-primary.xml"), 20);
  CHECK(says(error_of(ExitCode::upstream, [&] { r.open(r.server.url()); }), "hecksum"));
}

TEST_CASE("a damaged file of unknown size is fetched from the start") {
  const Remote r;
  const fs::path to = r.folder.path() / "one";
  flip_byte(r.package("one"), 2000);
  const std::string text = error_of(ExitCode::upstream, [&] { fetch_one(r, to); });
  CHECK(says(text, "checksum doesn't match"));
  CHECK(says(text, r.location("one").sha256));
  // A request to resume the damaged complete file would be refused, and hide why the file is wrong.
  for (const auto& request : r.server.requests()) CHECK_FALSE(request.ends_with(" range"));
  CHECK(r.server.hits(r.href("one")) == 2);  // once more, but not again
  CHECK_FALSE(fs::exists(to.string() + ".part"));
  flip_byte(r.package("one"), 2000);
  fetch_one(r, to);
  CHECK(read_file(to) == read_file(r.package("one")));
}

TEST_CASE("a partial file that cannot be resumed is removed") {
  const Remote r;
  const fs::path to = r.folder.path() / "one";
  const std::string whole = read_file(r.package("one"));
  // As long as the complete file, longer, and the beginning of another file.
  for (const size_t size : {whole.size(), whole.size() + 9, size_t{500}}) {
    CAPTURE(size);
    const auto before = r.server.requests().size();
    write_part(to, std::string(size, 'x'));
    fetch_one(r, to);
    CHECK(read_file(to) == whole);
    CHECK_FALSE(fs::exists(to.string() + ".part"));
    const std::string get = "GET " + r.href("one");
    REQUIRE(r.server.requests().size() == before + 2);
    CHECK(r.server.requests().at(before) == get + " range");
    CHECK(r.server.requests().at(before + 1) == get);
  }
}

TEST_CASE("a server without support for ranges") {
  Remote r;
  const fs::path to = r.folder.path() / "one";
  const std::string whole = read_file(r.package("one"));
  write_part(to, whole.substr(0, 500));
  r.server.fault(r.href("one"), {.whole = true});
  fetch_one(r, to);
  CHECK(read_file(to) == whole);
}

TEST_CASE("a damaged cache repairs itself") {
  const Remote r;
  const Repository repository = r.open(r.server.url());
  const auto files = r.fetch(repository);
  fs::permissions(files[0], fs::perms(0644));
  flip_byte(files[0], 100);
  CHECK(r.fetch(repository) == files);
  CHECK(read_file(files[0]) == read_file(r.package("one")));
  fs::permissions(repository.metadata().primary, fs::perms(0644));
  flip_byte(repository.metadata().primary, 10);
  CHECK(read_file(r.open(r.server.url()).metadata().primary) == read_file(r.metadata("-primary.xml")));
}

TEST_CASE("partial files of killed downloads are removed by the next one, resumable ones after a day") {
  const Remote r;
  const fs::path folder = r.open(r.server.url()).metadata().repomd.parent_path().parent_path();
  for (const char* const name : {"new-left", "partial-old", "partial-now"})
    make_folders(folder / name / "repodata");
  fs::last_write_time(folder / "partial-old", fs::file_time_type::clock::now() - std::chrono::hours(25));
  const TempDir in_use(folder, "new-");
  r.open(r.server.url());
  CHECK_FALSE(fs::exists(folder / "new-left"));
  CHECK_FALSE(fs::exists(folder / "partial-old"));
  CHECK(fs::exists(folder / "partial-now"));
  CHECK(fs::exists(in_use.path()));
}

TEST_CASE("a package from the network not signed by a trusted key") {
  const Remote r;
  const std::string text =
      error_of(ExitCode::trust, [&] { r.fetch(r.open(r.server.url(), originals().stranger)); });
  CHECK(says(text, "one-1.0-1.noarch.rpm"));
  CHECK(says(text, "base"));
}

TEST_CASE("paths outside of the repository are not even requested") {
  const Remote r;
  auto bad = r.location("one");
  bad.href = "Packages/../../../etc/passwd";
  const Repository repository = r.open(r.server.url());
  const size_t before = r.server.requests().size();
  error_of(ExitCode::upstream, [&] { repository.fetch({bad}, 1, Reporter::silent()); });
  CHECK(r.server.requests().size() == before);
}

TEST_CASE("mirrors: the next one is used if the first does not answer") {
  const Remote r;
  std::string dead;
  { dead = HttpServer(r.repo).url(); }
  write_file_atomically(r.repo / "mirrors", dead + "/\n" + r.server.url() + "/\n");
  const Repository repository = r.open("", originals().key, r.server.url() + "/mirrors");
  CHECK(r.fetch(repository).size() == 2);
}

TEST_CASE("the digest of repomd.xml in a metalink must match") {
  const Remote r;
  auto write_metalink = [&](const std::string& digest) {
    write_file_atomically(
        r.repo / "metalink.xml",
        "<?xml version=\"1.0\"?><metalink version=\"3.0\" xmlns=\"http://www.metalinker.org/\"><files>"
        "<file name=\"repomd.xml\"><size>" +
            std::to_string(fs::file_size(r.repo / "repodata" / "repomd.xml")) +
            "</size><verification><hash type=\"sha256\">" + digest +
            "</hash></verification><resources><url protocol=\"http\" type=\"http\" preference=\"100\">" +
            r.server.url() + "/repodata/repomd.xml</url></resources></file></files></metalink>");
  };
  write_metalink(digest_of_file(r.repo / "repodata" / "repomd.xml"));
  CHECK(r.fetch(r.open("", originals().key, r.server.url() + "/metalink.xml")).size() == 2);
  write_metalink(sha256("something else"));
  error_of(ExitCode::upstream, [&] { r.open("", originals().key, r.server.url() + "/metalink.xml"); });
}

TEST_CASE("an interrupt ends a stalled download") {
  Remote r;
  r.server.fault(r.href("one"), {.hang = true});
  r.server.fault(r.href("two"), {.hang = true});
  CHECK(test::ends_when_cancelled([&] {
    const Repository repository = r.open(r.server.url());
    r.fetch(repository);
  }));
  for (const auto& entry : fs::recursive_directory_iterator(r.cache))
    CHECK(entry.path().extension() != ".rpm");
}

TEST_CASE("parallel downloads into one cache") {
  const Remote r;
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        try {
          if (r.fetch(r.open(r.server.url())).size() != 2) ++wrong;
        } catch (const Error&) {
          ++wrong;
        }
      });
    }
  }
  CHECK(wrong == 0);
  CHECK(r.server.hits(r.href("one")) == 1);
  CHECK(leftovers(r.cache) == 0);
}
