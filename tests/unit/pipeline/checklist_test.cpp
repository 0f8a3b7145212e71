// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/checklist.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "unit/product/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::pipeline;
using namespace rpmworks::product;

namespace {

const ChecklistItem& item(const std::vector<ChecklistItem>& items, const std::string& kind) {
  const auto found = std::ranges::find(items, kind, &ChecklistItem::kind);
  REQUIRE(found != items.end());
  return *found;
}

}  // namespace

TEST_CASE("sections must take the packages of every target that has some") {
  test::ProductFixture product;
  product.add("one");
  product.settings =
      "keys: { k: { homedir: gnupg } }\n"
      "targets:\n  a: { buildroot: { repos: [hostbase] } }\n  b: { buildroot: { repos: [hostbase] } }\n"
      "release:\n  sections:\n    packages: { from: builds, sign: k, target: a }\n"
      "    sources: { from: srpms, sign: k, target: a }\n";
  product.packages = "  one: { git: one, targets: [a] }\n";
  product::Session only_a = product.open();
  CHECK(item(checklist(only_a), "release").ok);
  only_a.lock.reset();

  product.packages = "  one: { git: one }\n";
  product::Session both = product.open();
  const ChecklistItem refused = item(checklist(both), "release");
  CHECK_FALSE(refused.ok);
  CHECK(refused.detail.find("b") != std::string::npos);
}

TEST_CASE("paths in the base of a release must exist") {
  test::ProductFixture product;
  product.add("one");
  const fs::path folder = product.folder.path();
  fs::create_directory(folder / "root");
  write_file_atomically(folder / "rpmdb", "");
  product.settings =
      "keys: { k: { homedir: gnupg } }\n"
      "release:\n  base: [{ root: root }, { rpmdb: rpmdb }, { manifest: m.json }, { root: rpmdb }, { "
      "manifest: "
      "root }]\n  sections: { packages: { from: builds, sign: k }, sources: { from: srpms, sign: k } }\n";
  product::Session session = product.open();
  std::vector<ChecklistItem> base;
  for (const auto& item : checklist(session))
    if (item.kind == "base") base.push_back(item);
  REQUIRE(base.size() == 5);
  CHECK(base[0].ok);
  CHECK(base[0].name == (folder / "root").string());
  CHECK(base[0].detail == "an installed root");
  CHECK(base[1].ok);
  CHECK(base[1].detail == "an rpm database");
  CHECK_FALSE(base[2].ok);
  CHECK(base[2].name == (folder / "m.json").string());
  CHECK(base[2].detail == "it does not exist");
  CHECK(base[2].hint ==
        "correct the path in `release.base`; relative paths start at the folder of repos.yaml");
  REQUIRE(base[2].notes.size() == 1);
  CHECK(base[2].notes[0].ends_with("repos.yaml:7"));
  CHECK_FALSE(base[3].ok);
  CHECK(base[3].detail == "it is not a folder");
  CHECK_FALSE(base[4].ok);
  CHECK(base[4].detail == "it is not a file");
}

TEST_CASE("a superproject that cannot be fetched is one item, and the other checks run") {
  test::ProductFixture product;
  product.add("one");
  product::Session session = product.open();
  session.lock.reset();
  product.settings = "superprojects: [ { git: nowhere } ]\n";
  write_file_atomically(product.folder.path() / "repos.yaml",
                        "schema: 1\nproduct: p\npackages:\n" + product.packages + product.settings);
  product::Session broken{.config = product::config_at(product.locations().config, session.workspace),
                          .workspace = session.workspace,
                          .store = product::store_of(session.workspace),
                          .reporter = product.reporter};
  const auto items = checklist(broken);
  CHECK_FALSE(item(items, "superproject").ok);
  CHECK(item(items, "package").name == "one");
}
