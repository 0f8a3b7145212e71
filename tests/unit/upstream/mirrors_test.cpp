// SPDX-License-Identifier: GPL-3.0-or-later
// Mirrors that fail, several repositories at once, and repositories that change while they are read.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "store/store.hpp"
#include "support/http_server.hpp"
#include "unit/upstream/fixture.hpp"
#include "upstream/download.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using upstream::Repository;

namespace {

struct Recorder : EventSink {
  std::vector<std::string> warnings;
  std::vector<std::string> details;
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::warning) warnings.push_back(event.subject);
    if (event.kind == Event::Kind::detail) details.push_back(event.subject);
  }
};

/// A mirror list with two mirrors, the first of which fails.
struct Mirrors : Upstream {
  fs::path bad_repo = folder.path() / "bad";
  HttpServer good{repo};
  std::unique_ptr<HttpServer> bad;
  std::shared_ptr<Recorder> recorder = std::make_shared<Recorder>();
  Reporter reporter{recorder};

  Mirrors() {
    fs::copy(repo, bad_repo, fs::copy_options::recursive);
    bad = std::make_unique<HttpServer>(bad_repo);
    list({bad->url(), good.url()});
  }
  void list(const std::vector<std::string>& mirrors) const {
    std::string text;
    for (const auto& mirror : mirrors) text += mirror + "/\n";
    write_file_atomically(repo / "mirrors", text);
  }
  std::string mirrorlist() const { return good.url() + "/mirrors"; }
  std::string href() const { return "/" + location("one").href; }
  Repository open() {
    rpm::Keyring keyring;
    keyring.add(originals().key.public_key());
    return Repository::open({.name = "base", .mirrorlist = mirrorlist()}, std::move(keyring), cache,
                            reporter);
  }
  void check_fetch(const std::string& reason) {
    CAPTURE(reason);
    recorder->warnings.clear();
    fs::remove_all(cache);
    const Repository repository = open();
    const auto fetched = repository.fetch({location("one")}, 2, reporter);
    CHECK(read_file(fetched.at(0).path) == read_file(package("one")));
    REQUIRE(recorder->warnings.size() == 1);
    CHECK(says(recorder->warnings[0],
               fmt::format("the mirror {} of base failed, and another one was used: ", bad->url())));
    CHECK(says(recorder->warnings[0], reason));
  }
};

}  // namespace

TEST_CASE("the next mirror is used if one lacks a file, breaks off, or sends other bytes") {
  Mirrors u;
  u.bad->fault(u.href(), {.status = 404});
  u.check_fetch("Status code: 404");
  u.bad->fault(u.href(), {.status = 503});
  u.check_fetch("Status code: 503");
  u.bad->fault(u.href(), {.cut_after = 100});
  u.check_fetch("transfer closed");
  u.bad->fault(u.href(), {.times = 0});
  const fs::path wrong = u.bad_repo / u.location("one").href;
  flip_byte(wrong, 2000);
  u.check_fetch("hecksum");
  // Another size, announced or not.
  const std::string bytes = read_file(wrong);
  write_file_atomically(wrong, bytes + "more");
  u.check_fetch("Inconsistent server data");
  u.bad->fault(u.href(), {.no_length = true});
  u.check_fetch("the server sends more than ");
  write_file_atomically(wrong, bytes + std::string(1UL << 20, 'x'));
  u.check_fetch("the server sends more than ");
  u.bad->fault(u.href(), {.times = 0});
  write_file_atomically(wrong, bytes.substr(0, 500));
  u.check_fetch("Inconsistent server data");
}

TEST_CASE("the next mirror is used for metadata too") {
  Mirrors u;
  u.bad->fault("/repodata/repomd.xml", {.status = 500});
  u.check_fetch("Status code: 500");
  u.bad->fault("/repodata/repomd.xml", {.times = 0});
  u.bad->fault("/repodata/" + u.metadata("-primary.xml").filename().string(), {.status = 404});
  u.check_fetch("Status code: 404");
}

