// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/submodules.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "git/dot_git.hpp"
#include "support/errors.hpp"
#include "support/git_fixture.hpp"

using namespace rpmworks;
using git::Repository;
using test::error_of;
using test::GitFixture;
using test::says;

namespace {

// A superproject beside the repository of its submodule, added with git itself: repo/ has libs/greet at the
// commit `inner`, from ../greet. "PATH=CONTENT " for every member, folders as "PATH/ ".
class Listing final : public git::MemberVisitor {
 public:
  explicit Listing(std::vector<std::string>& told) : m_told(told) {}

  std::string text;
  int open = 0;  ///< open repositories

 private:
  void enter(const Repository&, const git::Commit&, const std::vector<Repository::Archived>&) override {
    ++open;
  }
  void member(const std::string& path, Repository::Archived member) override {
    if (path.ends_with(".gitmodules")) return;
    const bool is_folder = member.entry.kind == git::TreeEntry::Kind::folder ||
                           member.entry.kind == git::TreeEntry::Kind::submodule;
    text += path + (is_folder ? "/ " : "=" + member.content + " ");
  }
  void leave() override { --open; }
  void tell(const std::string& line) override { m_told.push_back(line); }

  std::vector<std::string>& m_told;
};

struct Workshop {
  TempDir folder{fs::temp_directory_path(), "git-"};
  GitFixture greet{folder.path() / "greet"};
  std::string inner = begin();
  GitFixture repo{folder.path() / "repo"};
  std::vector<std::string> told;

  Workshop() {
    repo.write("README", "outer\n");
    add("../greet", "libs/greet");
    repo.commit("with a submodule");
  }

  void add(const std::string& url, const std::string& path) const {
    repo.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, path});
  }
  /// A submodule that .gitmodules does not contain.
  void record(const std::string& path, const std::string& id) const {
    repo.git({"update-index", "--add", "--cacheinfo", "160000," + id + "," + path});
  }

  /// "PATH=CONTENT " for every member of HEAD of a repository, folders as "PATH/".
  std::string members(const Repository& repository, const std::string& subdir = "") {
    Listing listing{told};
    git::archive_with_submodules(repository, repository.resolve(""), subdir, folder.path() / "mirrors",
                                 listing);
    CHECK(listing.open == 0);
    return listing.text;
  }
  std::string members(const std::string& subdir = "") {
    return members(Repository::open(repo.path()), subdir);
  }
  std::string error(ExitCode code = ExitCode::invalid) {
    return error_of(code, [&] { members(); });
  }

  /// The local copies of the submodule are removed: it has to be fetched.
  void forget_local_objects() const {
    remove_tree(repo.path() / ".git/modules");
    remove_tree(repo.path() / "libs");
  }

 private:
  std::string begin() const {
    greet.write(".gitattributes", "VERSION export-subst\nsecret export-ignore\n");
    greet.write("VERSION", "$Format:%H$");
    greet.write("secret", "x");
    return greet.commit("inner");
  }
};

const std::string k_url_hint = "a repository must not choose what is read on this machine";

}  // namespace

