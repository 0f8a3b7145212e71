// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <algorithm>

#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

std::string spec_of(const std::string& name) {
  std::string text = small_spec();
  text.replace(text.find("greet"), 5, name);
  return text;
}

Files monorepo() {
  return {{"cli/cli.spec", spec_of("cli")},
          {"cli/main.c", "c"},
          {"lib/lib.spec", spec_of("lib")},
          {"deep/er/far.spec", spec_of("far")},
          {"README", "x"}};
}

std::vector<std::string> specs_of(const std::vector<srpm::Request>& requests) {
  std::vector<std::string> specs;
  for (const auto& request : requests) specs.push_back(request.spec);
  return specs;
}

}  // namespace

TEST_CASE("a repository of several packages gives a source package for each of the nearest specs") {
  Fixture fixture(monorepo());
  const auto srpms = fixture.make_each();
  REQUIRE(srpms.size() == 2);
  CHECK(srpms[0].file_name == "cli-1.0-1.src.rpm");
  CHECK(srpms[1].file_name == "lib-1.0-1.src.rpm");
  // Each contains the whole repository in a folder of its own name, although the tree was read once.
  for (const auto& srpm : srpms) {
    const auto members = Fixture::listing(srpm.path, srpm.name + "-1.0.tar.gz");
    CHECK(std::ranges::find(members, srpm.name + "-1.0/cli/main.c") != members.end());
    CHECK(std::ranges::find(members, srpm.name + "-1.0/README") != members.end());
  }
  // The same as if made alone.
  Fixture other(monorepo());
  CHECK(other.make({.spec = "lib/lib.spec"}).sha256 == srpms[1].sha256);
}

TEST_CASE("packages of a repository are selected by path or by name, and may package their own folder") {
  Fixture fixture(monorepo());
  const auto repository = git::Repository::open(fixture.work_tree());
  const auto chosen = [&](const srpm::SpecChoice& choice) {
    return srpm::requests_per_spec(repository, {}, choice, Reporter::silent());
  };
  CHECK(specs_of(chosen({.paths = {"cli/cli.spec"}, .names = {"far", "cli"}})) ==
        std::vector<std::string>{"cli/cli.spec", "deep/er/far.spec"});
  const auto own = chosen({.names = {"far"}, .own_folder = true});
  CHECK(own.front().subdir == "deep/er");
  CHECK(error_of(ExitCode::invalid, [&] { chosen({.names = {"cly"}}); }) ==
        "error: there is no folder cly, no cly.spec in the tree, and no repos.yaml with such a package\n"
        "hint: did you mean cli?\n");
}

TEST_CASE("a folder below the root means the specs in it") {
  Files files = monorepo();
  files["root.spec"] = spec_of("root");
  Fixture fixture(files);
  const auto repository = git::Repository::open(fixture.work_tree());
  std::vector<std::string> notes;
  struct Sink : EventSink {
    explicit Sink(std::vector<std::string>& into) : m_into(into) {}
    void on_event(const Event& event) override { m_into.push_back(event.subject); }
    std::vector<std::string>& m_into;
  };
  Reporter reporter(std::make_shared<Sink>(notes));
  const auto chosen = [&](const srpm::SpecChoice& choice, const srpm::Request& request = {}) {
    notes.clear();
    return srpm::requests_per_spec(repository, request, choice, reporter);
  };
  const auto inner = chosen({.folder = "deep"});
  CHECK(specs_of(inner) == std::vector<std::string>{"deep/er/far.spec"});
  CHECK(inner.front().subdir.empty());
  REQUIRE(notes.size() == 2);
  CHECK(notes[0] == "using deep/er/far.spec of deep/; `rpmworks srpm " + fixture.work_tree().string() +
                        "` makes root.spec");
  CHECK(says(notes[1], "rpmworks packages the root of the repository"));
  CHECK(chosen({.folder = "deep", .own_folder = true}).front().subdir == "deep/er");
  CHECK(notes.size() == 1);
  // Without a spec in it, or with selected specs, it behaves as before.
  CHECK(specs_of(chosen({.folder = "de"})) == std::vector<std::string>{"root.spec"});
  CHECK(specs_of(chosen({.names = {"lib"}, .folder = "cli"})) == std::vector<std::string>{"lib/lib.spec"});
  CHECK(specs_of(chosen({.folder = "deep"}, {.subdir = "cli"})) == std::vector<std::string>{"cli/cli.spec"});

  // In the folder of the only spec, nothing is reported.
  Fixture single(Files{{"rpm/one.spec", spec_of("one")}});
  notes.clear();
  CHECK(specs_of(srpm::requests_per_spec(git::Repository::open(single.work_tree()), {}, {.folder = "rpm"},
                                         reporter)) == std::vector<std::string>{"rpm/one.spec"});
  CHECK(notes.empty());
}

