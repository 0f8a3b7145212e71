// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/repodata.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "process/process.hpp"
#include "repodata/record_kinds.hpp"
#include "store/collect.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;

namespace {

/// Packages built once for all tests of this file.
struct Packages {
  TempDir folder{fs::temp_directory_path(), "repodata-test-"};
  fs::path greet;
  fs::path plus;

  Packages() {
    greet = test::build_package(folder.path(), {.name = "greet", .epoch = "2"}).binary;
    plus = test::build_package(
               folder.path(),
               {.name = "greet++", .version = "1.0~rc1^git", .summary = "Signs & <tags> \"quoted\" ünï"})
               .binary;
  }
};

const Packages& packages() {
  static const Packages built;
  return built;
}

/// A repository folder with both packages.
struct Repository {
  TempDir folder{fs::temp_directory_path(), "repodata-repo-"};
  std::vector<repodata::PackageFile> files;

  Repository() {
    for (const auto& file : {packages().greet, packages().plus}) {
      copy_file_contents(file, folder.path() / file.filename());
      files.push_back({.path = file.filename()});
    }
  }
  fs::path repomd() const { return folder.path() / "repodata/repomd.xml"; }
};

std::vector<std::string> contents(const fs::path& folder) {
  std::vector<std::string> lines;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "repodata"))
    lines.push_back(entry.path().filename().string() + " " + digest_of_file(entry.path()));
  std::ranges::sort(lines);
  return lines;
}

std::string failure_of(const fs::path& folder, ExitCode code) {
  try {
    repodata::read(folder);
  } catch (const Error& error) {
    CHECK(error.code() == code);
    return error.render();
  }
  return {};
}

fs::path metadata_file(const fs::path& folder, const std::string& ending) {
  for (const auto& entry : fs::directory_iterator(folder / "repodata"))
    if (entry.path().string().ends_with(ending)) return entry.path();
  return {};
}

}  // namespace

TEST_CASE("written metadata can be read again") {
  const Repository repo;
  repodata::write(repo.folder.path(), repo.files, {.timestamp = 1700000000, .threads = 2});
  const auto listed = repodata::read(repo.folder.path());
  REQUIRE(listed.size() == 2);
  const auto plus = std::ranges::find(listed, "greet++-1.0~rc1^git-1.noarch", &repodata::Listed::nevra);
  REQUIRE(plus != listed.end());
  CHECK(plus->href == "greet++-1.0~rc1^git-1.noarch.rpm");
  CHECK(plus->sha256 == digest_of_file(packages().plus));
  CHECK(plus->size == fs::file_size(packages().plus));
  CHECK(std::ranges::count(listed, "greet-2:1.0-1.noarch", &repodata::Listed::nevra) == 1);
}

TEST_CASE("the same packages give the same bytes, whatever their times and order") {
  const Repository one;
  Repository two;
  std::ranges::reverse(two.files);
  fs::last_write_time(two.folder.path() / two.files[0].path,
                      fs::file_time_type::clock::now() - std::chrono::hours(99));
  for (const bool sqlite : {false, true}) {
    fs::remove_all(one.folder.path() / "repodata");
    fs::remove_all(two.folder.path() / "repodata");
    repodata::write(one.folder.path(), one.files, {.timestamp = 5, .sqlite = sqlite, .threads = 1});
    repodata::write(two.folder.path(), two.files, {.timestamp = 5, .sqlite = sqlite, .threads = 3});
    CHECK(contents(one.folder.path()) == contents(two.folder.path()));
    CHECK(contents(one.folder.path()).size() == (sqlite ? 7 : 4));
  }
  fs::remove_all(two.folder.path() / "repodata");
  repodata::write(two.folder.path(), two.files, {.timestamp = 6, .sqlite = true});
  CHECK(contents(one.folder.path()) != contents(two.folder.path()));
}

