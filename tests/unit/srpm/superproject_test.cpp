// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/superproject.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "git/repository.hpp"
#include "support/errors.hpp"
#include "support/git_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

using Names = std::set<std::string>;

class DetailSink : public EventSink {
 public:
  std::vector<std::string> told;
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::detail || event.kind == Event::Kind::warning)
      told.push_back(event.subject);
  }
};

// The superproject product.git with the submodules repos/nova and repos/glance from beside it, at v1.
struct Workshop {
  TempDir folder{fs::temp_directory_path(), "srpm-test-"};
  std::shared_ptr<DetailSink> sink = std::make_shared<DetailSink>();
  Reporter reporter{sink};
  GitFixture nova{folder.path() / "nova"};
  GitFixture glance{folder.path() / "glance"};
  GitFixture product{folder.path() / "product.git"};

  Workshop() {
    for (const GitFixture* part : {&nova, &glance}) {
      part->write("file", part->path().string());
      part->commit("begin");
    }
    add("../nova", "repos/nova");
    add("../glance", "repos/glance");
    product.commit("two");
    product.git({"tag", "v1"});
  }

  void add(const std::string& url, const std::string& path) const {
    product.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, path});
  }
  /// A commit in a submodule's repository, recorded in the superproject.
  std::string update(const GitFixture& part, const std::string& path) const {
    part.write("file", "newer");
    const std::string id = part.commit("newer");
    product.git({"-C", path, "pull", "-q"});
    product.commit("newer " + path);
    return id;
  }

  config::Config config(const std::string& superprojects = "{ git: product.git }",
                        const std::string& packages = "{}") const {
    return config::parse(fmt::format("schema: 1\nproduct: altai\npackages: {}\nsuperprojects:\n  - {}\n",
                                     packages, superprojects),
                         folder.path() / "repos.yaml", {.folder = folder.path() / "hostbase"});
  }
  config::Config expanded(const std::string& superprojects = "{ git: product.git }",
                          const std::string& packages = "{}") {
    return srpm::with_superprojects(config(superprojects, packages), folder.path() / "mirrors", reporter);
  }
  std::string error(const std::string& superprojects, const std::string& packages = "{}") {
    return error_of(ExitCode::invalid, [&] { expanded(superprojects, packages); });
  }
  Names changed(const config::Config& of, const std::string& ref) {
    return srpm::packages_changed_since(of, ref, folder.path() / "mirrors", reporter);
  }
  std::string at(const std::string& name) const { return (folder.path() / name).string(); }
};

}  // namespace

TEST_CASE("a superproject's setting for GEAR rules applies to each of its packages") {
  Workshop shop;
  const auto rules = [&](const std::string& project) {
    return shop.expanded(project).packages.at("nova").recipe.gear;
  };
  CHECK(rules("{ git: product.git }") == config::Recipe::Rules::automatic);
  CHECK(rules("{ git: product.git, gear: never }") == config::Recipe::Rules::never);
}

TEST_CASE("each submodule of a superproject is a package at its recorded commit") {
  Workshop shop;
  const std::string id = shop.nova.line({"rev-parse", "HEAD"});
  shop.nova.write("file", "not recorded");
  shop.nova.commit("not recorded");
  for (const std::string& project :
       {std::string("{ git: product.git }"), "{ git: file://" + shop.at("product.git") + " }",
        std::string("{ git: product.git, ref: v1, under: repos/ }")}) {
    CAPTURE(project);
    const config::Config config = shop.expanded(project);
    REQUIRE(config.packages.size() == 2);
    const config::PackageSource& nova = config.packages.at("nova");
    CHECK(nova.name == "nova");
    CHECK(nova.git.ends_with(shop.at("nova")));
    CHECK(nova.ref == id);
    CHECK(nova.where.line == 5);
    CHECK(config.packages.at("glance").git.ends_with(shop.at("glance")));
  }
}