TEST_CASE("the next mirror is used if one stalls") {
  Mirrors u;
  u.bad->fault(u.href(), {.hang = true});
  const fs::path to = u.folder.path() / "one.rpm";
  std::vector<std::string> failed;
  upstream::DownloadWatch watch;
  watch.on_mirror = [&](const std::string& mirror, const std::string&) { failed.push_back(mirror); };
  upstream::Downloader({.name = "base", .mirrorlist = u.mirrorlist()},
                       {.connect_seconds = 1, .stalled_seconds = 1})
      .fetch({{.href = u.location("one").href,
               .to = to,
               .checksum = {.hex = u.location("one").sha256},
               .size = u.location("one").size}},
             1, watch);
  CHECK(read_file(to) == read_file(u.package("one")));
  CHECK(failed == std::vector{u.bad->url()});
}

TEST_CASE("a mirror whose file changes while it is read") {
  Mirrors u;
  // The first half of one file, and the rest of another.
  u.bad->fault(u.href(), {.cut_after = 1000, .times = 1});
  u.bad->before(u.href(), [&] {
    if (u.bad->hits(u.href()) == 2) flip_byte(u.bad_repo / u.location("one").href, 3000);
  });
  u.list({u.bad->url()});
  const Repository only = u.open();
  CHECK(
      says(error_of(ExitCode::upstream, [&] { only.fetch({u.location("one")}, 1, u.reporter); }), "hecksum"));
  u.list({u.bad->url(), u.good.url()});
  u.check_fetch("hecksum");
}

TEST_CASE("if all mirrors fail, the error has the reason of each") {
  Mirrors u;
  const Repository repository = u.open();
  u.bad->fault(u.href(), {.status = 404});
  u.good.fault(u.href(), {.status = 403});
  const std::string text =
      error_of(ExitCode::upstream, [&] { repository.fetch({u.location("one")}, 1, u.reporter); });
  CHECK(says(text, "Status code: 404 for " + u.bad->url()));
  CHECK(says(text, "Status code: 403 for " + u.good.url()));
  CHECK(u.bad->hits(u.href()) <= 2);
}

TEST_CASE("mirrors that all send more than they should are each tried, and not forever") {
  Mirrors u;
  const Repository repository = u.open();
  for (const fs::path& place : {u.repo, u.bad_repo})
    write_file_atomically(place / u.location("one").href,
                          read_file(u.package("one")) + std::string(1UL << 20, 'x'));
  u.bad->fault(u.href(), {.no_length = true});
  u.good.fault(u.href(), {.no_length = true});
  CHECK(says(error_of(ExitCode::upstream, [&] { repository.fetch({u.location("one")}, 1, u.reporter); }),
             "the server sends more than "));
  CHECK(u.bad->hits(u.href()) == 1);
  CHECK(u.good.hits(u.href()) == 1);
}

TEST_CASE("hostile mirror lists") {
  Mirrors u;
  const auto refusal = [&] { return error_of(ExitCode::upstream, [&] { u.open(); }); };
  for (const std::string& mirror : {"file://" + u.repo.string(), "FILE:" + u.repo.string(), u.repo.string(),
                                    std::string("gopher://127.0.0.1/1")}) {
    CAPTURE(mirror);
    if (mirror.find("://") == std::string::npos && !mirror.starts_with('/')) continue;  // librepo ignores it
    u.list({u.good.url(), mirror});
    CHECK(says(refusal(),
               fmt::format("the mirror list of base lists a mirror that is not on a server: '{}/'", mirror)));
    CHECK(says(refusal(), "from " + u.mirrorlist()));
  }
  write_file_atomically(u.repo / "mirrors", "<html>not found</html>\n");
  CHECK(says(refusal(), "the mirror list of base lists no mirrors"));
  // Without end.
  write_file_atomically(u.repo / "mirrors", std::string(5UL << 20, '#') + "\n" + u.good.url() + "\n");
  u.good.fault("/mirrors", {.no_length = true});
  CHECK(says(refusal(), "the server sends more than 4.0 MiB"));
  u.good.fault("/mirrors", {.status = 404});
  CHECK(says(refusal(), "reading the mirror list of base"));
  CHECK(says(refusal(), "Status code: 404"));
}