TEST_CASE("metadata contains only the given time, and file names contain checksums") {
  const Repository repo;
  repodata::write(repo.folder.path(), repo.files, {.timestamp = 1234567890});
  const std::string repomd = read_file(repo.repomd());
  CHECK(repomd.find("<revision>1234567890</revision>") != std::string::npos);
  CHECK(repomd.find("<timestamp>1234567890</timestamp>") != std::string::npos);
  const fs::path primary = metadata_file(repo.folder.path(), "-primary.xml.gz");
  CHECK(primary.filename().string().starts_with(digest_of_file(primary)));
  const std::string gzip = read_file(primary);
  CHECK(gzip.substr(0, 2) == "\x1f\x8b");
  CHECK(gzip.substr(4, 4) == std::string(4, '\0'));  // the time field of the gzip header
  CHECK(gzip[3] == 0);                               // no file name in the gzip header either
  CHECK((fs::status(primary).permissions() & fs::perms::mask) == fs::perms(0644));
  const auto mode = fs::status(repo.folder.path() / "repodata").permissions();
  CHECK((mode & fs::perms::mask) == fs::perms(0755));
}

TEST_CASE("an empty repository is valid") {
  const TempDir folder(fs::temp_directory_path(), "repodata-empty-");
  repodata::write(folder.path(), {}, {});
  CHECK(repodata::read(folder.path()).empty());
}

TEST_CASE("packages in subfolders, and names with characters that URLs escape") {
  const TempDir folder(fs::temp_directory_path(), "repodata-names-");
  fs::create_directory(folder.path() / "a b");
  copy_file_contents(packages().greet, folder.path() / "a b" / "50%#?.rpm");
  repodata::write(folder.path(), {{.path = "a b/50%#?.rpm"}}, {});
  CHECK(repodata::read(folder.path()).at(0).href == "a b/50%#?.rpm");
  Command list;
  list.argv = {"gzip", "-dc", metadata_file(folder.path(), "-primary.xml.gz").string()};
  CHECK(run_checked(list, "reading").out.find("href=\"a%20b/50%25%23%3F.rpm\"") != std::string::npos);
}

TEST_CASE("bad input to `write` leaves nothing behind") {
  const Repository repo;
  const auto fails = [&](const std::vector<repodata::PackageFile>& files, const std::string& message) {
    try {
      repodata::write(repo.folder.path(), files, {});
      FAIL("was accepted");
    } catch (const Error& error) {
      CHECK(error.render().find(message) != std::string::npos);
    }
    for (const auto& entry : fs::directory_iterator(repo.folder.path()))
      CHECK(entry.path().filename().string().find("repodata") == std::string::npos);
  };
  write_file_atomically(repo.folder.path() / "text.rpm", "this is no package");
  fails({{.path = "text.rpm"}}, "text.rpm cannot be read as a package");
  fails({{.path = "missing.rpm"}}, "missing.rpm");
  fails({{.path = "../outside.rpm"}}, "not below the folder");
  fails({repo.files[0], {.path = "./" + repo.files[0].path.string()}}, "listed twice");
  std::string cut = read_file(packages().greet);
  write_file_atomically(repo.folder.path() / "cut.rpm", cut.substr(0, 300));
  fails({{.path = "cut.rpm"}}, "cut.rpm");
}

TEST_CASE("existing metadata is not overwritten") {
  const Repository repo;
  repodata::write(repo.folder.path(), repo.files, {.timestamp = 1});
  const auto before = contents(repo.folder.path());
  CHECK_THROWS_WITH_AS(repodata::write(repo.folder.path(), repo.files, {.timestamp = 2}),
                       doctest::Contains("already exists"), Error);
  CHECK(contents(repo.folder.path()) == before);
}

TEST_CASE("a full disk is an error and leaves nothing") {
  const Repository repo;
  struct rlimit old {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small { 200, old.rlim_max };
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  CHECK_THROWS_AS(repodata::write(repo.folder.path(), repo.files, {}), Error);
  ::setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, handler);
  CHECK_FALSE(fs::exists(repo.folder.path() / "repodata"));
  CHECK(std::distance(fs::directory_iterator(repo.folder.path()), {}) == 2);
}

