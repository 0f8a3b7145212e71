// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

std::string spec_with(const std::string& sources) {
  return small_spec(sources, "");
}

std::string content(Fixture& fixture, const std::string& name, const srpm::Request& request = {}) {
  return Fixture::member(fixture.make(request).path, name);
}

}  // namespace

TEST_CASE("sources are searched beside the spec, then in the root, then in the usual folders") {
  Fixture fixture(Files{{"SPECS/greet.spec", spec_with("Source1: a\n")}, {"SOURCES/a", "in SOURCES"}});
  CHECK(content(fixture, "a") == "in SOURCES");
  fixture.write("a", "at the root").commit();
  CHECK(content(fixture, "a") == "at the root");
  fixture.write("SPECS/a", "beside").commit();
  CHECK(content(fixture, "a") == "beside");
}

TEST_CASE("a path or URL is searched by its last component, a path first as a path") {
  Fixture fixture(Files{{"greet.spec", spec_with("Source0: https://example.org/x/greet-1.0.tar.gz\n"
                                                 "Source1: conf/app.conf\n"
                                                 "Source2: https://example.org/?get=#/data.bin\n"
                                                 "Patch0: https://example.org/fix.patch\n")},
                        {"greet-1.0.tar.gz", "not really a tar"},
                        {"conf/app.conf", "mine"},
                        {"app.conf", "another"},
                        {"data.bin", std::string("\0\1", 2)},
                        {"patches/fix.patch", "--- a\n"}});
  CHECK(content(fixture, "greet-1.0.tar.gz") == "not really a tar");
  CHECK(content(fixture, "app.conf") == "mine");
  CHECK(content(fixture, "data.bin") == std::string("\0\1", 2));
  CHECK(content(fixture, "fix.patch") == "--- a\n");
}

TEST_CASE("generated sources") {
  Fixture fixture(Files{{"greet.spec", spec_with("Source1: baseurl\n")}});
  CHECK(content(fixture, "baseurl", {.generated_sources = {{"baseurl", "https://example.org/\n"}}}) ==
        "https://example.org/\n");
  // The spec may read it while it is parsed.
  fixture.write("greet.spec", spec_with("Source1: baseurl\nURL: %(cat %{SOURCE1})\n")).commit();
  const auto srpm = fixture.make({.generated_sources = {{"baseurl", "https://example.org/"}}});
  CHECK_FALSE(srpm.cached);
}

TEST_CASE("missing sources are all reported with their lines") {
  Fixture fixture(Files{{"rpm/greet.spec", small_spec("Source0: %{name}-%{version}.tar.gz\n"
                                                      "Source1: https://example.org/app.conf\n"
                                                      "Patch: fix.patch\n"
                                                      "Source3: other.conf\n")},
                        {"deep/er/fix.patch", "x"}});
  const std::string error = fixture.error_of();
  CHECK(error.starts_with("rpm/greet.spec:7: error: 3 sources are neither in the tree nor in repos.yaml\n"));
  CHECK(says(error, "rpm/greet.spec:7: Source1: https://example.org/app.conf\n"));
  CHECK(says(error, "rpm/greet.spec:8: Patch0: fix.patch (the tree has deep/er/fix.patch"));
  CHECK(says(error, "rpm/greet.spec:9: Source3: other.conf\n"));
  CHECK(says(error,
             "hint: commit them beside the spec, or add the download to repos.yaml: sources: { app.conf: "
             "{ url: \"https://example.org/app.conf\", sha256: … } }"));

  fixture.write("rpm/greet.spec", small_spec("Source0: greet.zip\n", "")).commit();
  CHECK(says(fixture.error_of(),
             "rpm/greet.spec:6: error: Source0 greet.zip is neither in the tree nor in repos.yaml"));
  CHECK(says(fixture.error_of(),
             "hint: commit it beside the spec, or give it under `sources:` of the package"));
}

TEST_CASE("only the first source can be the tree's archive") {
  Fixture fixture(Files{{"greet.spec", small_spec("Source0: greet-1.0.tar.gz\nSource1: vendor.tar.gz\n")}});
  CHECK(says(fixture.error_of(), "Source1 vendor.tar.gz is neither in the tree nor in repos.yaml"));
}

