// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/prune_store.hpp"

#include <doctest/doctest.h>

#include <map>

#include "core/digest.hpp"
#include "store/collect.hpp"
#include "store/store.hpp"
#include "support/errors.hpp"

using namespace rpmworks;
using pipeline::prune_store;

namespace {

constexpr std::chrono::hours k_month{30 * 24};

struct Fixture {
  TempDir folder{fs::temp_directory_path(), "prune-store-"};
  store::Workspace workspace{
      .root = folder.path(), .cache = folder.path() / "cache", .store_folder = folder.path() / "store"};

  // Each puts a record and its blob.
  std::string put_metadata(const std::string& bytes) const {
    return put("repodata", bytes, R"({"repomd":"x","files":[{"name":"primary.xml","sha256":")", "\"}]}");
  }
  std::string put_signed(const std::string& bytes) const {
    return put("signature", bytes, R"({"start":"00","signed":")", "\"}");
  }
  std::string put(const std::string& kind, const std::string& bytes, const std::string& before,
                  const std::string& after) const {
    store::Store store(workspace.store_folder);
    std::string blob = store.put_bytes(bytes);
    store.put_record(kind, sha256(bytes), before + blob + after);
    return blob;
  }
  // All files are that old.
  void age(std::chrono::hours by) const {
    for (const auto& entry : fs::recursive_directory_iterator(workspace.store_folder))
      if (entry.is_regular_file()) fs::last_write_time(entry, fs::file_time_type::clock::now() - by);
  }
  bool has(const std::string& blob) const { return store::Store(workspace.store_folder).has_blob(blob); }
  pipeline::PrunedStore prune(std::chrono::seconds unused_for, bool dry_run = false) const {
    return prune_store(workspace, {.unused_for = unused_for, .dry_run = dry_run});
  }
};

}  // namespace

TEST_CASE("results that were not used for a time are removed, signatures without their packages") {
  const Fixture f;
  const std::string built = f.put_metadata("a block");
  const std::string signed_package = f.put_signed("a package");
  const std::string released = f.put_metadata("in a release");
  fs::create_hard_link(f.workspace.store_folder / "blobs" / released.substr(0, 2) / released.substr(2),
                       f.folder.path() / "released");
  CHECK(f.prune(k_month).groups.empty());
  f.age(2 * k_month);
  const std::string recent = f.put_metadata("recent");

  const auto plan = f.prune(k_month, true);
  for (const auto& blob : {built, signed_package, released, recent}) CHECK(f.has(blob));
  const auto removed = f.prune(k_month);
  CHECK(removed.bytes == plan.bytes);
  REQUIRE(removed.groups.size() == 2);
  CHECK(removed.groups[0].kind.empty());
  CHECK(removed.groups[0].count == 2);
  CHECK(removed.groups[0].bytes == 7 + 9);
  CHECK(removed.groups[0].reason == "no record refers to it");
  CHECK(removed.groups[1].kind == "repodata");
  CHECK(removed.groups[1].count == 2);
  CHECK(removed.groups[1].reason == "no run has used it for that long");
  CHECK_FALSE(f.has(built));
  CHECK_FALSE(f.has(signed_package));
  CHECK(f.has(released));
  CHECK(f.has(recent));
  std::map<std::string, int> left;
  store::for_each_record(f.workspace.store_folder,
                         [&](const store::StoredRecord& record) { ++left[record.folder]; });
  CHECK(left.at("signature") == 1);
}

TEST_CASE("times that cannot be used") {
  const Fixture f;
  f.put_metadata("a block");
  CHECK(test::says(test::error_of(ExitCode::usage, [&] { f.prune(std::chrono::hours(47)); }),
                   "less than two days are too short: a store notes only once a day what is used\n"
                   "hint: use at least 2d"));
  CHECK(f.prune(std::chrono::seconds::max()).groups.empty());
}