TEST_CASE("changed metadata is noticed") {
  const Repository repo;
  repodata::write(repo.folder.path(), repo.files, {.timestamp = 1});
  const fs::path folder = repo.folder.path();

  SUBCASE("a changed byte of primary") {
    const fs::path primary = metadata_file(folder, "-primary.xml.gz");
    std::string bytes = read_file(primary);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    write_file_atomically(primary, bytes);
    CHECK(failure_of(folder, ExitCode::gate).find("its checksum differs from the one") != std::string::npos);
  }
  SUBCASE("a truncated file") {
    const fs::path other = metadata_file(folder, "-other.xml.gz");
    write_file_atomically(other, read_file(other).substr(0, 20));
    CHECK(failure_of(folder, ExitCode::gate).find("20 bytes, but repomd.xml says") != std::string::npos);
  }
  SUBCASE("a missing file") {
    fs::remove(metadata_file(folder, "-filelists.xml.gz"));
    CHECK(failure_of(folder, ExitCode::gate).find("is missing") != std::string::npos);
  }
  SUBCASE("repomd.xml is not XML") {
    write_file_atomically(repo.repomd(), "<repomd><data");
    CHECK(failure_of(folder, ExitCode::gate).find("repomd.xml") != std::string::npos);
  }
  SUBCASE("repomd.xml lists nothing") {
    write_file_atomically(repo.repomd(), "<?xml version=\"1.0\"?><repomd></repomd>");
    CHECK(failure_of(folder, ExitCode::gate).find("names no primary") != std::string::npos);
  }
  SUBCASE("repomd.xml points outside") {
    std::string repomd = read_file(repo.repomd());
    repomd.replace(repomd.find("href=\"repodata/"), 15, "href=\"../../../");
    write_file_atomically(repo.repomd(), repomd);
    CHECK(failure_of(folder, ExitCode::gate).find("lies outside the repository") != std::string::npos);
  }
  SUBCASE("no repodata folder") {
    fs::remove_all(folder / "repodata");
    CHECK(failure_of(folder, ExitCode::gate).find("is not a package repository") != std::string::npos);
  }
}

namespace {

/// Copies of a package under many names: with these digests, blocks are as in repositories of that size.
struct LargeRepository {
  TempDir folder{fs::temp_directory_path(), "repodata-large-"};
  std::vector<repodata::PackageFile> files;

  explicit LargeRepository(size_t count) {
    const std::string bytes = read_file(packages().greet);
    for (size_t i = 0; i < count; ++i) add("greet-" + std::to_string(1000 + i) + ".rpm", bytes);
  }
  void add(const std::string& name, std::string bytes) {
    bytes += name;  // so that the digests differ; nothing reads this end of the payload
    write_new_file(folder.path() / name, bytes);
    files.push_back({.path = name, .sha256 = sha256(bytes)});
  }
  std::vector<std::string> write(store::Store* store, bool sqlite = false) {
    fs::remove_all(folder.path() / "repodata");
    repodata::write(folder.path(), files, {.timestamp = 7, .sqlite = sqlite, .threads = 2, .store = store});
    return contents(folder.path());
  }
};

size_t records(const store::Store& store, const std::string& kind) {
  size_t count = 0;
  store::for_each_record(store.folder(), [&](const store::StoredRecord& record) {
    if (record.folder == kind) ++count;
  });
  return count;
}

}  // namespace

