// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/prune.hpp"

#include <doctest/doctest.h>

#include "releases/hidden_folders.hpp"
#include "unit/releases/fixture.hpp"

using namespace rpmworks;
using releases::PruneRules;
using test::k_hour;
using test::Releases;
using test::says;

namespace {

/// "1.0 kept: published; 1.1 removed: …"
std::string plan_of(const Releases& r, const PruneRules& rules) {
  std::vector<std::string> lines;
  for (const auto& item : releases::plan_prune(r.workspace, r.publishing, rules).items)
    lines.push_back(fmt::format("{} {}: {}", item.release, item.removed ? "removed" : "kept", item.reason));
  return join(lines, "\n");
}

void prune(Releases& r, const PruneRules& rules) {
  releases::prune(releases::plan_prune(r.workspace, r.publishing, rules), r.workspace, r.publishing,
                  Reporter::silent());
}

std::string names(const Releases& r) {
  return join(releases::releases(r.workspace), " ");
}

}  // namespace

TEST_CASE("what clients may need is never removed") {
  Releases r;
  for (const char* name : {"1.0", "1.1", "1.2", "1.3", "1.4"}) r.add(name);
  for (const char* name : {"1.0", "1.1", "1.2", "1.3"}) {
    r.publish(name);
    r.publishing.now += 3 * k_hour;
  }
  r.publishing.now -= 3 * k_hour;
  CHECK(plan_of(r, {.keep = 0}) ==
        "1.0 kept: clients may have its metadata until 2027-01-15T18:00:00Z\n"
        "1.1 kept: clients may have its metadata until 2027-01-15T21:00:00Z\n"
        "1.2 kept: published before the present one\n"
        "1.3 kept: published\n"
        "1.4 removed: not one of the 0 newest releases; never published, made on " +
            manifest::iso_time(std::chrono::duration_cast<std::chrono::seconds>(
                                   std::chrono::file_clock::to_sys(
                                       fs::last_write_time(r.workspace.releases() / "1.4" / "manifest.json"))
                                       .time_since_epoch())
                                   .count()));
  // Eight hours after 1.0 was replaced, metadata_expire and the margin are over.
  r.publishing.now += 2 * k_hour;
  CHECK(
      plan_of(r, {.keep = 4}).starts_with("1.0 removed: not one of the 4 newest releases; published until "));
  CHECK(plan_of(r, {.keep = 5}).starts_with("1.0 kept: one of the 5 newest releases"));
  CHECK(plan_of(r, {.keep = 4, .needed = {{"1.0", "listed in `release.keep`"}}})
            .starts_with("1.0 kept: listed in `release.keep`"));
}

TEST_CASE("a release is removed only if every rule says so") {
  Releases r;
  for (const char* name : {"1.0", "1.1", "1.2"}) r.add(name);
  for (const char* name : {"1.0", "1.1", "1.2"}) r.publish(name);
  r.publishing.now += 48 * k_hour;
  CHECK(plan_of(r, {.keep = 1}).starts_with("1.0 removed: "));
  CHECK(plan_of(r, {.older_than = std::chrono::hours(24)}).starts_with("1.0 removed: published until "));
  CHECK(plan_of(r, {.older_than = std::chrono::hours(72)}).starts_with("1.0 kept: published until "));
  CHECK(plan_of(r, {.keep = 1, .older_than = std::chrono::hours(72)}).starts_with("1.0 kept: "));
  CHECK(plan_of(r, {.keep = 3, .older_than = std::chrono::hours(24)}).starts_with("1.0 kept: "));
}

TEST_CASE("a removed release is in no mirror list, and its own keys and .repo files are removed") {
  Releases r;
  r.add("1.0", {"packages", "extra"});
  fs::rename(r.workspace.releases() / "1.0" / "RPM-GPG-KEY-acme",
             r.workspace.releases() / "1.0" / "RPM-GPG-KEY-old");
  std::string text = r.top("1.0/manifest.json");
  text.replace(text.find("RPM-GPG-KEY-acme"), 16, "RPM-GPG-KEY-old");
  write_file_atomically(r.workspace.releases() / "1.0" / "manifest.json", text);
  for (const char* name : {"1.1", "1.2"}) r.add(name);
  write_file_atomically(r.workspace.releases() / "RPM-GPG-KEY-of-somebody", "a key");
  for (const char* name : {"1.0", "1.1", "1.2"}) r.publish(name);
  CHECK(r.list("extra") == "1.0");
  CHECK(r.list() == "1.2 1.1 1.0");
  r.publishing.now += 48 * k_hour;
  const auto plan = releases::plan_prune(r.workspace, r.publishing, {.keep = 0});
  CHECK(plan.removed() == std::vector<std::string>{"1.0"});
  CHECK(plan.files == std::vector<std::string>{"RPM-GPG-KEY-old"});
  releases::prune(plan, r.workspace, r.publishing, Reporter::silent());
  CHECK(names(r) == "1.1 1.2");
  CHECK(r.list("extra") == "none");
  CHECK(r.list() == "1.2 1.1");
  CHECK_FALSE(fs::exists(r.workspace.releases() / "RPM-GPG-KEY-old"));
  CHECK(fs::exists(r.workspace.releases() / "RPM-GPG-KEY-acme"));
  CHECK(fs::exists(r.workspace.releases() / "RPM-GPG-KEY-of-somebody"));
  CHECK(releases::temporary_folders(r.workspace).empty());
  CHECK(releases::published_before(r.workspace) == "1.1");
}

