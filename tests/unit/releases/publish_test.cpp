// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "core/error.hpp"
#include "support/captured.hpp"
#include "unit/releases/fixture.hpp"

using namespace rpmworks;
using test::error_of;
using test::k_hour;
using test::Releases;
using test::says;

TEST_CASE("publishing points `current` at a release, and back again") {
  Releases r;
  for (const char* name : {"1.10", "1.9", "2.0"}) r.add(name);
  make_folders(r.workspace.releases() / ".3.0.tmp");
  make_folders(r.workspace.releases() / "something else");
  CHECK(releases::releases(r.workspace) == std::vector<std::string>{"1.9", "1.10", "2.0"});
  CHECK(releases::published(r.workspace).empty());
  r.publish("1.10");
  CHECK(fs::read_symlink(r.workspace.releases() / "current") == "1.10");
  r.publish("2.0");
  r.publish("2.0");
  r.publish("1.9");
  CHECK(releases::published(r.workspace) == "1.9");
  CHECK(fs::exists(r.workspace.releases() / "current" / "manifest.json"));
  CHECK(releases::releases(r.workspace).size() == 3);  // the link itself is not a release
}

TEST_CASE("rollback follows the order of publication, not of versions") {
  Releases r;
  for (const char* name : {"1.0", "1.1", "1.2", "2.0"}) r.add(name);
  CHECK(releases::published_before(r.workspace).empty());
  r.publish("1.0");
  CHECK(releases::published_before(r.workspace).empty());
  r.publish("2.0");
  r.publish("1.2");
  CHECK(releases::published_before(r.workspace) == "2.0");
  r.publish("2.0");  // rolled back
  CHECK(releases::published_before(r.workspace) == "1.0");
  CHECK(releases::was_published("1.2", r.workspace));
  CHECK_FALSE(releases::was_published("1.1", r.workspace));
  r.publish("1.1");
  CHECK(releases::published_before(r.workspace) == "2.0");
  fs::remove_all(r.workspace.releases() / "2.0");
  CHECK(releases::published_before(r.workspace) == "1.0");
  fs::remove_all(r.workspace.state());  // the current release counts as published, even without a record
  CHECK(releases::was_published("1.1", r.workspace));
  CHECK(releases::published_before(r.workspace).empty());
}

TEST_CASE("publishing a missing release lists the existing ones") {
  Releases r;
  CHECK(says(error_of(ExitCode::invalid, [&] { r.publish("1.0"); }), "there is no release yet"));
  r.add("1.0.0");
  r.add("1.0.1");
  const std::string message = error_of(ExitCode::invalid, [&] { r.publish("1.0.2"); });
  CHECK(says(message, "there is no release '1.0.2'"));
  CHECK(says(message, "did you mean '1.0."));
  CHECK(says(message, "1.0.0, 1.0.1"));
  CHECK(says(error_of(ExitCode::invalid, [&] { r.publish("../etc"); }), "there is no release"));
  CHECK_FALSE(fs::exists(fs::symlink_status(r.workspace.releases() / "current")));
}

TEST_CASE("a folder named `current` is not removed") {
  Releases r;
  r.add("1.0");
  make_folders(r.workspace.releases() / "current");
  CHECK(says(error_of(ExitCode::failed, [&] { r.publish("1.0"); }), "exists and is not a symbolic link"));
  CHECK(fs::is_directory(r.workspace.releases() / "current"));
}

TEST_CASE("names of releases") {
  for (const char* good : {"1.0.2", "v2", "2026-11-23", "1.0~rc1", "1+git", "a_b"})
    CHECK_NOTHROW(releases::require_release_name(good));
  for (const char* bad : {"", ".", "..", ".1", "-1", "a/b", "a b", "current", "mirrorlist", "acme.repo",
                          "RPM-GPG-KEY-a", "ä", "a\n", "*"})
    CHECK(says(error_of(ExitCode::invalid, [&] { releases::require_release_name(bad); }),
               "cannot be the name"));
  CHECK_THROWS_AS(releases::require_release_name(std::string(101, 'a')), Error);
}