TEST_CASE("the bytes do not depend on the store") {
  const TempDir folder(fs::temp_directory_path(), "repodata-store-");
  store::Store store(folder.path() / "store");
  LargeRepository repo(400);
  const auto first = repo.write(nullptr);
  CHECK(repo.write(&store) == first);
  const size_t blocks = records(store, "repodata-block");
  CHECK(blocks >= 3);
  CHECK(records(store, "repodata") == 1);
  CHECK(repodata::read(repo.folder.path()).size() == 400);

  SUBCASE("finished metadata is used again, without the packages") {
    const fs::path file = repo.folder.path() / repo.files[0].path;
    const std::string bytes = read_file(file);
    fs::remove(file);
    CHECK(repo.write(&store) == first);
    write_new_file(file, bytes);
  }
  SUBCASE("a new package changes one or two blocks") {
    // One that does not end a block: then the rest of the block would be read, too.
    std::string name = "greet-1200a.rpm";
    const std::string bytes = read_file(packages().greet);
    while (sha256(bytes + name)[62] == '0') ++name[10];
    repo.add(name, bytes);
    // Only the new package is read.
    TempDir aside(fs::temp_directory_path(), "repodata-aside-");
    for (const auto& file : repo.files)
      if (file.path != name) fs::rename(repo.folder.path() / file.path, aside.path() / file.path);
    const auto changed = repo.write(&store);
    CHECK(changed != first);
    CHECK(records(store, "repodata-block") <= blocks + 2);
    for (const auto& entry : fs::directory_iterator(aside.path()))
      fs::rename(entry.path(), repo.folder.path() / entry.path().filename());
    CHECK(repo.write(nullptr) == changed);
    CHECK(repodata::read(repo.folder.path()).size() == 401);
  }
  SUBCASE("a removed package") {
    repo.files.erase(repo.files.begin() + 200);
    const auto changed = repo.write(&store);
    CHECK(records(store, "repodata-block") <= blocks + 2);
    CHECK(repo.write(nullptr) == changed);
  }
  SUBCASE("with databases") {
    const auto databases = repo.write(nullptr, true);
    CHECK(databases.size() == 7);
    CHECK(repo.write(&store, true) == databases);
    CHECK(records(store, "repodata-block") == blocks);
    CHECK(repo.write(&store, true) == databases);
  }
  SUBCASE("damaged files of the store are made again") {
    store::for_each_blob(store.folder(), [&](const store::StoredBlob& blob) {
      const fs::path file = store.blob(blob.sha256);
      std::string bytes = read_file(file);
      bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
      write_file_atomically(file, bytes);
    });
    CHECK(repo.write(&store) == first);
    store::for_each_blob(store.folder(),
                         [&](const store::StoredBlob& blob) { CHECK(store.has_whole_blob(blob.sha256)); });
  }
  SUBCASE("missing files of the store are made again") {
    fs::remove_all(store.folder() / "blobs");
    CHECK(repo.write(&store) == first);
    fs::remove_all(store.folder() / "records/repodata");
    CHECK(repo.write(&store) == first);
  }
  SUBCASE("a collection knows what the records refer to") {
    size_t blobs = 0;
    store::for_each_blob(store.folder(), [&](const store::StoredBlob&) { ++blobs; });
    CHECK(store::reachable(store.folder(), repodata::record_kinds()).size() == blobs);
    CHECK(blobs >= blocks);
  }
}

TEST_CASE("additional metadata") {
  const Repository repo;
  repodata::write(repo.folder.path(), repo.files,
                  {.timestamp = 9,
                   .extras = {{.type = "group", .name = "comps.xml", .bytes = "<comps/>", .gzip = false},
                              {.type = "group_gz", .name = "comps.xml", .bytes = "<comps/>"}}});
  const std::string repomd = read_file(repo.repomd());
  CHECK(repomd.find("<data type=\"group\">") < repomd.find("<data type=\"group_gz\">"));
  CHECK(read_file(metadata_file(repo.folder.path(), "-comps.xml")) == "<comps/>");
  Command list;
  list.argv = {"gzip", "-dc", metadata_file(repo.folder.path(), "-comps.xml.gz").string()};
  CHECK(run_checked(list, "reading").out == "<comps/>");
  CHECK(repodata::read(repo.folder.path()).size() == 2);
}

TEST_CASE("zchunk files") {
  LargeRepository repo(200);
  repodata::write(repo.folder.path(), repo.files, {.timestamp = 7, .zchunk = true, .threads = 2});
  const auto first = contents(repo.folder.path());
  CHECK(first.size() == 7);
  const std::string repomd = read_file(repo.folder.path() / "repodata/repomd.xml");
  for (const char* type : {"primary_zck", "filelists_zck", "other_zck", "<header-checksum type=\"sha256\">"})
    CHECK(repomd.find(type) != std::string::npos);
  CHECK(read_file(metadata_file(repo.folder.path(), "-primary.xml.zck")).substr(1, 4) == "ZCK1");
  CHECK(repodata::read(repo.folder.path()).size() == 200);
  const TempDir folder(fs::temp_directory_path(), "repodata-store-");
  store::Store store(folder.path() / "store");
  for (int i = 0; i < 2; ++i) {
    fs::remove_all(repo.folder.path() / "repodata");
    repodata::write(repo.folder.path(), repo.files,
                    {.timestamp = 7, .zchunk = true, .threads = 1, .store = &store});
    CHECK(contents(repo.folder.path()) == first);
  }
}