TEST_CASE("a removal that was killed is finished by the next run") {
  Releases r;
  for (const char* name : {"1.0", "1.1"}) r.add(name);
  r.publish("1.1");
  releases::HiddenFolders(r.workspace).adopt("1.0", ".rpmworks-pruned-1.0");
  CHECK(names(r) == "1.1");
  CHECK(releases::temporary_folders(r.workspace) == std::vector<std::string>{".rpmworks-pruned-1.0"});
  SUBCASE("a publication") {
    r.publish("1.1");
  }
  SUBCASE("a removal") {
    prune(r, {.keep = 5});
  }
  for (const auto& name : r.names()) CHECK_FALSE(name.starts_with(".rpmworks-"));
}

TEST_CASE("a release whose publication was interrupted is not removed") {
  Releases r;
  for (const char* name : {"1.0", "1.1", "1.2"}) r.add(name);
  r.publish("1.1");
  write_file_atomically(r.workspace.state() / "published",
                        read_file(r.workspace.state() / "published") + "1.2 2027-01-15T08:00:00Z 21600\n");
  r.publishing.now += 48 * k_hour;
  CHECK(says(plan_of(r, {.keep = 0}), "1.2 kept: its publication was interrupted: publish it, or roll back"));
}

TEST_CASE("the base of a delta that is kept is kept") {
  Releases r;
  for (const char* name : {"1.0", "1.1", "1.2", "1.3", "1.4"}) r.add(name);
  const auto make_delta = [&](const std::string& release, const std::string& base) {
    const fs::path file = r.workspace.releases() / release / "manifest.json";
    auto manifest = manifest::Manifest::from_json(read_file(file), "manifest.json");
    manifest.delta_from = {.release = base, .manifest_sha256 = sha256("manifest")};
    write_file_atomically(file, manifest.to_json());
  };
  make_delta("1.1", "1.0");
  make_delta("1.2", "1.1");
  r.publish("1.4");
  CHECK(plan_of(r, {.keep = 3})
            .starts_with("1.0 kept: the release 1.1 is a delta of it\n"
                         "1.1 kept: the release 1.2 is a delta of it\n1.2 kept: "));
  CHECK(releases::plan_prune(r.workspace, r.publishing, {.keep = 2}).removed() ==
        std::vector<std::string>{"1.0", "1.1", "1.2"});
}

TEST_CASE("disk usage counts files with several links once") {
  const TempDir folder(fs::temp_directory_path(), "usage-");
  const fs::path one = folder.path() / "1";
  const fs::path two = folder.path() / "2";
  for (const auto& release : {one, two}) {
    make_folders(release / "p" / "q");
    write_new_file(release / "p" / "own", std::string(20000, 'o'));
  }
  const fs::path stored = folder.path() / "stored";
  write_new_file(stored, std::string(50000, 's'));
  write_new_file(one / "both", std::string(30000, 'b'));
  fs::create_hard_link(one / "both", two / "both");
  fs::create_hard_link(one / "both", two / "p" / "both again");
  fs::create_hard_link(stored, two / "p" / "q" / "stored");
  const releases::FilesOnDisk files({one, two}, 2);
  const auto usage = files.each();
  const auto at_least = [](uint64_t bytes, uint64_t least) {
    return bytes >= least && bytes < least + 30000;
  };
  CHECK(at_least(usage.at(one).total, 50000));
  CHECK(at_least(usage.at(one).own, 20000));
  CHECK(usage.at(one).linked == 0);
  CHECK(at_least(usage.at(two).total, 100000));
  CHECK(at_least(usage.at(two).own, 70000));
  CHECK(at_least(usage.at(two).linked, 50000));
  CHECK(files.together({one}).own == usage.at(one).own);
  const auto all = files.together({one, two});
  CHECK(all.own == all.total);
  CHECK(at_least(all.total, 120000));
}

TEST_CASE("a release that cannot be read may need the files beside the releases") {
  Releases r;
  for (const char* name : {"1.0", "1.1", "1.2"}) r.add(name);
  for (const char* name : {"1.0", "1.1", "1.2"}) {
    r.publish(name);
    r.publishing.now += 100 * k_hour;
  }
  write_file_atomically(r.workspace.releases() / "1.1" / "manifest.json", "{");
  remove_tree(r.workspace.state() / "releases" / "1.1.facts.json");
  const auto plan = releases::plan_prune(r.workspace, r.publishing, {.keep = 2});
  CHECK(plan.removed() == std::vector<std::string>{"1.0"});
  CHECK(plan.files.empty());
  REQUIRE(plan.warnings.size() == 2);
  CHECK(
      plan.warnings[0].starts_with("whether the release 1.1 is a delta of one that is removed is not known"));
  CHECK(plan.warnings[1].starts_with(
      "no keys and .repo files are removed, because the release 1.1 cannot be read"));
  CHECK(says(plan.warnings[1].c_str(), "manifest.json"));
}