TEST_CASE("clients follow mirror lists with the published release first and the one before it second") {
  Releases r;
  for (const char* name : {"1.0", "1.1", "1.2"}) r.add(name);
  r.publish("1.0");
  CHECK(r.top("mirrorlist/packages") == "https://rpm.example.org/acme/1.0/packages/\n");
  CHECK(r.top("acme.repo") ==
        "# acme: put this file into /etc/yum.repos.d/ (zypper: /etc/zypp/repos.d/)\n# It follows the "
        "published release. To stay with one "
        "release, use the file in its folder: https://rpm.example.org/acme/1.0/acme.repo\n\n"
        "[acme-packages]\nname=acme - packages\n"
        "mirrorlist=https://rpm.example.org/acme/mirrorlist/packages\nmetadata_expire=21600\nenabled=1\n"
        "gpgcheck=1\nrepo_gpgcheck=1\ngpgkey=https://rpm.example.org/acme/RPM-GPG-KEY-acme\n");
  CHECK(r.top("RPM-GPG-KEY-acme") == "the key of 1.0");
  CHECK(fs::is_symlink(r.workspace.releases() / "mirrorlist"));
  r.publishing.now += 100 * k_hour;
  r.publish("1.1");
  CHECK(r.list() == "1.1 1.0");
  CHECK(r.top("RPM-GPG-KEY-acme") == "the key of 1.1");
  // 1.0 was replaced less than metadata_expire ago.
  r.publishing.now += 5 * k_hour;
  r.publish("1.2");
  CHECK(r.list() == "1.2 1.1 1.0");
  r.publishing.now += 5 * k_hour;
  r.publish("1.2");
  CHECK(r.list() == "1.2 1.1");
  // The rollback is the same swap: clients may have the metadata of 1.2.
  r.publish("1.1");
  CHECK(r.list() == "1.1 1.2");
  CHECK(releases::published_before(r.workspace) == "1.0");
}

TEST_CASE("clients that were told a longer time are waited for") {
  Releases r;
  for (const char* name : {"1.0", "1.1", "1.2"}) r.add(name);
  r.publishing.metadata_expire = std::chrono::hours(48);
  r.publish("1.0");
  r.publishing.metadata_expire = std::chrono::hours(1);
  r.publish("1.1");
  r.publishing.now += 47 * k_hour;
  r.publish("1.2");
  CHECK(r.list() == "1.2 1.1 1.0");
  r.publishing.now += 2 * k_hour;
  r.publish("1.2");
  CHECK(r.list() == "1.2 1.1");
}

TEST_CASE("publishing again repairs what is missing or stale, and writes nothing else") {
  Releases r;
  for (const char* name : {"1.0", "1.1"}) r.add(name);
  r.publish("1.0");
  r.publish("1.1");
  const auto changes = [&] {
    return join(releases::PublicationPlan("1.1", r.workspace, r.publishing, Reporter::silent()).changes(),
                " ");
  };
  CHECK(changes() == "");
  const auto before = read_file(r.workspace.state() / "published");
  r.publish("1.1");
  CHECK(read_file(r.workspace.state() / "published") == before);
  for (const auto& name : r.names()) CHECK_FALSE(name.starts_with(".rpmworks"));
  fs::remove(r.workspace.releases() / "RPM-GPG-KEY-acme");
  write_file_atomically(r.workspace.releases() / "acme.repo", "edited");
  write_file_atomically(r.workspace.releases() / "mirrorlist" / "packages", "edited");
  write_file_atomically(r.workspace.releases() / "mirrorlist" / "evil", "added");
  CHECK(changes() == "RPM-GPG-KEY-acme mirrorlist acme.repo");
  r.publish("1.1");
  CHECK(changes() == "");
  CHECK(r.list() == "1.1 1.0");
  CHECK(r.list("evil") == "none");
  fs::remove(r.workspace.releases() / "mirrorlist");
  r.publish("1.1");
  CHECK(r.list() == "1.1 1.0");
}

TEST_CASE("only the folders that rpmworks made for mirror lists are removed") {
  Releases r;
  for (const char* name : {"1.0", "1.1", "1.2", "1.3"}) r.add(name);
  make_folders(r.workspace.releases() / ".mirrorlist-0123456789abcdef");
  for (const char* name : {"1.0", "1.1", "1.2", "1.3", "1.0", "1.3", "1.2"}) r.publish(name);
  size_t folders = 0;
  for (const auto& name : r.names()) folders += name.starts_with(".mirrorlist-") ? 1 : 0;
  CHECK(folders == 3);  // the other one, the present one, and that of a server's open files
}