TEST_CASE("every package that cannot be made is reported") {
  Files files = monorepo();
  files["cli/cli.spec"].insert(0, "Lisence: MIT\n");
  files["lib/lib.spec"].insert(0, "Source1: nowhere.conf\n");
  Fixture fixture(files);
  const std::string error = error_of(ExitCode::invalid, [&] { fixture.make_each(); });
  CHECK(says(error, "2 of 2 source packages cannot be made"));
  CHECK(says(error, "cli/cli.spec"));
  CHECK(says(error, "nowhere.conf"));
}

TEST_CASE("the error for one of several packages mentions the others") {
  Files files = monorepo();
  files["lib/lib.spec"].insert(0, "Source1: nowhere.conf\n");
  Fixture fixture(files);
  CHECK(error_of(ExitCode::invalid, [&] { fixture.make_each(); }) ==
        "lib/lib.spec:1: error: Source1 nowhere.conf is neither in the tree nor in repos.yaml\n"
        "  1 | Source1: nowhere.conf\n"
        "  this one of 2 source packages cannot be made: select the ones you want with --spec FILE\n"
        "hint: commit it beside the spec, or give it under `sources:` of the package in repos.yaml\n");
}

TEST_CASE("a package of a configuration uses the spec of its name") {
  Fixture fixture(monorepo());
  CHECK(fixture.make({.name = "lib"}).spec == "lib/lib.spec");
  CHECK(says(fixture.error_of({.name = "other"}), "2 specs match"));
}

TEST_CASE("stored archives are reused for other targets of the same commit") {
  Fixture fixture(Files{{"greet.spec", small_spec()}, {"main.c", "c"}, {"link", "link:main.c"}});
  const auto sources_of = [&](const std::string& dist, const std::string& subdir = "") {
    srpm::Request request{.keep_archives = true};
    request.macros["dist"] = dist;
    request.subdir = subdir;
    const auto srpm = fixture.make(request);
    CHECK_FALSE(srpm.cached);
    return Fixture::members(srpm.path);
  };
  const auto archives = [&] {
    const fs::path kept = fixture.store().folder() / "records/tree-archive";
    return fs::exists(kept) ? std::distance(fs::recursive_directory_iterator(kept), {}) : 0;
  };
  const auto first = sources_of(".el8");
  const auto one = archives();
  CHECK(one > 0);
  CHECK(sources_of(".el9") == first);
  CHECK(archives() == one);
  CHECK(Fixture::listing(fixture.make({.keep_archives = true}).path, "greet-1.0.tar.gz").size() == 4);

  // The reused archive equals a new one.
  const std::string copied = fixture.make({.macros = {{"dist", ".el9"}}}).sha256;
  fs::remove_all(fixture.store().folder() / "records");
  CHECK(fixture.make({.macros = {{"dist", ".el9"}}}).sha256 == copied);
  CHECK(archives() == 0);
  sources_of(".el8");

  // A damaged archive is made again.
  for (const auto& blob : fs::recursive_directory_iterator(fixture.store().folder() / "blobs"))
    if (blob.is_regular_file() && read_file(blob.path()).starts_with("\x1f\x8b")) {
      fs::permissions(blob.path(), fs::perms(0644));
      write_file_atomically(blob.path(), "damaged");
    }
  CHECK(sources_of(".el10") == first);

  // Without the option nothing is stored.
  fixture.write("main.c", "d").commit();
  fixture.make();
  CHECK(archives() == one);
}
