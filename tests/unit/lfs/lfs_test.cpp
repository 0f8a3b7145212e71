// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <cstdlib>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "lfs/files.hpp"
#include "lfs/pointer.hpp"
#include "process/process.hpp"
#include "support/http_server.hpp"
#include "support/peak_memory.hpp"
#include "support/skip.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
namespace {

std::string pointer_of(const std::string& content) {
  return "version https://git-lfs.github.com/spec/v1\noid sha256:" + sha256(content) + "\nsize " +
         std::to_string(content.size()) + "\n";
}

void put_object(const fs::path& store, const std::string& content) {
  const std::string oid = sha256(content);
  const fs::path file = store / "objects" / oid.substr(0, 2) / oid.substr(2, 2) / oid;
  make_folders(file.parent_path());
  write_file_atomically(file, content);
}

const Files k_tree = {{"greet.spec", small_spec("Source0: greet-1.0.tar\nSource1: data.bin\n")},
                      {".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n"},
                      {"data.bin", pointer_of("the data")},
                      {"deep/more.bin", pointer_of("more data")},
                      {"looks.txt", pointer_of("no such thing")},
                      {"plain.bin", "no pointer"},
                      {"empty.bin", ""}};

/// A git LFS server with the given objects.
struct Site {
  TempDir folder{fs::temp_directory_path(), "lfs-"};
  HttpServer server{folder.path()};
  std::string url = server.url() + "/greet.git/info/lfs";
  int batches = 0;

  Site() {
    server.answer_posts("/greet.git/info/lfs/objects/batch", [this](const std::string& body) {
      ++batches;
      Json answer = {{"transfer", "basic"}, {"objects", Json::array()}};
      const Json asked = Json::parse(body);
      for (const auto& one : asked["objects"]) {
        const std::string oid = one["oid"];
        Json object = {{"oid", oid}, {"size", one["size"]}};
        if (fs::exists(folder.path() / oid))
          object["actions"]["download"] = {{"href", server.url() + "/" + oid}, {"header", {{"X-Key", "k"}}}};
        else
          object["error"] = {{"code", 404}, {"message", "Object does not exist"}};
        answer["objects"].push_back(object);
      }
      return HttpServer::Reply{.body = answer.dump()};
    });
  }
  void put(const std::string& content, const std::string& instead) const {
    write_file_atomically(folder.path() / sha256(content), instead);
  }
  void put(const std::string& content) const { put(content, content); }
};

std::string in_archive(const fs::path& package, const std::string& name) {
  const std::string tar = Fixture::member(package, "greet-1.0.tar");
  return run_checked({.argv = {"tar", "xOf", "-", "greet-1.0/" + name}, .input = tar}, "tar").out;
}

void check_content(const fs::path& package) {
  CHECK(Fixture::member(package, "data.bin") == "the data");
  CHECK(in_archive(package, "data.bin") == "the data");
  CHECK(in_archive(package, "deep/more.bin") == "more data");
  CHECK(in_archive(package, "looks.txt") == pointer_of("no such thing"));
  CHECK(in_archive(package, "plain.bin") == "no pointer");
  CHECK(in_archive(package, "empty.bin").empty());
}

}  // namespace