TEST_CASE("members of a submodule are at its path, with the placeholders and attributes of its own commit") {
  Workshop shop;
  const std::string expected =
      "README=outer\n libs/ libs/greet/ libs/greet/.gitattributes=VERSION export-subst\n"
      "secret export-ignore\n libs/greet/VERSION=" +
      shop.inner + " ";
  // The submodule has newer commits; the recorded commit counts.
  shop.greet.write("VERSION", "later");
  shop.greet.commit("later");

  SUBCASE("from git's own folder for it") {
    remove_tree(shop.greet.path());
    remove_tree(shop.repo.path() / "libs");
    CHECK(shop.members() == expected);
    REQUIRE(shop.told.size() == 1);
    CHECK(says(shop.told[0], "the submodule libs/greet is " + shop.inner.substr(0, 12) + " of "));
  }
  SUBCASE("from a checkout with its own .git folder") {
    shop.repo.git({"-C", "libs/greet", "config", "--unset", "core.worktree"});
    fs::remove(shop.repo.path() / "libs/greet/.git");
    fs::rename(shop.repo.path() / ".git/modules/libs/greet", shop.repo.path() / "libs/greet/.git");
    remove_tree(shop.greet.path());
    CHECK(shop.members() == expected);
  }
  SUBCASE("from a linked work tree") {
    remove_tree(shop.greet.path());
    const fs::path linked = shop.folder.path() / "linked";
    shop.repo.git({"worktree", "add", "-q", linked.string()});
    CHECK(shop.members(Repository::open(linked)) == expected);
  }
  SUBCASE("fetched from a repository beside the superproject") {
    shop.forget_local_objects();
    CHECK(shop.members() == expected);
  }
  SUBCASE("fetched for a mirror of the superproject") {
    const std::string url = "file://" + shop.repo.path().string();
    const Repository mirror = Repository::mirror(url, "", shop.folder.path() / "cache");
    CHECK(mirror.origin() == url);
    CHECK(shop.members(mirror) == expected);
  }
  SUBCASE("fetched from a repository beside the remote of a clone") {
    const fs::path clone = shop.folder.path() / "far/clone";
    shop.repo.git({"clone", "-q", shop.repo.path().string(), clone.string()});
    CHECK(shop.members(Repository::open(clone)) == expected);
  }
  SUBCASE("a folder of the superproject") {
    CHECK(shop.members("libs") == expected.substr(expected.find("libs/greet/ ")));
  }
}

TEST_CASE("submodules of submodules") {
  Workshop shop;
  GitFixture deepest(shop.folder.path() / "deepest");
  deepest.write("file", "deep");
  deepest.commit("deepest");
  shop.greet.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../deepest", "in"});
  shop.greet.commit("with a submodule of its own");
  shop.repo.git({"-C", "libs/greet", "pull", "-q"});
  shop.repo.commit("newer");
  CHECK(says(shop.members(), " libs/greet/in/ libs/greet/in/file=deep "));
  shop.forget_local_objects();
  CHECK(says(shop.members(), " libs/greet/in/ libs/greet/in/file=deep "));
}

TEST_CASE("a submodule that the superproject export-ignores is omitted and not searched") {
  Workshop shop;
  shop.repo.write(".gitattributes", "greet export-ignore\n.gitattributes export-ignore\n");
  shop.repo.git({"rm", "-q", "--cached", ".gitmodules"});
  fs::remove(shop.repo.path() / ".gitmodules");
  shop.repo.commit("ignored");
  CHECK(shop.members() == "README=outer\n libs/ ");
}

TEST_CASE("an unknown submodule") {
  Workshop shop;
  shop.record("other", shop.inner);
  shop.repo.git({"commit", "-q", "-m", "other"});
  const std::string error = shop.error();
  CHECK(says(error, ".gitmodules of commit"));
  CHECK(says(error, "does not name the submodule 'other'"));
  CHECK(says(error, "hint: git submodule add records its URL"));

  shop.repo.git({"config", "-f", ".gitmodules", "submodule.other.path", "other"});
  shop.repo.git({"commit", "-q", "-m", "no URL", ".gitmodules"});
  CHECK(says(shop.error(), ".gitmodules has no URL for the submodule 'other'"));
}

TEST_CASE("a recorded commit that the submodule's repository lacks") {
  Workshop shop;
  const std::string id(40, 'a');
  shop.record("libs/greet", id);
  shop.repo.git({"commit", "-q", "-m", "never pushed"});
  const std::string error = shop.error();
  CHECK(says(error, "greet does not have the recorded commit " + id));
  CHECK(says(error, "archiving the submodule libs/greet"));
}

TEST_CASE("a submodule's repository that cannot be reached") {
  Workshop shop;
  shop.forget_local_objects();
  remove_tree(shop.greet.path());
  CHECK(says(shop.error(), "greet"));
}

