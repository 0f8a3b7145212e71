// SPDX-License-Identifier: GPL-3.0-or-later
// Collections of a store filled by builds.
#include "store/collect.hpp"

#include <doctest/doctest.h>

#include "buildplan/record_kinds.hpp"
#include "buildroot/record_kinds.hpp"
#include "builtin/record_kinds.hpp"
#include "schedule/record_kinds.hpp"
#include "srpm/record_kinds.hpp"
#include "unit/schedule/fake_engine.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

store::Kinds all_kinds() {
  store::Kinds all = store::record_kinds();
  for (const auto& kinds : {srpm::record_kinds(), buildroot::record_kinds(), buildplan::record_kinds(),
                            builtin::record_kinds(), schedule::record_kinds()})
    all.insert(all.end(), kinds.begin(), kinds.end());
  return all;
}

// A copy of the product's store: `p` still uses the original, and a store in use cannot be collected.
fs::path copy_of_store(const Product& p) {
  const fs::path copy = p.folder.path() / "copy";
  remove_tree(copy);
  fs::copy(p.store.folder(), copy, fs::copy_options::recursive);
  fs::permissions(copy, fs::perms(0700));
  return copy;
}

}  // namespace

TEST_CASE("a collection of a product's store removes nothing that the next run uses") {
  Product p;
  p.add("lib", {"make"});
  p.add("app", {"lib-devel", "gcc"});
  p.build();
  p.change("app", "new source");
  p.build();
  const fs::path store = copy_of_store(p);
  const store::Removal plan = store::plan_removal(store, all_kinds());
  CHECK(plan.records.empty());
  // The source packages, whose records lib/srpm writes in a real run; here no record refers to all of them.
  for (const auto& item : plan.blobs) {
    const std::string text = read_file(item.file);
    CHECK((text.starts_with("source of ") || text == "new source"));
  }
  store::remove(plan);
  // All results still exist and are complete.
  for (const auto& blob : store::reachable(store, all_kinds())) {
    const fs::path file = store / "blobs" / blob.substr(0, 2) / blob.substr(2);
    CHECK(digest_of_file(file) == blob);
  }
  for (const auto& result : p.build()) {
    CHECK(result.cached);
    for (const auto& artifact : result.packages)
      CHECK(fs::exists(store / "blobs" / artifact.sha256.substr(0, 2) / artifact.sha256.substr(2)));
  }
}

TEST_CASE("a collection knows the kinds of all records of a run") {
  Product p;
  p.add("lib", {"make"});
  p.add("app", {"lib-devel", "gcc"});
  p.build();
  p.build();
  std::set<std::string> known;
  for (const auto& kind : all_kinds()) known.insert(store::folder_of_kind(kind.name, kind.version));
  std::set<std::string> seen;
  store::for_each_record(p.store.folder(), [&](const store::StoredRecord& record) {
    CHECK(known.contains(record.folder));
    seen.insert(record.folder);
  });
  CHECK(seen.contains("build"));
  CHECK(seen.contains("plan"));
}

TEST_CASE("a log that is damaged in the store is not copied to the user: the package is built again") {
  Product p;
  p.add("app");
  const auto first = p.build();
  const fs::path log = p.store.blob(digest_of_file(first[0].folder / "build.log"));
  fs::permissions(log, fs::perms(0644));
  write_file_atomically(log, "damaged");
  remove_tree(p.workspace.results());
  const auto second = p.build();
  CHECK(p.engine.built == Names{"app"});
  CHECK(read_file(second[0].folder / "build.log") != "damaged");
}