TEST_CASE("`only` and `except` select submodules by name or by path") {
  Workshop shop;
  shop.add("../nova", "repos/extra/nova-test");
  shop.add("../nova", "docs");
  shop.product.commit("four");
  const auto names = [&](const std::string& more) {
    Names found;
    for (const auto& [name, package] : shop.expanded("{ git: product.git, " + more + " }").packages) {
      found.insert(name);
      CHECK(package.submodule.ends_with(name));
    }
    return found;
  };
  CHECK(names("under: repos") == Names{"glance", "nova", "nova-test"});
  CHECK(names("under: repos, except: ['*-test']") == Names{"glance", "nova"});
  CHECK(names("except: [extra, docs]") == Names{"glance", "nova"});
  CHECK(names("under: repos, except: [extra/*]") == Names{"glance", "nova"});
  CHECK(names("under: repos, except: [repos/extra/]") == Names{"glance", "nova"});
  CHECK(names("except: ['**/nova-test', 'repos/n*']") == Names{"docs", "glance"});
  CHECK(names("only: ['nova*']") == Names{"nova", "nova-test"});
  CHECK(names("only: [repos], except: [nova]") == Names{"glance", "nova-test"});
  // Without `under`, a path is relative to the root; '*' does not match '/'.
  CHECK(names("except: ['extra/*', 'r*/nova-test']").contains("nova-test"));
  CHECK(names("only: ['repos/*'], except: ['repos/extra/*']") == Names{"glance", "nova"});
}

TEST_CASE("patterns that match no submodule are reported") {
  Workshop shop;
  CHECK(shop.expanded("{ git: product.git, except: [nowa] }").packages.size() == 2);
  CHECK(says(shop.sink->told.front(),
             "repos.yaml:5: `except` has 'nowa', but " + shop.at("product.git") + " has no such submodule"));
  const std::string error = shop.error("{ git: product.git, only: [nova, glanse] }");
  CHECK(says(error, "repos.yaml:5:38: error: `only` has 'glanse', but " + shop.at("product.git") +
                        " has no such submodule"));
  CHECK(says(error, "hint: it has repos/glance, repos/nova"));
  CHECK(says(shop.error("{ git: product.git, except: ['*'] }"),
             "`only` and `except` exclude every submodule of "));
}

TEST_CASE("all errors in submodules are reported together") {
  Workshop shop;
  shop.add("../nova", "more/nova");
  shop.add("../nova", "odd/x y");
  shop.product.commit("more");
  const std::string error = shop.error("{ git: product.git }");
  CHECK(says(error, "error: 2 errors in the submodules of " + shop.at("product.git")));
  CHECK(says(error, "two submodules would be the package 'nova'"));
  CHECK(says(error, "the last part of the submodule 'odd/x y' is 'x y'"));
  CHECK(shop.expanded("{ git: product.git, except: ['x y', more/nova] }").packages.size() == 2);
}

TEST_CASE("relative URLs are relative to url-base if it is set") {
  Workshop shop;
  CHECK(shop.expanded("{ git: product.git, url-base: 'https://git.example.org/altai/product.git' }")
            .packages.at("nova")
            .git == "https://git.example.org/altai/nova");
  fs::rename(shop.nova.path(), shop.at("elsewhere"));
  const std::string error = shop.error("{ git: product.git }");
  CHECK(says(error, "repos.yaml:5:5: error: the submodule 'repos/nova' is at " + shop.at("nova") +
                        ", which does not exist"));
  CHECK(says(error, "hint: '../nova' is relative to " + shop.at("product.git") +
                        ": set `url-base` to the URL that the superproject comes from"));
}

TEST_CASE("a package in repos.yaml replaces a submodule of that name") {
  Workshop shop;
  const config::Config config =
      shop.expanded("{ git: product.git }", "{ nova: { git: 'https://example.org/nova', ref: v9 } }");
  CHECK(config.packages.at("nova").ref == "v9");
  CHECK(config.packages.contains("glance"));
  REQUIRE(shop.sink->told.size() == 2);
  CHECK(shop.sink->told[1] ==
        "nova: using the package of repos.yaml, not the submodule repos/nova of " + shop.at("product.git"));
}