TEST_CASE("links are followed only inside the tree") {
  Fixture fixture(Files{{"pkg/greet.spec", spec_with("Source1: a\n")},
                        {"pkg/a", "link:../common/a"},
                        {"common", "link:shared"},
                        {"shared/a", "the file"}});
  CHECK(content(fixture, "a") == "the file");

  for (const std::string target : {"/etc/shadow", "../../etc/shadow", "../../../../../../../../etc/shadow"}) {
    fixture.write("pkg/a", "link:" + target).commit();
    const std::string error = fixture.error_of();
    CHECK(says(error, "pkg/greet.spec:6: error: pkg/a points outside of the tree\n  6 | Source1: a\n"));
    CHECK(says(error, "pkg/a is a symbolic link to " + target));
    CHECK(says(error, "while Source1 of pkg/greet.spec"));
  }
  fixture.write("pkg/a", "link:b").write("pkg/b", "link:a").commit();
  const std::string error = fixture.error_of();
  CHECK(says(error, "pkg/greet.spec:6: error: pkg/a is a symbolic link in a cycle\n"));
  CHECK(says(error, "hint: replace one of the links with the file itself\n"));
}

TEST_CASE("two files with one name would be the same file in the package") {
  Fixture fixture(
      Files{{"greet.spec", spec_with("Source1: a/x\nSource2: b/x\nSource3: https://example.org/x\n")},
            {"a/x", "same\n"},
            {"b/x", "same\n"}});
  CHECK(content(fixture, "x") == "same\n");
  fixture.write("b/x", "other\n").commit();
  CHECK(says(fixture.error_of(),
             "greet.spec:7: error: a/x and b/x are different files, but both would be x in the package\n"
             "  7 | Source2: b/x\n"
             "hint: rename one of them: rpm uses the part after the last '/' as the file name\n"));
}

TEST_CASE("a source with an undefined macro in its name is never made from the tree") {
  Fixture fixture(Files{{"greet.spec", small_spec("Source0: %{forgename}.tar.gz\n")}});
  CHECK(
      says(fixture.error_of(),
           "greet.spec:6: error: Source is '%{forgename}.tar.gz', but the macro %forgename is not defined"));
}

TEST_CASE("a spec that is a link") {
  Fixture fixture(Files{{"greet.spec", "link:real/the.spec"}, {"real/the.spec", spec_with("")}});
  CHECK(fixture.make({.spec = "greet.spec"}).spec == "greet.spec");
  fixture.write("greet.spec", "link:/etc/passwd").commit();
  CHECK(says(fixture.error_of({.spec = "greet.spec"}), "points outside of the tree"));
}

TEST_CASE("sources with impossible names") {
  Fixture fixture(Files{{"greet.spec", spec_with("Source1: https://example.org/dir/\n")}});
  CHECK(says(fixture.error_of(), "Source1 (https://example.org/dir/) does not name a file"));
  fixture.write("greet.spec", spec_with("Source1: ..\n")).commit();
  CHECK(says(fixture.error_of(), "Source1 (..) does not name a file"));
  fixture.write("greet.spec", spec_with("Source1: greet.spec\n")).commit();
  CHECK(says(fixture.error_of(), "has the same file name as the spec"));
}

TEST_CASE("a NoSource file") {
  Fixture fixture(Files{{"greet.spec", spec_with("Source1: huge.bin\nNoSource: 1\n")}, {"huge.bin", "x"}});
  const auto srpm = fixture.make();
  CHECK(srpm.file_name == "greet-1.0-1.nosrc.rpm");
  CHECK(Fixture::members(srpm.path).size() == 2);
}

