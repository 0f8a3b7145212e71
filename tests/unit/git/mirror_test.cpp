// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "core/error.hpp"
#include "git/repository.hpp"
#include "git/transport.hpp"
#include "support/git_fixture.hpp"
#include "support/http_server.hpp"
#include "support/skip.hpp"

using namespace rpmworks;
using git::Repository;
using test::GitFixture;

namespace {

struct Workshop {
  TempDir folder{fs::temp_directory_path(), "git-"};
  fs::path cache = folder.path() / "cache";
  GitFixture repo{folder.path() / "repo"};
  Repository mirror(const std::string& ref = "") const {
    return Repository::mirror(repo.path().string(), ref, cache);
  }
};

Error error_of(const std::string& url, const fs::path& cache) {
  try {
    Repository::mirror(url, "", cache);
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error for " << url);
  return {ExitCode::failed, ""};
}

// Sets an environment variable for a scope.
struct Variable {
  std::string name;
  Variable(std::string variable, const std::string& value) : name(std::move(variable)) {
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  ~Variable() { ::unsetenv(name.c_str()); }
};

}  // namespace

TEST_CASE("a mirror follows its origin: new commits, moved and removed refs, HEAD") {
  Workshop shop;
  const std::string one = shop.repo.commit("one");
  shop.repo.git({"tag", "v1"});
  shop.repo.git({"branch", "gone"});
  CHECK(shop.mirror().resolve("").id == one);
  CHECK(shop.mirror().resolve("gone").id == one);
  const std::string two = shop.repo.commit("two");
  shop.repo.git({"tag", "-f", "v1"});
  shop.repo.git({"branch", "-D", "gone"});
  shop.repo.git({"branch", "gone/deeper"});
  shop.repo.git({"checkout", "-q", "-b", "other"});
  const std::string three = shop.repo.commit("three");
  const Repository mirror = shop.mirror();
  CHECK(mirror.resolve("").id == three);
  CHECK(mirror.resolve("main").id == two);
  CHECK(mirror.resolve("v1").id == two);
  CHECK(mirror.resolve("gone/deeper").id == two);
  CHECK_THROWS_AS(mirror.resolve("gone"), Error);
  CHECK(mirror.work_tree().empty());
  // Only the mirror and its lock remain.
  CHECK(std::distance(fs::directory_iterator(shop.cache), {}) == 2);
}

TEST_CASE("a full commit id that the mirror has causes no traffic") {
  Workshop shop;
  const std::string one = shop.repo.commit("one");
  shop.mirror();
  fs::rename(shop.repo.path(), shop.folder.path() / "away");
  make_folders(shop.repo.path());  // the address is valid, but the repository is gone
  CHECK(shop.mirror(one).resolve(one).id == one);
  CHECK_THROWS_AS(shop.mirror("main"), Error);
}

TEST_CASE("commits and refs outside of branches and tags are fetched by name") {
  Workshop shop;
  const std::string one = shop.repo.commit("one");
  shop.repo.git({"checkout", "-q", "--detach"});
  const std::string lost = shop.repo.commit("lost");
  shop.repo.git({"update-ref", "refs/pull/7/head", lost});
  shop.repo.git({"checkout", "-q", "main"});
  CHECK(shop.mirror("refs/pull/7/head").resolve("refs/pull/7/head").id == lost);
  try {
    shop.mirror("refs/pull/8/head");
    FAIL("found");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::invalid);
  }
  Workshop other;
  other.repo.commit("one");
  other.repo.git({"checkout", "-q", "--detach"});
  const std::string unnamed = other.repo.commit("unnamed");
  other.repo.git({"checkout", "-q", "main"});
  other.repo.git({"config", "uploadpack.allowAnySHA1InWant", "true"});
  CHECK(other.mirror(unnamed).resolve(unnamed).id == unnamed);
  CHECK_THROWS_AS(other.mirror(std::string(40, 'a')).resolve(std::string(40, 'a')), Error);
}

TEST_CASE("an empty origin has an empty mirror, which is filled later") {
  Workshop shop;
  CHECK_THROWS_AS(shop.mirror().resolve(""), Error);
  const std::string one = shop.repo.commit("one");
  CHECK(shop.mirror().resolve("").id == one);
}

TEST_CASE("file URLs, relative folders and bundles are origins") {
  Workshop shop;
  const std::string one = shop.repo.commit("one");
  CHECK(Repository::mirror("file://" + shop.repo.path().string(), "", shop.cache).resolve("main").id == one);
  shop.repo.git({"bundle", "create", "-q", (shop.folder.path() / "a.bundle").string(), "main"});
  CHECK(Repository::mirror((shop.folder.path() / "a.bundle").string(), "", shop.cache).resolve("main").id ==
        one);
}

TEST_CASE("ssh is the user's own, and gets the address as arguments") {
  Workshop shop;
  const std::string one = shop.repo.commit("one");
  // Replaces ssh: records its arguments and runs the command for the "host" here.
  const fs::path ssh = shop.folder.path() / "ssh";
  const fs::path log = shop.folder.path() / "log";
  std::ofstream(ssh) << "#!/bin/sh\nfor word; do last=$word; echo \"$word\" >>'" << log.string()
                     << "'; done\nexec sh -c \"$last\"\n";
  fs::permissions(ssh, fs::perms(0755));
  const Variable variable("GIT_SSH_COMMAND", ssh.string());
  const Variable kind("GIT_SSH_VARIANT", "ssh");
  CHECK(Repository::mirror("ssh://git@example.invalid:2222" + shop.repo.path().string(), "", shop.cache)
            .resolve("")
            .id == one);
  CHECK(Repository::mirror("example.invalid:" + shop.repo.path().string(), "", shop.cache).resolve("").id ==
        one);
  const std::string arguments = read_file(log);
  CHECK(arguments.find("git@example.invalid\n") != std::string::npos);
  CHECK(arguments.find("2222\n") != std::string::npos);
}

TEST_CASE("files left by a killed fetch do not stop the next one") {
  Workshop shop;
  shop.repo.commit("one");
  shop.mirror();
  fs::path git_dir;
  for (const auto& entry : fs::directory_iterator(shop.cache))
    if (entry.is_directory()) git_dir = entry.path();
  for (const char* const name :
       {"packed-refs.lock", "refs/heads/main.lock", "objects/pack/tmp_pack_x", "refs/tags/v2.lock"}) {
    make_folders((git_dir / name).parent_path());
    std::ofstream(git_dir / name) << "half";
  }
  fs::path staging = git_dir;
  make_folders(staging.replace_extension(".new") / "objects");
  const std::string two = shop.repo.commit("two");
  shop.repo.git({"tag", "v2"});
  CHECK(shop.mirror().resolve("v2").id == two);
  CHECK(shop.mirror().resolve("main").id == two);
  CHECK_FALSE(fs::exists(git_dir / "objects/pack/tmp_pack_x"));
  fs::remove_all(git_dir);
  CHECK(shop.mirror().resolve("main").id == two);
  CHECK_FALSE(fs::exists(staging));
}

TEST_CASE("a cache and an origin may be relative to the current folder") {
  Workshop shop;
  const std::string one = shop.repo.commit("one");
  const fs::path before = fs::current_path();
  fs::current_path(shop.folder.path());
  CHECK(Repository::mirror("repo", "", "cache").resolve("").id == one);
  CHECK(Repository::mirror("./repo", "", "cache").resolve("").id == one);
  fs::current_path(before);
  CHECK(std::distance(fs::directory_iterator(shop.cache), {}) == 2);
}

TEST_CASE("the user's configuration affects only the connection, not the mirror") {
  Workshop shop;
  const std::string one = shop.repo.commit("one");
  const fs::path home = shop.folder.path() / "home";
  make_folders(home / "hooks");
  std::ofstream(home / "hooks/reference-transaction")
      << "#!/bin/sh\ntouch " << (home / "ran").string() << "\n";
  fs::permissions(home / "hooks/reference-transaction", fs::perms(0755));
  std::ofstream(home / ".gitconfig") << "[core]\n hooksPath = " << (home / "hooks").string()
                                     << "\n[fetch]\n prune = false\n"
                                     << "[url \"" << shop.repo.path().string()
                                     << "\"]\n insteadOf = https://example.invalid/x\n"
                                     << "[url \"ext::touch " << (home / "ran").string()
                                     << " \"]\n insteadOf = https://evil.invalid/\n";
  const Variable variable("HOME", home.string());
  const Variable confusing("GIT_DIR", "/nonexistent");
  CHECK(Repository::mirror("https://example.invalid/x", "", shop.cache).resolve("").id == one);
  const Error error = error_of("https://evil.invalid/x", shop.cache);
  CHECK(error.code() == ExitCode::invalid);
  CHECK_FALSE(fs::exists(home / "ran"));
}

TEST_CASE("addresses that would run programs, options and unknown schemes are refused before git sees them") {
  const TempDir folder(fs::temp_directory_path(), "git-");
  const std::string ran = (folder.path() / "ran").string();
  for (const std::string& url :
       {"ext::sh -c touch% " + ran, std::string("--upload-pack=touch"), std::string("-x"), std::string(""),
        std::string("fd::3"), std::string("ftp://host/x"), std::string("htps://host/x"),
        std::string("a\nb:c"), std::string("/no/such/folder"), std::string("no-such-folder"),
        std::string("file:///no/such/folder"), std::string(":path"), std::string("foo::bar")}) {
    CAPTURE(url);
    CHECK(error_of(url, folder.path() / "cache").code() == ExitCode::invalid);
  }
  CHECK_FALSE(fs::exists(ran));
  CHECK(error_of("htps://host/x", folder.path() / "cache").hint() == "did you mean 'https://'?");
  CHECK_FALSE(fs::exists(folder.path() / "cache"));
}

TEST_CASE("an unreachable origin is an upstream error, leaves nothing behind, and hides passwords") {
  const TempDir folder(fs::temp_directory_path(), "git-");
  const Error refused = error_of("https://user:secret@127.0.0.1:1/x.git", folder.path());
  CHECK(refused.code() == ExitCode::upstream);
  CHECK(refused.render().find("secret") == std::string::npos);
  CHECK(refused.render().find("127.0.0.1") != std::string::npos);
  make_folders(folder.path() / "plain");
  const Error no_repository = error_of((folder.path() / "plain").string(), folder.path() / "cache");
  CHECK(no_repository.code() == ExitCode::upstream);
  for (const auto& entry : fs::directory_iterator(folder.path() / "cache"))
    CHECK(entry.path().extension() == ".lock");
}

TEST_CASE("credentials of an address are used, but never on a command line") {
  Workshop shop;
  const std::string one = shop.repo.commit("one");
  shop.repo.git({"update-server-info"});
  test::HttpServer server(shop.repo.path() / ".git");
  const fs::path trace = shop.folder.path() / "trace";
  const Variable tracing("GIT_TRACE", trace.string());
  const std::string host = server.url().substr(std::string("http://").size());
  server.demand("dXNlcjpzZUBjcmV0");  // user:se@cret
  CHECK(Repository::mirror("http://user:se%40cret@" + host + "/", "", shop.cache).resolve("").id == one);
  server.demand("dG9rZW46");  // token:
  CHECK(Repository::mirror("http://token@" + host + "/", "", shop.cache).resolve("").id == one);
  const std::string commands = read_file(trace);
  CHECK(commands.find("fetch") != std::string::npos);
  for (const char* const secret : {"se%40cret", "se@cret", "token"})
    CHECK(commands.find(secret) == std::string::npos);
  for (const auto& entry : fs::recursive_directory_iterator(shop.cache))
    if (entry.is_regular_file()) CHECK(read_file(entry.path()).find("se%40cret") == std::string::npos);
}

TEST_CASE("passwords and tokens are hidden") {
  CHECK(git::parse_origin("https://user:secret@host/x").shown == "https://host/x");
  CHECK(git::parse_origin("https://token@host/x").shown == "https://host/x");
  CHECK(git::parse_origin("https://host/x@y").shown == "https://host/x@y");
  CHECK(error_of("htps://user:secret@host/x", "cache").render().find("secret") == std::string::npos);
  CHECK(git::parse_origin("ssh://git@host/x").shown == "ssh://git@host/x");
  CHECK(git::parse_origin("git@host:x/y.git").shown == "git@host:x/y.git");
  CHECK_FALSE(git::parse_origin("git@host:x/y.git").local);
}

TEST_CASE("an origin owned by another user is read") {
  if (::geteuid() != 0) {
    test::skip("only root can make a folder of another user");
    return;
  }
  Workshop shop;
  const std::string one = shop.repo.commit("one");
  for (const auto& path : {shop.repo.path(), shop.repo.path() / ".git"})
    REQUIRE(::chown(path.c_str(), 12345, 12345) == 0);
  CHECK(shop.mirror().resolve("").id == one);
}

TEST_CASE("parallel jobs share a mirror") {
  Workshop shop;
  const std::string one = shop.repo.commit("one");
  std::vector<std::jthread> threads;
  std::atomic<int> right = 0;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { right += shop.mirror().resolve("main").id == one; });
  threads.clear();
  CHECK(right == 4);
}