TEST_CASE("relative URLs of submodules are resolved as in git") {
  for (const auto& [base, url, full] : std::vector<std::array<std::string, 3>>{
           {"https://host/a/super.git", "../sub.git", "https://host/a/sub.git"},
           {"https://host/a/super.git/", "../../b/sub", "https://host/b/sub"},
           {"https://host/a", "../../x", ""},
           {"https://host/super", "./sub", "https://host/super/sub"},
           {"https://user:pw@host/super", "../sub/", "https://user:pw@host/sub"},
           {"ssh://git@host:22/super", "../sub", "ssh://git@host:22/sub"},
           {"git@host:team/super", "../sub", "git@host:team/sub"},
           {"host:super", "../sub", "host:sub"},
           {"host:/srv/super", "../sub", "host:/srv/sub"},
           {"/srv/super", "../sub", "/srv/sub"},
           {"/super", "../sub", "/sub"},
           {"file:///srv/super", "../sub", "file:///srv/sub"},
           {"/srv/super", "https://host/sub", "https://host/sub"},
           {"https://host/super", "other:sub", "other:sub"}}) {
    CAPTURE(base);
    CAPTURE(url);
    if (full.empty())
      CHECK(
          says(error_of(ExitCode::invalid, [&] { git::submodule_url(base, url); }), "points above the root"));
    else
      CHECK(git::submodule_url(base, url) == full);
  }
}

TEST_CASE("URLs that read files of this machine, or run programs, are refused") {
  for (const char* const url : {"/etc", "file:///etc", "etc", "etc/x:y", "~/private"})
    for (const char* const base : {"https://host/super", "/srv/super", "file:///srv/super"}) {
      CAPTURE(url);
      const std::string error = error_of(ExitCode::invalid, [&] { git::submodule_url(base, url); });
      CHECK(says(error, fmt::format("the URL '{}' is a path on this machine", url)));
      CHECK(says(error, k_url_hint));
    }
  for (const char* const url : {"ext::sh -c 'touch x'", "--upload-pack=touch x", "-x", "fd::1",
                                "https://h/\nx", "ext://x/y", "", "../../../../../etc"}) {
    CAPTURE(url);
    CHECK_FALSE(error_of(ExitCode::invalid, [&] { git::submodule_url("https://host/super", url); }).empty());
  }
}

TEST_CASE("a repository cannot choose what is read on this machine") {
  Workshop shop;
  const std::string before = shop.repo.line({"rev-parse", "HEAD"});
  shop.forget_local_objects();
  for (const std::string& url :
       {shop.greet.path().string(), "file://" + shop.greet.path().string(), std::string("./crafted"),
        std::string("../repo/crafted"), "ext::sh -c touch% " + (shop.folder.path() / "ran").string(),
        std::string("--upload-pack=touch ran"), std::string("ssh://-oProxyCommand=touch ran/x")}) {
    CAPTURE(url);
    shop.repo.git({"config", "-f", ".gitmodules", "submodule.libs/greet.url", url});
    shop.repo.git({"commit", "-q", "-m", "crafted", ".gitmodules"});
    // A folder of the tree that looks like a repository and refers to other objects.
    if (url.ends_with("crafted"))
      fs::copy(shop.greet.path() / ".git", shop.repo.path() / "crafted", fs::copy_options::recursive);
    CHECK_THROWS_AS(shop.members(), Error);
    remove_tree(shop.repo.path() / "crafted");
    CHECK_FALSE(fs::exists(shop.folder.path() / "ran"));
    CHECK_FALSE(fs::exists("ran"));
  }
}

TEST_CASE("a link in the work tree instead of a submodule is not followed") {
  Workshop shop;
  shop.repo.git({"config", "-f", ".gitmodules", "submodule.libs/greet.url", "https://host.invalid/greet"});
  shop.repo.git({"commit", "-q", "-a", "-m", "elsewhere"});
  shop.forget_local_objects();
  make_folders(shop.repo.path() / "libs");
  shop.repo.link("libs/greet", shop.greet.path().string());
  CHECK_FALSE(shop.error(ExitCode::upstream).empty());
}

