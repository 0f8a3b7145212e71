// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/checklist.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "fixture.hpp"

using namespace rpmworks;
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
  Session only_a = product.open();
  CHECK(item(checklist(only_a), "release").ok);
  only_a.lock.reset();

  product.packages = "  one: { git: one }\n";
  Session both = product.open();
  const ChecklistItem refused = item(checklist(both), "release");
  CHECK_FALSE(refused.ok);
  CHECK(refused.detail.find("b") != std::string::npos);
}

TEST_CASE("a superproject that cannot be fetched is one item, and the other checks run") {
  test::ProductFixture product;
  product.add("one");
  Session session = product.open();
  session.lock.reset();
  product.settings = "superprojects: [ { git: nowhere } ]\n";
  write_file_atomically(product.folder.path() / "repos.yaml",
                        "schema: 1\nproduct: p\npackages:\n" + product.packages + product.settings);
  Session broken{.config = config_at(product.locations().config, session.workspace),
                 .workspace = session.workspace,
                 .store = store_of(session.workspace),
                 .reporter = product.reporter};
  const auto items = checklist(broken);
  CHECK_FALSE(item(items, "superproject").ok);
  CHECK(item(items, "package").name == "one");
}