TEST_CASE("superprojects that make no packages") {
  Workshop shop;
  CHECK(says(shop.error("{ git: product.git, under: src }"), "has no submodule below 'src'"));
  CHECK(says(shop.error("{ git: product.git, under: src }"), "hint: it has repos/glance"));
  CHECK(says(shop.error("{ git: nova }"), "has no submodule\n"));
  CHECK(says(shop.error("{ git: product.git, ref: v2 }"), "hint: did you mean 'v1'?"));
  CHECK(says(shop.error("{ git: product.git/repos }"),
             "is not a git repository, but a folder inside the repository"));

  shop.add("../nova", "old/nova");
  shop.product.commit("nova twice");
  const std::string twice = shop.error("{ git: product.git }");
  CHECK(says(twice, "repos.yaml:5:5: error: two submodules would be the package 'nova'"));
  CHECK(says(twice, "old/nova of " + shop.at("product.git")));
  CHECK(says(twice, "repos/nova of " + shop.at("product.git")));
  CHECK(shop.expanded("{ git: product.git, under: repos }").packages.size() == 2);
  CHECK(shop.expanded("{ git: product.git }", "{ nova: { git: nova } }").packages.size() == 2);

  shop.add("../nova", "odd/x y");
  shop.product.commit("odd");
  CHECK(says(shop.error("{ git: product.git, under: odd }"),
             "the last part of the submodule 'odd/x y' is 'x y'"));
  shop.add(shop.at("nova"), "abs/nova");
  shop.product.commit("absolute");
  const std::string in_a_mirror = "{ git: file://" + shop.at("product.git") + ", under: abs }";
  CHECK(says(shop.error(in_a_mirror), "is a path on this machine"));
  // Submodules checked out in a work tree of the superproject are read from there.
  const auto package = shop.expanded("{ git: product.git, under: abs }").packages.at("nova");
  CHECK(
      git::Repository::at(package.git, package.ref, shop.folder.path() / "mirrors").resolve(package.ref).id ==
      shop.nova.line({"rev-parse", "HEAD"}));
}

TEST_CASE("packages with another recorded commit, and new ones, have changed") {
  Workshop shop;
  CHECK(shop.changed(shop.expanded(), "v1").empty());
  shop.update(shop.nova, "repos/nova");
  CHECK(shop.changed(shop.expanded(), "v1") == Names{"nova"});
  CHECK(shop.changed(shop.expanded("{ git: product.git, ref: v1 }"), "v1").empty());
  shop.add("../nova", "repos/added");
  shop.product.git({"rm", "-q", "-f", "repos/glance"});
  shop.product.commit("one more, one less");
  CHECK(shop.changed(shop.expanded(), "v1") == Names{"added", "nova"});
  CHECK(says(error_of(ExitCode::invalid, [&] { shop.changed(shop.expanded(), "v0"); }),
             "repos.yaml:5:5: error: the repository has no branch, tag or commit 'v0'"));
}

TEST_CASE("packages of other repositories change with their folder or their spec") {
  Workshop shop;
  GitFixture mono(shop.folder.path() / "mono");
  for (const char* const file : {"a/file", "b/file", "specs/b.spec"}) mono.write(file, "1");
  mono.commit("one");
  mono.git({"tag", "v1"});
  const std::string yaml =
      "{ a: { git: mono, subdir: a }, b: { git: mono, subdir: b, spec: specs/b.spec }, all: { git: mono },"
      " other: { git: nova }, made: { srpm: x-1-1.src.rpm } }";
  const auto since = [&](const std::string& ref) {
    config::Config config = shop.config("{ git: product.git }", yaml);
    config.superprojects.clear();
    return shop.changed(config, ref);
  };
  shop.nova.git({"tag", "v1"});
  CHECK(since("v1").empty());
  mono.write("specs/b.spec", "2");
  mono.commit("a spec");
  CHECK(since("v1") == Names{"all", "b"});
  mono.write("a/file", "2");
  mono.commit("a folder");
  CHECK(since("v1") == Names{"a", "all", "b"});
  CHECK(since("v1~0") == Names{"a", "all", "b"});

  shop.nova.git({"tag", "-d", "v1"});
  CHECK(since("v1") == Names{"a", "all", "b", "other"});
  CHECK(shop.sink->told.back() == "treating other as changed: its repository has no 'v1'");
  CHECK(says(error_of(ExitCode::invalid, [&] { since("v0"); }), "no branch, tag or commit 'v0'"));
}