TEST_CASE("pointers are read like git-lfs reads them") {
  const std::string oid(64, 'a');
  const std::string good = "version https://git-lfs.github.com/spec/v1\noid sha256:" + oid + "\nsize 12\n";
  const auto pointer = lfs::parse_pointer(good);
  REQUIRE(pointer);
  CHECK(pointer->oid == oid);
  CHECK(pointer->size == 12);
  CHECK_FALSE(pointer->extended);
  CHECK(lfs::parse_pointer("version https://hawser.github.com/spec/v1\r\noid sha256:" + oid +
                           "\r\nsize 12\r\n"));
  CHECK(lfs::parse_pointer("version http://git-media.io/v/2\n\noid sha256:" + oid + "\nsize 0"));
  CHECK(lfs::parse_pointer("version https://git-lfs.github.com/spec/v1\next-0-foo sha256:" + oid +
                           "\noid sha256:" + oid + "\nsize 12\n")
            ->extended);
  for (const std::string& bad :
       {std::string(), std::string("version"), good + "extra line\n", good + std::string(1024, '\n'),
        "version https://git-lfs.github.com/spec/v3\noid sha256:" + oid + "\nsize 12\n",
        "oid sha256:" + oid + "\nversion https://git-lfs.github.com/spec/v1\nsize 12\n",
        "version https://git-lfs.github.com/spec/v1\noid md5:" + oid + "\nsize 12\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + oid.substr(1) + "\nsize 12\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + oid.substr(1) + "/\nsize 12\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + oid + "\nsize -1\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + oid + "\nsize 1x\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + oid + "\n"})
    CHECK_FALSE(lfs::parse_pointer(bad));
}

TEST_CASE("the server that an address implies") {
  const std::string expected = "https://host.example/foo/bar.git/info/lfs";
  for (const std::string address :
       {"https://host.example/foo/bar", "https://host.example/foo/bar.git/", "git@host.example:foo/bar.git",
        "host.example:/foo/bar", "ssh://git@host.example/foo/bar.git", "ssh://host.example:2222/foo/bar",
        "git://host.example/foo/bar"})
    CHECK(lfs::implied_server(address) == expected);
  CHECK(lfs::implied_server("http://u:p@h:81/x") == "http://u:p@h:81/x.git/info/lfs");
  CHECK(lfs::implied_server("ssh://git@[::1]:22/x") == "https://[::1]/x.git/info/lfs");
  for (const std::string folder : {"/srv/git/x.git", "file:///srv/git/x.git", "./a:b", "x"})
    CHECK(lfs::implied_server(folder).empty());
}

TEST_CASE("git LFS files come from the repository's own store") {
  Fixture fixture(k_tree);
  fs::path store = fixture.work_tree() / ".git" / "lfs";
  SUBCASE("") {}
  SUBCASE("in a place that its configuration names") {
    store = fixture.root() / "elsewhere";
    fixture.git({"config", "lfs.storage", store.string()});
  }
  SUBCASE("or in that of a repository whose objects it borrows") {
    fixture.git({"clone", "-q", "--bare", ".", "../lender.git"});
    store = fixture.root() / "lender.git" / "lfs";
    write_file_atomically(fixture.work_tree() / ".git/objects/info/alternates",
                          "../../../lender.git/objects\n");
  }
  put_object(store, "the data");
  put_object(store, "more data");
  const auto srpm = fixture.make();
  check_content(srpm.path);
  CHECK(srpm.warnings.empty());
  // Pointers identify the content: the place where it was found changes nothing.
  CHECK(fixture.make({.recipe = {.lfs = "http://nowhere.invalid"}}).cached);
}

TEST_CASE("a linked work tree shares the store") {
  Fixture fixture(k_tree);
  fixture.git({"worktree", "add", "-q", "../second"});
  put_object(fixture.work_tree() / ".git" / "lfs", "the data");
  put_object(fixture.work_tree() / ".git" / "lfs", "more data");
  const auto repository = git::Repository::open(fixture.root() / "second");
  const auto srpm =
      srpm::make({repository, (fixture.root() / "second").string()}, {},
                 {fixture.store(), fixture.tmp(), fixture.root() / "cache"}, Reporter::silent());
  check_content(srpm.path);
}

TEST_CASE("git LFS files come from the repository that was cloned") {
  Fixture fixture(k_tree);
  put_object(fixture.work_tree() / ".git" / "lfs", "the data");
  put_object(fixture.work_tree() / ".git" / "lfs", "more data");
  const std::string url = "file://" + fixture.work_tree().string();
  const auto mirror = git::Repository::mirror(url, "", fixture.root() / "cache" / "git");
  const auto srpm = srpm::make({mirror, url}, {}, {fixture.store(), fixture.tmp(), fixture.root() / "cache"},
                               Reporter::silent());
  check_content(srpm.path);
  CHECK_FALSE(fs::exists(mirror.git_dir() / "lfs"));
}

TEST_CASE("git LFS files come from a server") {
  Fixture fixture(k_tree);
  Site site;
  site.put("the data");
  site.put("more data");
  srpm::Request request;
  SUBCASE("named in repos.yaml") {
    fixture.git({"remote", "add", "origin", "http://nowhere.invalid/x"});
    request.recipe.lfs = site.url;
  }
  SUBCASE("named in the commit") {
    fixture.write(".lfsconfig", "[lfs]\n\turl = " + site.url + "\n").commit();
    fixture.git({"remote", "add", "origin", "http://nowhere.invalid/x"});
  }
  SUBCASE("named in the repository's own configuration") {
    fixture.write(".lfsconfig", "[lfs]\n\turl = http://nowhere.invalid\n").commit();
    fixture.git({"config", "lfs.url", site.url});
  }
  SUBCASE("implied by its origin") {
    fixture.git({"remote", "add", "origin", site.server.url() + "/greet"});
  }
  const auto srpm = fixture.make(request);
  check_content(srpm.path);
  // One request for the source, one for the archive's other file.
  CHECK(site.batches == 2);
  CHECK(site.server.hits("/" + sha256("the data")) == 1);
  CHECK(says(site.server.head_of("/" + sha256("the data")), "X-Key: k\r\n"));
  CHECK_FALSE(fs::exists(fixture.work_tree() / ".git" / "lfs"));
}

TEST_CASE("an LFS store in a folder") {
  Fixture fixture(k_tree);
  put_object(fixture.root() / "store", "the data");
  put_object(fixture.root() / "store", "more data");
  check_content(fixture.make({.recipe = {.lfs = "file://" + (fixture.root() / "store").string()}}).path);
}

TEST_CASE("all unavailable files are listed") {
  Fixture fixture(Files{{"greet.spec", small_spec("Source0: greet-1.0.tar\n")},
                        {".gitattributes", "*.bin filter=lfs\n"},
                        {"a.bin", pointer_of("a")},
                        {"b.bin", pointer_of("bb")},
                        {"c.bin", pointer_of("ccc")}});
  const auto fails = [&](const srpm::Request& request, ExitCode code) {
    return test::error_of(code, [&] { fixture.make(request); });
  };
  SUBCASE("without a server to ask") {
    const std::string error = fails({}, ExitCode::invalid);
    CHECK(says(error, "error: 3 git LFS files are not available\n"));
    for (const char* file : {"a.bin (1 B)\n", "b.bin (2 B)\n", "c.bin (3 B)\n"}) CHECK(says(error, file));
    CHECK(says(error,
               "hint: run `git lfs fetch` in the repository, or set `lfs:` of the package in "
               "repos.yaml"));
  }
  SUBCASE("from a server that lacks some of them") {
    Site site;
    site.put("bb");
    const std::string error = fails({.recipe = {.lfs = site.url}}, ExitCode::upstream);
    CHECK(says(error, "error: 2 git LFS files are not available\n"));
    CHECK(says(error, "a.bin (1 B): the server says: Object does not exist (404)"));
    CHECK(says(error, "c.bin (3 B): the server says: Object does not exist (404)"));
    CHECK(error.find("b.bin") == std::string::npos);
    CHECK(says(error, "asked: " + site.url));
  }
  SUBCASE("from a server that sends other content") {
    Site site;
    site.put("a");
    site.put("bb", "xx");
    site.put("ccc", "c");
    const std::string error = fails({.recipe = {.lfs = site.url}}, ExitCode::trust);
    CHECK(says(error,
               "b.bin (2 B): b.bin of git LFS is not the requested file; sha256 expected: " + sha256("bb")));
    CHECK(says(error, "c.bin (3 B): c.bin of git LFS is not the requested file"));
  }
  SUBCASE("from a server that breaks off") {
    Site site;
    for (const char* content : {"a", "bb", "ccc"}) site.put(content);
    site.server.fault("/" + sha256("ccc"), {.cut_after = 1, .times = 1});
    CHECK(fixture.make({.recipe = {.lfs = site.url}}).sha256.size() == 64);  // resumed
    CHECK(site.server.hits("/" + sha256("ccc")) == 2);
  }
  SUBCASE("without a server") {
    std::string url;
    {
      const Site gone;
      url = gone.url;
    }
    const std::string error = fails({.recipe = {.lfs = url}}, ExitCode::upstream);
    CHECK(says(error, "error: 3 git LFS files are not available\n"));
    CHECK(says(error, "the request to the git LFS server " + url + " failed"));
    CHECK(says(error, "Failed to connect to 127.0.0.1"));
    CHECK(says(error, "hint: check the network"));
  }
  SUBCASE("from a damaged store") {
    for (const char* content : {"a", "bb", "ccc"}) put_object(fixture.work_tree() / ".git" / "lfs", content);
    const std::string oid = sha256("bb");
    const fs::path object =
        fixture.work_tree() / ".git/lfs/objects" / oid.substr(0, 2) / oid.substr(2, 2) / oid;
    write_file_atomically(object, "xx");
    const std::string error = fails({}, ExitCode::invalid);
    CHECK(says(error, "error: a git LFS file is not available\n"));
    CHECK(says(error, "b.bin (2 B): " + object.string() + " is damaged"));
  }
  SUBCASE("through an extension") {
    fixture
        .write("a.bin", "version https://git-lfs.github.com/spec/v1\next-0-rot sha256:" + sha256("a") +
                            "\noid sha256:" + sha256("b") + "\nsize 1\n")
        .commit();
    CHECK(says(fails({}, ExitCode::invalid), "a.bin was added through a git LFS extension"));
  }
}

TEST_CASE("files that the sources, the tree and its submodules lack are listed together") {
  Fixture fixture(k_tree);
  const std::string folder = (fixture.root() / "lib").string();
  fixture.git({"init", "-q", "-b", "main", folder});
  write_file_atomically(fs::path(folder) / ".gitattributes", "*.bin filter=lfs\n");
  write_file_atomically(fs::path(folder) / "lib.bin", pointer_of("of the library"));
  fixture.git({"-C", folder, "add", "-A"});
  fixture.git(
      {"-C", folder, "-c", "user.name=B", "-c", "user.email=b@example.org", "commit", "-q", "-m", "Begin"});
  fixture.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../lib", "lib"});
  fixture.commit();
  const auto failed = [&] { return test::error_of(ExitCode::invalid, [&] { fixture.make(); }); };
  SUBCASE("a source, the tree and a submodule") {
    const std::string error = failed();
    CHECK(says(error, "error: 2 repositories have git LFS files that are not available\n"));
    CHECK(says(error, "2 git LFS files are not available\n"));
    CHECK(says(error, "data.bin (8 B)\n"));
    CHECK(says(error, "deep/more.bin (9 B)\n"));
    CHECK(says(error, "lib.bin (14 B)\n"));
  }
  SUBCASE("files of an excluded submodule are not listed") {
    const std::string error =
        test::error_of(ExitCode::invalid, [&] { fixture.make({.recipe = {.submodules = false}}); });
    CHECK(says(error, "error: 2 git LFS files are not available\n"));
    CHECK(error.find("lib.bin") == std::string::npos);
  }
  SUBCASE("the submodule alone") {
    for (const char* content : {"the data", "more data"})
      put_object(fixture.work_tree() / ".git" / "lfs", content);
    const std::string error = failed();
    CHECK(says(error, "error: a git LFS file is not available\n"));
    CHECK(says(error, "lib.bin (14 B)\n"));
  }
}

TEST_CASE("a server that requires a login gets the credentials of the user's git") {
  Fixture fixture(k_tree);
  Site site;
  site.put("the data");
  site.put("more data");
  site.server.demand("dXNlcjpwYXNz");  // user:pass
  const fs::path configuration = fixture.root() / "gitconfig";
  const fs::path passwords = fixture.root() / "passwords";
  write_file_atomically(configuration, "[credential]\n\thelper = store --file=" + passwords.string() + "\n");
  const std::string before = std::getenv("GIT_CONFIG_GLOBAL") ? std::getenv("GIT_CONFIG_GLOBAL") : "";
  ::setenv("GIT_CONFIG_GLOBAL", configuration.c_str(), 1);
  const srpm::Request request{.recipe = {.lfs = site.url}};
  const std::string error = test::error_of(ExitCode::upstream, [&] { fixture.make(request); });
  CHECK(says(error, "it returned status 401"));
  CHECK(says(error, "hint: set up a git credential helper with credentials for this server"));
  write_file_atomically(passwords, std::string(site.server.url()).insert(7, "user:pass@") + "\n");
  check_content(fixture.make(request).path);
  before.empty() ? ::unsetenv("GIT_CONFIG_GLOBAL") : ::setenv("GIT_CONFIG_GLOBAL", before.c_str(), 1);
}

TEST_CASE("large git LFS files are not read into memory") {
  constexpr uint64_t k_size = 256UL << 20;
  Fixture fixture(Files{{"greet.spec", small_spec("Source0: greet-1.0.tar\nSource1: big.bin\n")},
                        {".gitattributes", "*.bin filter=lfs\n"}});
  const fs::path big = fixture.root() / "big";
  write_file_atomically(big, "x");
  fs::resize_file(big, k_size);
  const std::string oid = digest_of_file(big);
  const fs::path object = fixture.work_tree() / ".git/lfs/objects" / oid.substr(0, 2) / oid.substr(2, 2);
  make_folders(object);
  fs::rename(big, object / oid);
  fixture
      .write("big.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:" + oid + "\nsize " +
                            std::to_string(k_size) + "\n")
      .commit();
  const PeakMemory peak;
  const auto srpm = fixture.make();
  CHECK(peak.is_below(150));
  CHECK(fs::file_size(srpm.path) > 2 * k_size);
}

TEST_CASE("archives are the same as from git archive with git-lfs' own filter") {
  if (!find_program("git-lfs")) {
    skip("git-lfs is not installed");
    return;
  }
  Fixture fixture(Files{{"greet.spec", small_spec("Source0: greet-1.0.tar\n")},
                        {".gitattributes",
                         "*.bin filter=lfs\n*.id filter=lfs ident\n*.sub filter=lfs export-subst\n"
                         "*.dos filter=lfs text eol=crlf\n*.big filter=lfs -text\n"},
                        {"looks.txt", pointer_of("no such thing")},
                        {"plain.bin", "no pointer\n"},
                        {"plain.sub", "$Format:%H$\n"},
                        {"empty.bin", ""}});
  const std::string long_name = "deep/" + std::string(120, 'n') + ".bin";
  const Files in_lfs = {{"a.bin", "the data\n"},
                        {"b.id", "$Id$\n"},
                        {"c.sub", "of $Format:%H$\n"},
                        {"d.dos", "two\nlines\n"},
                        {"run.bin", "#!/bin/sh\n"},
                        {long_name, "long\n"},
                        {"e.big", std::string(3 << 20, 'e')}};
  for (const auto& [path, content] : in_lfs) {
    fixture.write(path, (path == "run.bin" ? "run:" : "") + pointer_of(content));
    put_object(fixture.work_tree() / ".git" / "lfs", content);
  }
  fixture.commit();
  const std::string expected = fixture.git(
      {"-c", "filter.lfs.smudge=git-lfs smudge -- %f", "-c", "filter.lfs.process=git-lfs filter-process",
       "-c", "filter.lfs.required=true", "archive", "--format=tar", "--prefix=greet-1.0/", "HEAD"});
  const auto srpm = fixture.make();
  CHECK(sha256(Fixture::member(srpm.path, "greet-1.0.tar")) == sha256(expected));
  CHECK(in_archive(srpm.path, "a.bin") == "the data\n");
  CHECK(in_archive(srpm.path, "c.sub") == "of " + srpm.commit + "\n");
}