TEST_CASE("sections that only another release has keep a list") {
  Releases r;
  r.add("1.0", {"packages", "extra"});
  r.add("1.1", {"packages"});
  r.add("2.0", {"packages/x86_64", "more"});
  test::Captured told;
  r.publish("1.0");
  CHECK(r.list("extra") == "1.0");
  r.publish("1.1", told.reporter);
  CHECK(r.list("extra") == "1.0");
  CHECK(says(told.text(), "1.1 has no extra: clients with an earlier .repo file get it of 1.0"));
  r.publish("2.0", told.reporter);
  CHECK(r.list("more") == "2.0");
  CHECK(r.list("packages/x86_64") == "2.0");
  CHECK(r.list("packages") == "none");
  CHECK(says(told.text(), "no mirror list for packages of an earlier release"));
  CHECK(r.list("extra") == "1.0");
  fs::remove_all(r.workspace.releases() / "1.0");
  r.publish("2.0");
  CHECK(r.list("extra") == "none");
}

TEST_CASE("yum of old systems uses the mirror lists in their order, and reads them again in time") {
  Releases r;
  r.add("1.0", {"packages", "sources"}, "el6");
  r.publish("1.0");
  CHECK(says(r.top("acme.repo"),
             "mirrorlist=https://rpm.example.org/acme/mirrorlist/packages\nmetadata_expire=21600\n"
             "failovermethod=priority\nmirrorlist_expire=21600\n"));
}

TEST_CASE("the record of publications has times; records of earlier versions have none") {
  Releases r;
  for (const char* name : {"1.0", "1.1", "1.2"}) r.add(name);
  make_folders(r.workspace.state());
  write_file_atomically(r.workspace.state() / "published", "1.0\n1.1\n");
  swap_symlink(r.workspace.releases() / "current", "1.1");
  r.publish("1.1");
  CHECK(r.list() == "1.1 1.0");
  r.publish("1.2");
  CHECK(read_file(r.workspace.state() / "published") ==
        "1.0\n1.1 2027-01-15T08:00:00Z 21600\n1.2 2027-01-15T08:00:00Z 21600\n");
  // 1.0 was the published one until 1.1 was published, at a time before the first that is recorded.
  CHECK(r.list() == "1.2 1.1 1.0");
  r.publishing.now += 7 * k_hour;
  r.publish("1.2");
  CHECK(r.list() == "1.2 1.1");
}

TEST_CASE("a clock that was set back is reported, and releases stay in the lists") {
  Releases r;
  for (const char* name : {"1.0", "1.1", "1.2"}) r.add(name);
  r.publish("1.0");
  r.publish("1.1");
  test::Captured told;
  r.publishing.now -= 1000 * k_hour;
  r.publish("1.2", told.reporter);
  CHECK(says(told.text(), "the release 1.0 was published on 2027-01-15T08:00:00Z, which is later than now"));
  CHECK(r.list() == "1.2 1.1 1.0");
}

TEST_CASE("a publication that was interrupted is completed, or undone") {
  Releases r;
  for (const char* name : {"1.0", "1.1"}) r.add(name);
  r.publish("1.0");
  const std::string record = read_file(r.workspace.state() / "published");
  write_file_atomically(r.workspace.state() / "published", record + "1.1 2027-01-15T08:00:00Z 21600\n");
  CHECK(releases::unfinished_publication(r.workspace) == "1.1");
  CHECK(releases::was_published("1.1", r.workspace));  // clients may have seen it
  r.publishing.now += k_hour;
  r.publish("1.1");
  CHECK(read_file(r.workspace.state() / "published") == record + "1.1 2027-01-15T09:00:00Z 21600\n");
  CHECK(releases::unfinished_publication(r.workspace).empty());
}

TEST_CASE("a damaged earlier release is not listed") {
  Releases r;
  for (const char* name : {"1.0", "1.1"}) r.add(name);
  r.publish("1.0");
  write_file_atomically(r.workspace.releases() / "1.0" / "manifest.json", "{}");
  test::Captured told;
  r.publish("1.1", told.reporter);
  CHECK(r.list() == "1.1");
  CHECK(says(told.text(), "the mirror lists do not name the release 1.0"));
}