TEST_CASE("nothing that a mirror's own files name is run, and no objects come from elsewhere") {
  Workshop shop;
  shop.repo.commit("one");
  shop.mirror();
  fs::path git_dir;
  for (const auto& entry : fs::directory_iterator(shop.cache))
    if (entry.is_directory()) git_dir = entry.path();
  // As in a cache that somebody else has filled.
  const fs::path marker = shop.folder.path() / "was-run";
  const fs::path program = shop.folder.path() / "program";
  std::ofstream(program) << "#!/bin/sh\necho \"$0 $*\" >>'" << marker.string() << "'\n";
  fs::permissions(program, fs::perms(0755));
  const GitFixture other(shop.folder.path() / "other");
  const std::string run = program.string();
  const auto plant = [&] {
    std::ofstream(git_dir / "config", std::ios::app)
        << "[core]\n\talternateRefsCommand = " << run << "\n\tfsmonitor = " << run
        << "\n\tsshCommand = " << run << "\n\tgitProxy = " << run << "\n\taskPass = " << run
        << "\n\thooksPath = " << shop.folder.path().string() << "\n[credential]\n\thelper = " << run
        << "\n[url \"ext::" << run << " \"]\n\tinsteadOf = /\n"
        << "[gc]\n\tauto = 1\n\trecentObjectsHook = " << run << "\n[extensions]\n\tworktreeConfig = true\n";
    std::ofstream(git_dir / "config.worktree") << "[core]\n\talternateRefsCommand = " << run << "\n";
    std::ofstream(git_dir / "objects/info/alternates") << (other.path() / ".git/objects").string() << "\n";
    make_folders(git_dir / "hooks");
    for (const char* const hook : {"reference-transaction", "post-fetch", "pre-auto-gc", "update"})
      fs::copy_file(program, git_dir / "hooks" / hook, fs::copy_options::overwrite_existing);
  };
  plant();
  const std::string two = shop.repo.commit("two");
  CHECK(shop.mirror().resolve("").id == two);
  CHECK_MESSAGE(!fs::exists(marker), (fs::exists(marker) ? read_file(marker) : ""));
  CHECK_FALSE(fs::exists(git_dir / "objects/info/alternates"));
  CHECK_FALSE(fs::exists(git_dir / "hooks"));
  CHECK(read_file(git_dir / "config").find("alternateRefsCommand") == std::string::npos);
  // The same over ssh, where git would run the program in core.sshCommand.
  const fs::path ssh = shop.folder.path() / "ssh";
  std::ofstream(ssh) << "#!/bin/sh\nfor word; do last=$word; done\nexec sh -c \"$last\"\n";
  fs::permissions(ssh, fs::perms(0755));
  const std::string url = "ssh://git@example.invalid" + shop.repo.path().string();
  {
    const Variable variable("GIT_SSH_COMMAND", ssh.string());
    const Variable kind("GIT_SSH_VARIANT", "ssh");
    Repository::mirror(url, "", shop.cache);
  }
  for (const auto& entry : fs::directory_iterator(shop.cache))
    if (entry.is_directory() && entry.path() != git_dir) git_dir = entry.path();
  plant();
  CHECK_THROWS_AS(Repository::mirror(url, "", shop.cache), Error);  // there is no such host
  CHECK_FALSE(fs::exists(marker));
}

