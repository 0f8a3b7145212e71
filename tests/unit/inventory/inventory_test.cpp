// SPDX-License-Identifier: GPL-3.0-or-later
#include "inventory/inventory.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/digest.hpp"
#include "inventory/remote_release.hpp"
#include "lockfile/lockfile.hpp"
#include "support/errors.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

struct Places {
  TempDir folder{fs::temp_directory_path(), "inventory-"};

  inventory::Inventory read(const fs::path& place) const {
    return inventory::read(
        place.string(), {.find_workspace = {}, .cache = folder.path() / "cache", .tool = "test 1", .jobs = 2},
        Reporter::silent());
  }
  std::string refused(const fs::path& place) const {
    return error_of(ExitCode::invalid, [&] { read(place); });
  }
};

}  // namespace

TEST_CASE("the packages of a folder") {
  const Places places;
  const fs::path folder = places.folder.path() / "packages";
  make_folders(folder / "below");
  const auto built = build_package(folder, {.name = "tool", .epoch = "2"});
  rename_file(built.source, folder / "below" / built.source.filename());
  const auto inventory = places.read(folder);
  CHECK(inventory.kind == inventory::Inventory::Kind::folder);
  CHECK(inventory.manifest.inventory == "folder");
  REQUIRE(inventory.manifest.packages.size() == 2);
  const auto& source = inventory.manifest.packages[0];
  CHECK(source.section == "below");
  CHECK(source.nevra.str() == "tool-2:1.0-1.src");
  const auto& entry = inventory.manifest.packages[1];
  CHECK(entry.section == "packages");
  CHECK(entry.file == built.binary.filename());
  CHECK(entry.sha256 == digest_of_file(built.binary));
  CHECK(entry.size == fs::file_size(built.binary));
  CHECK(entry.header_sha256.size() == 64);
  CHECK(inventory.details(entry).contents->files.size() > 0);

  SUBCASE("its manifest is a place, too") {
    const fs::path file = places.folder.path() / "saved.json";
    write_new_file(file, inventory.manifest.to_json());
    const auto again = places.read(file);
    CHECK(again.kind == inventory::Inventory::Kind::manifest);
    CHECK(again.manifest.to_json() == inventory.manifest.to_json());
    CHECK_FALSE(again.has_details());
  }
  SUBCASE("another package with the same file name") {
    build_package(folder, {.name = "other", .release = "2"});
    fs::remove(built.binary);
    rename_file(folder / "other-1.0-2.noarch.rpm", built.binary);
    CHECK(says(error_of(ExitCode::invalid, [&] { inventory.details(entry); }),
               "is not the package tool-2:1.0-1"));
  }
}

TEST_CASE("places that are none") {
  const Places places;
  const fs::path folder = places.folder.path();
  CHECK(says(places.refused(folder / "nowhere"), "there is no file or folder"));
  make_folders(folder / "empty");
  CHECK(says(places.refused(folder / "empty"), "has no packages"));
  write_new_file(folder / "text.rpm", "no package");
  CHECK(says(places.refused(folder / "text.rpm"), "hint: "));
  make_folders(folder / "damaged");
  write_new_file(folder / "damaged/text.rpm", "no package");
  CHECK(says(places.refused(folder / "damaged"), "1 package of"));
  write_new_file(folder / "list.json", "{\"schema\": 1, \"inventory\": \"planet\"}");
  CHECK(says(places.refused(folder / "list.json"), "folder, repository, system or lock was expected here"));
}

TEST_CASE("the end of a package's header is known from its first bytes") {
  // A lead, a signature header with one entry and 5 bytes of data, 3 bytes of padding, and a header with two
  // entries and 4 bytes.
  const auto header = [](char entries, char bytes) {
    return std::string("\x8e\xad\xe8\x01\0\0\0\0\0\0\0", 11) + entries + std::string(3, '\0') + bytes;
  };
  const std::string start = std::string(96, 'l') + header(1, 5) + std::string(16 + 5 + 3, 'x') + header(2, 4);
  CHECK(inventory::end_of_header(start) == start.size() + 2 * 16 + 4);
  CHECK(inventory::end_of_header(start.substr(0, start.size() - 1)) == start.size());
  CHECK(inventory::end_of_header(start.substr(0, 96 + 15)) == 0);
  CHECK(inventory::end_of_header("") == 0);
  CHECK(inventory::end_of_header("<!DOCTYPE html>" + std::string(200, ' ')) == 0);
  const std::string large =
      std::string(96, 'l') + std::string("\x8e\xad\xe8\x01\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 16);
  CHECK(inventory::end_of_header(large) > (64ULL << 30));
}

TEST_CASE("a lock is a place") {
  const Places places;
  lockfile::LockedPackage tool{.target = "centos6", .section = "deps/epel"};
  tool.nevra = rpm::Nevra::parse("tool-2:1.0-1.x86_64");
  tool.upstream = "epel6";
  tool.location = "Packages/tool-1.0-1.x86_64.rpm";
  tool.size = 1234;
  tool.sha256 = std::string(64, 'b');
  tool.source = "tool-1.0-1.src.rpm";
  const std::string text = lockfile::to_text({.inputs = {{"centos6", std::string(64, 'a')}},
                                              .keys = {{"epel6", std::string(40, 'E')}},
                                              .upstreams = {{.name = "epel6",
                                                             .url = "https://archive.example/epel/6",
                                                             .trust = {"epel6"},
                                                             .repomd_sha256 = std::string(64, 'e')}},
                                              .packages = {tool}});
  const fs::path file = places.folder.path() / "repos.lock";
  write_new_file(file, text);
  const auto inventory = places.read(file);
  CHECK(inventory.kind == inventory::Inventory::Kind::lock);
  CHECK(inventory.manifest.inventory == "lock");
  CHECK_FALSE(inventory.has_details());
  CHECK(inventory.warnings.empty());
  REQUIRE(inventory.manifest.packages.size() == 1);
  const auto& entry = inventory.manifest.packages[0];
  CHECK(entry.nevra.str() == "tool-2:1.0-1.x86_64");
  CHECK(entry.section == "deps/epel");
  CHECK(entry.sha256 == tool.sha256);
  CHECK(entry.size == 1234);
  CHECK(entry.source_rpm == "tool-1.0-1.src.rpm");
  CHECK(entry.origin.url() == "https://archive.example/epel/6/Packages/tool-1.0-1.x86_64.rpm");

  std::string edited = text;
  edited.replace(edited.find("1234"), 4, "1235");
  write_file_atomically(file, edited);
  CHECK(places.read(file).warnings ==
        std::vector<std::string>{file.string() + " was changed after rpmworks wrote it"});
}

TEST_CASE("a text that is larger than any manifest is refused, and not read") {
  const Places places;
  const fs::path file = places.folder.path() / "manifest.json";
  write_new_file(file, "{");
  fs::resize_file(file, 300UL << 20);  // a sparse file
  CHECK(says(places.refused(file), "manifest.json is larger than 256.0 MiB"));
}