TEST_CASE("files that an archive cannot contain are reported") {
  Fixture fixture(Files{{"greet.spec", small_spec()}});
  fixture.git(
      {"update-index", "--add", "--cacheinfo", "160000,0123456789012345678901234567890123456789,sub"});
  fixture.git({"-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "x"});
  srpm::Request without;
  without.recipe.submodules = false;
  fixture.make(without);
  REQUIRE(fixture.warnings().size() == 1);
  CHECK(fixture.warnings()[0] == "greet-1.0.tar.gz does not contain the submodule sub");
  const auto told = std::exchange(fixture.warnings(), {});
  CHECK(fixture.make(without).cached);
  CHECK(fixture.warnings() == told);  // also when the archive is reused
  CHECK(says(fixture.error_of(), "does not name the submodule 'sub'"));
}

TEST_CASE("a spec sees the files it reads while it is parsed") {
  // They are not sources, so it is an error, which names the files that the spec read.
  const auto version_of = [](const Files& files, const std::string& command) {
    Files all = files;
    std::string spec = spec_with("");
    spec.replace(spec.find("1.0"), 3, "%(" + command + " 2>/dev/null || echo 0)");
    all["rpm/greet.spec"] = spec;
    Fixture fixture(all);
    const std::string error = fixture.error_of();
    const std::string before = "Version is 0 instead of ";
    REQUIRE(says(error, before));
    return error.substr(error.find(before) + before.size(), 3);
  };
  CHECK(version_of({{"VERSION", "2.5\n"}}, "cat VERSION") == "2.5");
  CHECK(version_of({{"rpm/VERSION", "2.6\n"}}, "cat %{_specdir}/VERSION") == "2.6");
  CHECK(version_of({{"rpm/VERSION", "2.7\n"}}, "cat %{_sourcedir}/VERSION") == "2.7");
  CHECK(version_of({{"src/VERSION", "2.8\n"}}, "cat src/VERSION") == "2.8");
  CHECK(version_of({{"version.sh", "run:#!/bin/sh\ncat lib/deep/v\n"}, {"lib/deep/v", "2.9\n"}},
                   "./version.sh") == "2.9");
  CHECK(version_of({{"VERSION", "link:src/v"}, {"src/v", "3.0\n"}}, "cat VERSION") == "3.0");
}

TEST_CASE("included files and sources are read from the tree") {
  Fixture fixture(Files{{"greet.spec", "%include %{_sourcedir}/more.inc\n" +
                                           small_spec("Source1: extra.inc\nSource2: more.inc\n"
                                                      "%include %{SOURCE1}\n",
                                                      "")},
                        {"more.inc", "%global answer %{lua:print('42')}\n"},
                        {"extra.inc", "BuildRequires: deep-thought = %{answer}\n"}});
  CHECK(fixture.make().info.build_requires == std::vector<std::string>{"deep-thought = 42"});
  fixture.write("greet.spec", small_spec("%include nowhere.inc\n")).commit();
  CHECK(says(fixture.error_of(), "Unable to open nowhere.inc"));
}

TEST_CASE("git is not available while a spec is parsed, and the error says so") {
  std::string spec = small_spec();
  spec.replace(spec.find("1.0"), 3, "%(git describe --tags)");
  Fixture fixture(Files{{"greet.spec", spec}});
  const std::string error = fixture.error_of();
  CHECK(says(error, "greet.spec:2: error: the spec does not parse: Empty tag: Version"));
  CHECK(says(error, "hint: git does not work while a spec is parsed"));
}

TEST_CASE("a warning if packaging alone is archived instead of an external source") {
  const Files packaging = {
      {"greet.spec", small_spec("Source0: https://example.org/%{name}-%{version}.tar.gz\n"
                                "Source1: greet.conf\nPatch1: mend.patch\n")},
      {"greet.conf", "x"},
      {"mend.patch", "x"},
      {"README.md", "x"},
      {".gitignore", "x"}};
  Fixture fixture(packaging);
  const auto made = fixture.make();
  const std::string warning =
      "greet.spec:6: Source0 is made from this commit, which contains only packaging; to use "
      "https://example.org/greet-1.0.tar.gz, write in repos.yaml: sources: { greet-1.0.tar.gz: { url: "
      "\"https://example.org/greet-1.0.tar.gz\", sha256: … } }";
  CHECK(made.warnings == std::vector<std::string>{warning});

  // With a file of its own, it is a project.
  Files project = packaging;
  project["greet.c"] = "x";
  Fixture with_code(project);
  CHECK(with_code.make().warnings.empty());

  // Only packaged files count, and a source that is not a URL is the tree.
  Files folder = {{"other.c", "x"}};
  for (const auto& [name, text] : packaging) folder["greet/" + name] = text;
  Fixture below(folder);
  CHECK(below.make().warnings.empty());
  CHECK(below.make({.subdir = "greet"}).warnings.size() == 1);
  Fixture own(Files{{"greet.spec", small_spec()}});
  CHECK(own.make().warnings.empty());
}

TEST_CASE("a warning if the tree is packaged instead of another project's URL") {
  const auto warnings_of = [](const std::string& url, Files files = {}) {
    files["specs/greet.spec"] = small_spec("Source0: " + url + "\n");
    files["update.sh"] = "x";
    Fixture fixture(files);
    return fixture.make({.spec = "specs/greet.spec"}).warnings;
  };
  const auto other =
      warnings_of("https://github.com/org/fruit/archive/v%{version}.tar.gz#/%{name}-%{version}.tar.gz");
  REQUIRE(other.size() == 1);
  CHECK(says(other.front(),
             "specs/greet.spec:6: Source0 is made from this commit, but the URL is of fruit, a name that "
             "neither the package nor the repository (repo) has; to use "
             "https://github.com/org/fruit/archive/v1.0.tar.gz#/greet-1.0.tar.gz"));
  // No warning: the project itself, a fork with another name, a name with a prefix, an address without a
  // project.
  for (const char* const own :
       {"https://github.com/org/%{name}/archive/v%{version}/%{name}-%{version}.tar.gz",
        "https://github.com/org/greet-ng/archive/v1.0.tar.gz#/%{name}-%{version}.tar.gz",
        "https://example.org/dist/libgreet-1.0.tar.gz", "https://example.org/releases/1.0.tar.gz",
        "https://github.com/org/repo/archive/v1.0.tar.gz"}) {
    CAPTURE(own);
    CHECK(warnings_of(own).empty());
  }
}

TEST_CASE("a warning if specs of other projects are beside a spec whose source is a URL") {
  const auto warnings_of = [](const std::string& path, const std::string& source,
                              const std::string& subdir = "") {
    std::string other = small_spec("Source0: " + source + "\n");
    other.replace(other.find("greet"), 5, "fruit");
    Fixture fixture(
        Files{{"a/greet.spec",
               small_spec("Source0: https://example.org/greet-project/archive/v%{version}.tar.gz\n")},
              {path, other},
              {"update.sh", "x"},
              {"a/x", "x"}});
    return fixture.make({.spec = "a/greet.spec", .subdir = subdir}).warnings;
  };
  const std::string elsewhere = "https://example.org/%{name}-project/archive/v%{version}.tar.gz";
  const auto warnings = warnings_of("a/fruit.spec", elsewhere);
  REQUIRE(warnings.size() == 1);
  CHECK(says(warnings.front(),
             "Source0 is made from this commit, which also contains specs of other projects (a/fruit.spec)"));
  CHECK(warnings_of("b/fruit.spec", elsewhere).size() == 1);
  CHECK(warnings_of("b/fruit.spec", elsewhere, "a").empty());
  CHECK(warnings_of("a/fruit.spec", "https://example.org/greet-project/archive/%{name}.tar.gz").empty());
  CHECK(warnings_of("a/fruit.spec", "%{name}-%{version}.tar.gz").empty());
  CHECK(warnings_of("a/third/party/fruit.spec", elsewhere).empty());
}

TEST_CASE("if a source is a broken link, the tree is not packaged instead") {
  const std::string sha256(64, 'a');
  const std::string annexed =
      ".git/annex/objects/x/y/SHA256E-s1--" + sha256 + ".tar.gz/SHA256E-s1--" + sha256 + ".tar.gz";
  Fixture fixture(Files{{"greet.spec", small_spec("Source0: https://example.org/greet-1.0.tar.gz\n")},
                        {"greet-1.0.tar.gz", "link:" + annexed}});
  CHECK(fixture.error_of() ==
        "greet.spec:6: error: Source0 greet-1.0.tar.gz is a symbolic link to a file that is not in the tree\n"
        "  6 | Source0: https://example.org/greet-1.0.tar.gz\n"
        "  greet-1.0.tar.gz points to " +
            annexed +
            "\n  while Source0 of greet.spec\nhint: git-annex does not store content in commits: add the "
            "download to repos.yaml: sources: { "
            "greet-1.0.tar.gz: { url: \"https://example.org/greet-1.0.tar.gz\", sha256: " +
            sha256 + " } }\n");
  fixture.write("greet-1.0.tar.gz", "link:nowhere").commit();
  CHECK(says(
      fixture.error_of(),
      "greet-1.0.tar.gz points to nowhere\n  while Source0 of greet.spec\nhint: commit the file itself\n"));
}