TEST_CASE("a mirror that is a link or belongs to another user is refused") {
  Workshop shop;
  shop.repo.commit("one");
  shop.mirror();
  fs::path git_dir;
  for (const auto& entry : fs::directory_iterator(shop.cache))
    if (entry.is_directory()) git_dir = entry.path();
  const auto refusal = [&] {
    try {
      shop.mirror();
    } catch (const Error& error) {
      return error.render();
    }
    return std::string("no error");
  };
  fs::rename(git_dir, shop.folder.path() / "away");
  fs::create_directory_symlink(shop.folder.path() / "away", git_dir);
  CHECK(refusal().find(git_dir.string() + " is a symbolic link") != std::string::npos);
  fs::remove(git_dir);
  fs::rename(shop.folder.path() / "away", git_dir);
  fs::rename(git_dir / "objects", shop.folder.path() / "objects");
  fs::create_directory_symlink(shop.folder.path() / "objects", git_dir / "objects");
  CHECK(refusal().find("objects is a symbolic link") != std::string::npos);
  fs::remove(git_dir / "objects");
  fs::rename(shop.folder.path() / "objects", git_dir / "objects");
  CHECK(refusal() == "no error");
  if (::geteuid() != 0) return;
  REQUIRE(::chown(git_dir.c_str(), 1234, 1234) == 0);
  CHECK(refusal().find("belongs to another user (uid 1234)") != std::string::npos);
}