TEST_CASE("submodules whose paths point outside") {
  Workshop shop;
  for (const char* const name : {"../x", "a/../../x", "/etc", "..\\x", ".git/hooks", "a/.GIT"}) {
    CAPTURE(name);
    shop.repo.write(".gitmodules", fmt::format("[submodule \"{}\"]\n\tpath = libs/greet\n\turl = ../greet\n",
                                               std::string(name) == "..\\x" ? "..\\\\x" : name));
    shop.repo.git({"commit", "-q", "-a", "-m", "crafted"});
    CHECK(says(shop.error(), fmt::format(".gitmodules has a submodule with the unsafe name '{}'", name)));
  }
}

TEST_CASE("a .gitmodules that is not a plain configuration") {
  Workshop shop;
  shop.repo.write(".gitmodules", "[submodule \"x\"]\n\tpath = \"unclosed\n");
  shop.repo.git({"commit", "-q", "-a", "-m", "broken"});
  const std::string error = shop.error();
  CHECK(says(error, "cannot read .gitmodules of commit"));
  CHECK(says(error, "bad config line 2 in .gitmodules"));

  // Files that it includes are not read, and whether they exist is not revealed.
  const fs::path included = shop.folder.path() / "included";
  write_file_atomically(included, "[submodule \"libs/greet\"]\n\tpath = libs/greet\n\turl = ../greet\n");
  shop.repo.write(".gitmodules", "[include]\n\tpath = " + included.string() + "\n");
  shop.repo.git({"commit", "-q", "-a", "-m", "including"});
  CHECK(says(shop.error(), "does not name the submodule 'libs/greet'"));

  fs::remove(shop.repo.path() / ".gitmodules");
  shop.repo.link(".gitmodules", included.string());
  shop.repo.git({"commit", "-q", "-a", "-m", "a link"});
  CHECK(says(shop.error(), "is not a regular file"));
}

TEST_CASE("endless submodules are limited") {
  // Each commit has the previous commit as its submodules.
  const auto chain = [](Workshop& shop, int depth, int width) {
    GitFixture crafted(shop.folder.path() / "crafted");
    std::string modules;
    for (int i = 0; i < width; ++i)
      modules += fmt::format("[submodule \"{0}\"]\n\tpath = s{0}\n\turl = ../crafted\n", i);
    crafted.write(".gitmodules", modules);
    std::string id = crafted.commit("begin");
    for (int level = 0; level < depth; ++level) {
      for (int i = 0; i < width; ++i)
        crafted.git({"update-index", "--add", "--cacheinfo", fmt::format("160000,{},s{}", id, i)});
      crafted.git({"commit", "-q", "-m", "x"});
      id = crafted.line({"rev-parse", "HEAD"});
    }
    return error_of(ExitCode::invalid, [&] { shop.members(Repository::open(crafted.path())); });
  };
  Workshop shop;
  SUBCASE("deep") {
    CHECK(says(chain(shop, 12, 1), "submodules nested more than 10 levels deep"));
  }
  SUBCASE("wide") {
    CHECK(says(chain(shop, 5, 6), "more than 1000 submodules"));
  }
}

TEST_CASE("names that some file systems treat as .git") {
  for (const char* const name : {".git", ".GIT", ".Git ", ".git...", ".git::$INDEX_ALLOCATION", "git~1",
                                 "GIT~1.", ".g\u200cit", "\ufeff.git", ".git\\config"})
    CHECK_MESSAGE(git::is_dot_git(name), name);
  for (const char* const name :
       {".gitignore", ".gitmodules", "git", "git~2", "git~10", ".github", "x.git", ""})
    CHECK_MESSAGE(!git::is_dot_git(name), name);
}
