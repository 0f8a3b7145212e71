// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <algorithm>

#include "core/error.hpp"
#include "unit/audit/fixture.hpp"

using namespace rpmworks;
using Texts = std::vector<std::string>;

namespace {

Texts releases_with(const audit::Index& index, const std::string& name) {
  return test::short_answers(index, audit::answer(index, {{audit::Kind::package, name}}, 0, {}, false));
}

bool has_note(const test::Notes& notes, const std::string& part) {
  return std::ranges::any_of(notes.texts,
                             [&](const auto& text) { return text.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("an unchanged release is not read again, a changed one is") {
  test::Releases releases;
  auto manifest = test::example_manifest();
  auto one = releases.add("1.0", manifest);
  auto two = releases.add("1.1", manifest);
  const Texts both{"package greet-doc-1.0-1.noarch 1.0,1.1: greet-doc-1.0-1.noarch"};
  CHECK(releases_with(releases.open({two, one}), "greet-doc") == both);
  const auto before = read_file(releases.file());
  CHECK(releases_with(releases.open({one, two}), "greet-doc") == both);
  manifest.packages.erase(manifest.packages.begin() + 1);
  releases.add("1.1", manifest);
  CHECK(releases_with(releases.open({one, two}), "greet-doc") ==
        Texts{"package greet-doc-1.0-1.noarch 1.0: greet-doc-1.0-1.noarch"});
  CHECK(read_file(releases.file()) != before);
  // Only the places of the question count, although the index has both.
  CHECK(releases_with(releases.open({two}), "greet-doc").empty());
  CHECK(releases.notes->texts.empty());
}

TEST_CASE("a package that releases share is in the index once") {
  test::Releases releases;
  std::vector<audit::Place> places;
  for (const char* const name : {"1.0", "1.1", "1.2"})
    places.push_back(releases.add(name, test::example_manifest()));
  const auto index = releases.open(places);
  const auto answer = audit::answer(index, {{audit::Kind::package, "*"}}, 0, {}, false);
  REQUIRE(answer.found.size() == 3);
  CHECK(answer.found[0].package->nevra.str() == "greet-2:1.0-1.src");
  CHECK(answer.found[1].package->nevra.str() == "greet-2:1.0-1.x86_64");
  CHECK(answer.found[1].holders.size() == 3);
  CHECK(answer.found[1].package->file == "packages/greet-1.0-1.x86_64.rpm");
}

TEST_CASE("an index that is damaged, of another version or not an index is made again") {
  test::Releases releases;
  const auto place = releases.add("1.0", test::example_manifest());
  const Texts expected{"package greet-doc-1.0-1.noarch 1.0: greet-doc-1.0-1.noarch"};
  CHECK(releases_with(releases.open({place}), "greet-doc") == expected);
  const std::string good = read_file(releases.file());
  const auto with = [&](const std::string& bytes, const std::string& note) {
    replace_file(releases.file(), bytes);
    releases.notes->texts.clear();
    Texts found;
    audit::with_index(releases.files(), {place}, {}, 1, releases.reporter,
                      [&](const audit::Index& index) { found = releases_with(index, "greet-doc"); });
    CHECK(found == expected);
    CAPTURE(releases.notes->texts.size());
    CHECK(has_note(*releases.notes, note));
  };
  with("not a database", "is made again, because");
  with(good.substr(0, 4096), "is made again, because");
  with("", "is made again, because it is not an index of rpmworks audit");
  std::string other = good;
  other[63] = static_cast<char>(other[63] + 1);  // user_version
  with(other, "is made again, because it is of version 2");
  std::string torn = good;
  std::fill(torn.begin() + 4096, torn.end(), '\x55');
  with(torn, "is made again, because");
}

TEST_CASE("without a place for it, the index is made in memory") {
  test::Releases releases;
  const auto place = releases.add("1.0", test::example_manifest());
  write_new_file(releases.folder.path() / "state", "a file, not a folder");
  const auto index = releases.open({place});
  CHECK(releases_with(index, "greet-doc").size() == 1);
  CHECK(has_note(*releases.notes, "the index cannot be kept in"));
  CHECK(has_note(*releases.notes, "in memory"));
}

TEST_CASE("a removed release leaves the index") {
  test::Releases releases;
  const auto one = releases.add("1.0", test::example_manifest());
  const auto two = releases.add("1.1", test::example_manifest());
  releases.open({one, two});
  fs::remove_all(one.folder);
  CHECK_THROWS_AS(releases.open({one, two}), Error);
  const auto three = releases.add("1.2", test::example_manifest());
  CHECK(releases_with(releases.open({two, three}), "greet-doc") ==
        Texts{"package greet-doc-1.0-1.noarch 1.1,1.2: greet-doc-1.0-1.noarch"});
}

TEST_CASE("a manifest that cannot be read is an error with its position, and the index stays") {
  test::Releases releases;
  const auto one = releases.add("1.0", test::example_manifest());
  releases.open({one});
  const auto two = releases.add("1.1", test::example_manifest());
  replace_file(two.manifest_file, "{\n  nonsense");
  try {
    releases.open({one, two});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::invalid);
    CHECK(error.where()->file == two.manifest_file.string());
    CHECK(error.where()->line == 2);
  }
  CHECK(releases_with(releases.open({one}), "greet-doc").size() == 1);
}

TEST_CASE("places that are not on this machine come with their manifest") {
  test::Releases releases;
  auto manifest = test::example_manifest();
  const audit::Place place{.name = "https://acme.example/1.0",
                           .key = "https://acme.example/1.0",
                           .manifest_file = {},
                           .folder = {},
                           .manifest = std::make_shared<const manifest::Manifest>(manifest),
                           .manifest_sha256 = std::string(64, '7')};
  const auto index = releases.open({place}, {.files = true, .advisories = true});
  CHECK(releases_with(index, "greet-doc") ==
        Texts{"package greet-doc-1.0-1.noarch https://acme.example/1.0: greet-doc-1.0-1.noarch"});
  REQUIRE(index.gaps().size() == 2);
  CHECK(index.gaps()[0] ==
        "the files of 3 packages are not known, because the packages are not on this machine");
  CHECK(index.gaps()[1] ==
        "the advisories in the metadata of https://acme.example/1.0 were not read, because the metadata is "
        "not on this machine");
}