TEST_CASE("a metalink that names a file of this machine") {
  Mirrors u;
  write_file_atomically(
      u.repo / "metalink.xml",
      fmt::format("<?xml version=\"1.0\"?><metalink version=\"3.0\" xmlns=\"http://www.metalinker.org/\">"
                  "<files><file name=\"repomd.xml\"><size>1</size><resources>"
                  "<url protocol=\"http\" type=\"http\" preference=\"100\">&#102;ile://{}/repodata/repomd.xml"
                  "</url></resources></file></files></metalink>",
                  u.repo.string()));
  const std::string text = error_of(ExitCode::upstream, [&] {
    static_cast<const Upstream&>(u).open("", originals().key, u.good.url() + "/metalink.xml?repo=base");
  });
  CHECK(says(text, "lists a mirror that is not on a server: 'file://" + u.repo.string()));
}

TEST_CASE("several repositories are downloaded from at the same time") {
  const Upstream one;
  const Upstream two;
  HttpServer first(one.repo);
  HttpServer second(two.repo);
  rpm::Keyring keyring;
  // Each server answers only after the other one was asked.
  const auto wait_for = [](HttpServer& other, const std::string& href) {
    return [&other, href] {
      for (int i = 0; i < 2000 && other.hits(href) == 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    };
  };
  const std::string href_one = "/" + one.location("one").href;
  const std::string href_two = "/" + one.location("two").href;
  first.before(href_one, wait_for(second, href_two));
  second.before(href_two, wait_for(first, href_one));
  const Repository a = one.open(first.url());
  // Both use the same cache.
  rpm::Keyring keys;
  keys.add(originals().key.public_key());
  const Repository b = Repository::open({.name = "updates", .baseurl = second.url()}, std::move(keys),
                                        one.cache, Reporter::silent());
  const auto fetched = upstream::fetch_packages({{.repository = &a, .packages = {one.location("one")}},
                                                 {.repository = &b, .packages = {one.location("two")}}},
                                                2, Reporter::silent());
  REQUIRE(fetched.size() == 2);
  CHECK(read_file(fetched[0].at(0).path) == read_file(one.package("one")));
  CHECK(read_file(fetched[1].at(0).path) == read_file(one.package("two")));
  CHECK(first.hits(href_two) == 0);
  CHECK(second.hits(href_one) == 0);
}

TEST_CASE("if several repositories fail, all failures are reported, and what arrived is kept") {
  const Upstream u;
  HttpServer first(u.repo);
  HttpServer second(u.repo);
  const Repository a = u.open(first.url());
  const Repository b = u.open(second.url());
  const std::string one = "/" + u.location("one").href;
  const std::string two = "/" + u.location("two").href;
  const auto fetch = [&] {
    return upstream::fetch_packages({{.repository = &a, .packages = {u.location("one"), u.location("two")}},
                                     {.repository = &b, .packages = {u.location("two")}}},
                                    1, Reporter::silent());
  };
  first.fault(two, {.status = 404, .times = 1});
  second.fault(two, {.status = 403, .times = 1});
  const std::string text = error_of(ExitCode::upstream, fetch);
  CHECK(says(text, "404"));
  CHECK(says(text, "also: cannot fetch a file of base"));
  CHECK(fetch().size() == 2);
  CHECK(first.hits(one) == 1);
}

TEST_CASE("a repository that changes while its metadata is read is read again") {
  Mirrors u;
  const fs::path next = u.folder.path() / "next";
  fs::copy(u.repo, next, fs::copy_options::recursive);
  fs::remove(next / "Packages" / u.package("two").filename());
  make_repository(next);
  const std::string digest = digest_of_file(next / "repodata/repomd.xml");
  std::atomic<bool> is_swapped{false};
  u.good.before("/repodata/" + u.metadata("-primary.xml").filename().string(), [&] {
    if (is_swapped.exchange(true)) return;
    fs::remove_all(u.repo / "repodata");
    fs::rename(next / "repodata", u.repo / "repodata");
  });
  rpm::Keyring keyring;
  keyring.add(originals().key.public_key());
  const Repository repository =
      Repository::open({.name = "base", .baseurl = u.good.url()}, std::move(keyring), u.cache, u.reporter);
  CHECK(repository.metadata().repomd_sha256 == digest);
  CHECK(u.recorder->details ==
        std::vector<std::string>{"the metadata of base changed while it was read, so it is read again"});
}

TEST_CASE("a package that is replaced in the cache after it was verified does not get into the store") {
  const Upstream u;
  store::Store store(u.folder.path() / "store");
  const Repository repository = u.open(u.repo.string());
  const upstream::Fetched good = repository.fetch({u.location("one")}, 1, Reporter::silent()).front();
  CHECK(upstream::put_verified(store, good) == digest_of_file(u.package("one")));
  CHECK(read_file(store.blob(good.sha256)) == read_file(u.package("one")));
  // By a package of the same name that somebody else signed.
  const fs::path other = originals().folder.path() / "built" / u.package("one").filename();
  const fs::path copy = u.folder.path() / "other.rpm";
  copy_file_contents(other, copy);
  fs::rename(copy, good.path);
  const std::string text = error_of(ExitCode::trust, [&] { upstream::put_verified(store, good); });
  CHECK(says(text, "the package one-1.0-1.noarch.rpm was replaced after it was verified"));
  CHECK(says(text, digest_of_file(other)));
  CHECK_FALSE(store.has_blob(digest_of_file(other)));
  // The next run finds it, and fetches the package again.
  CHECK(repository.fetch({u.location("one")}, 1, Reporter::silent()).front() == good);
  CHECK(upstream::put_verified(store, good) == good.sha256);
}

TEST_CASE("a package that is replaced in the cache all the time is never used with other bytes") {
  const Upstream u;
  store::Store store(u.folder.path() / "store");
  const Repository repository = u.open(u.repo.string());
  const upstream::Fetched good = repository.fetch({u.location("one")}, 1, Reporter::silent()).front();
  const fs::path other = originals().folder.path() / "built" / u.package("one").filename();
  std::atomic<bool> ends{false};
  std::jthread attacker([&] {
    const fs::path copy = u.folder.path() / "copy.rpm";
    for (bool is_good = false; !ends; is_good = !is_good) {
      copy_file_contents(is_good ? u.package("one") : other, copy);
      fs::rename(copy, good.path);
    }
  });
  for (int i = 0; i < 100; ++i) {
    try {
      const auto fetched = repository.fetch({u.location("one")}, 1, Reporter::silent()).front();
      CHECK(fetched == good);
      CHECK(upstream::put_verified(store, fetched) == good.sha256);
    } catch (const Error& error) {
      // Found in time, before or after it was verified.
      CHECK((error.code() == ExitCode::trust || error.code() == ExitCode::upstream));
    }
  }
  ends = true;
  attacker.join();
  CHECK_FALSE(store.has_blob(digest_of_file(other)));
}

TEST_CASE("a size in the metadata that is wrong is refused even if the cache has the package") {
  const Upstream u;
  const Repository repository = u.open(u.repo.string());
  repository.fetch({u.location("one")}, 1, Reporter::silent());
  auto bad = u.location("one");
  bad.size += 1;
  CHECK(says(error_of(ExitCode::upstream, [&] { repository.fetch({bad}, 1, Reporter::silent()); }),
             fmt::format("has {} bytes, not the {} in the metadata", bad.size - 1, bad.size)));
}
