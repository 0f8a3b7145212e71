// SPDX-License-Identifier: GPL-3.0-or-later
#include "build.hpp"

#include <doctest/doctest.h>

#include <set>

#include "core/error.hpp"
#include "own.hpp"
#include "process/process.hpp"
#include "support/archive_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::hostbase;

namespace {

std::string query(const fs::path& package, const std::string& format) {
  return run_checked({.argv = {"rpm", "-qp", "--nosignature", "--qf", format, package.string()}},
                     "asking rpm")
      .out;
}

}  // namespace

TEST_CASE("a package holds what its recipe says, and comes out the same twice") {
  const TempDir work(fs::temp_directory_path(), "build-");
  const Recipe recipe{.nevra = {.name = "tool", .evr = {"1", "2.0", "3"}, .arch = "noarch"},
                      .summary = "50% of a tool",
                      .requirements = {"lib >= 1"},
                      .provides = {"pkgconfig(tool) = 2.0", "/bin/tool"},
                      .files = {{.path = "/etc/a b%c", .mode = 0640, .user = "root", .group = "shadow"},
                                {.path = "/usr/bin/[", .mode = 04755},
                                {.path = "/usr/bin/cc", .kind = Entry::Kind::link, .target = "/usr/bin/gcc"}},
                      .epoch = 1600000000};
  std::vector<std::string> bytes;
  for (const std::string round : {"one", "two [%{nil}]"}) {
    const fs::path root = work.path() / round / "root";
    test::write_bytes(root / "etc/a b%c", "content");
    test::write_bytes(root / "usr/bin/[", "program");
    test::write_bytes(root / "usr/bin/unlisted", "given up to another package");
    // A name that rpm would take apart must come in by a link, as Repository does.
    fs::create_directory_symlink(work.path() / round, work.path() / "w");
    const Packager packager(work.path() / "w/build");
    bytes.push_back(read_file(packager.build(recipe, work.path() / "w/root")));
    fs::remove(work.path() / "w");
  }
  CHECK(bytes[0] == bytes[1]);

  const fs::path package = work.path() / "one/build/rpms/tool-2.0-3.noarch.rpm";
  CHECK(query(package, "%{EPOCH}:%{VERSION}-%{RELEASE} %{SUMMARY} %{BUILDTIME}") ==
        "1:2.0-3 50% of a tool 1600000000");
  CHECK(query(package, "[%{FILENAMES} %{FILEMODES:octal} %{FILEGROUPNAME} %{FILELINKTOS}\n]") ==
        "/etc/a b%c 100640 shadow \n/usr/bin/[ 104755 root \n/usr/bin/cc 120777 root /usr/bin/gcc\n");
  const std::string requires_ = query(package, "[%{REQUIRENEVRS}\n]");
  CHECK(requires_.find("lib >= 1\n") != std::string::npos);
  CHECK(query(package, "[%{PROVIDENEVRS}\n]").find("pkgconfig(tool) = 2.0\n") != std::string::npos);
}

TEST_CASE("a file that is not there is an error with rpmbuild's own words") {
  const TempDir work(fs::temp_directory_path(), "build-");
  const Recipe recipe{.nevra = {.name = "tool", .evr = {"", "1", "1"}, .arch = "noarch"},
                      .files = {{.path = "/missing", .mode = 0644}}};
  make_folders(work.path() / "root");
  const Packager packager(work.path() / "build");
  try {
    packager.build(recipe, work.path() / "root");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("packaging tool-1-1.noarch") == 0);
    CHECK(error.render().find("/missing") != std::string::npos);
  }
}

TEST_CASE("builds side by side find every folder that rpmbuild would make") {
  const TempDir work(fs::temp_directory_path(), "build-");
  const Packager packager(work.path() / "build");
  const auto folders = [&] {
    std::set<fs::path> names;
    for (const auto& entry : fs::directory_iterator(work.path() / "build"))
      if (entry.is_directory()) names.insert(entry.path().filename());
    return names;
  };
  const auto before = folders();
  for (const char* name : {"BUILD", "BUILDROOT", "RPMS", "SOURCES", "SPECS", "SRPMS"})
    CHECK_MESSAGE(before.contains(name), name);
  make_folders(work.path() / "root");
  packager.build({.nevra = {.name = "tool", .evr = {"", "1", "1"}, .arch = "noarch"}}, work.path() / "root");
  for (const auto& name : folders()) CHECK_MESSAGE(before.contains(name), name.string());
}

TEST_CASE("the repository's own packages can be built") {
  const TempDir work(fs::temp_directory_path(), "build-");
  const Packager packager(work.path() / "build");
  const Recipe setup = setup_package(work.path() / "setup");
  CHECK(query(packager.build(setup, work.path() / "setup"), "[%{FILENAMES}\n]") ==
        "/etc/group\n/etc/passwd\n");
  const Recipe filesystem = filesystem_package(work.path() / "filesystem", "noarch");
  const fs::path package = packager.build(filesystem, work.path() / "filesystem");
  const std::string listing = query(package, "[%{FILENAMES} %{FILEMODES:octal} %{FILELINKTOS}\n]");
  for (const std::string line :
       {"/bin 120777 usr/bin\n", "/tmp 41777 \n", "/root 40700 \n", "/etc/shadow 100640 \n"})
    CHECK_MESSAGE(listing.find(line) != std::string::npos, line);
  const Recipe macros = rpm_macros_package(work.path() / "macros", "x86_64-linux-gnu", "3.11");
  const std::string files = query(packager.build(macros, work.path() / "macros"), "[%{FILENAMES}\n]");
  CHECK(files.find("/usr/lib/rpm/debian/pyproject_buildrequires\n") != std::string::npos);
  // rpm itself reads the file and knows what it should.
  const auto shown = run_checked(
      {.argv = {"rpm",
                "--macros=/usr/lib/rpm/macros:" + (work.path() / "macros/usr/lib/rpm/debian/macros").string(),
                "--eval",
                "%{_libdir} %{python3_sitelib} %{python3_version_nodots} %{_sharedstatedir} %{cmake_build}"}},
      "asking rpm");
  CHECK(shown.out.find(
            "/usr/lib/x86_64-linux-gnu /usr/lib/python3/dist-packages 311 /var/lib /usr/bin/cmake --build") ==
        0);
}

TEST_CASE("the loader's cache is kept by libc-bin alone") {
  CHECK(scriptlets_of("libc-bin").find("ldconfig") != std::string::npos);
  CHECK(scriptlets_of("bash").empty());
  CHECK(is_filesystem_folder("/usr/bin"));
  CHECK(is_filesystem_folder("/var/run"));
  CHECK_FALSE(is_filesystem_folder("/usr/bin/sh"));
}
