// SPDX-License-Identifier: GPL-3.0-or-later
#include "deb.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "contents.hpp"
#include "core/error.hpp"
#include "support/archive_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::hostbase;
using rpmworks::test::TarFixture;

namespace {

const Entry* entry_of(const std::vector<Entry>& entries, const std::string& path) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.path == path; });
  return found == entries.end() ? nullptr : &*found;
}

struct Fixture {
  TempDir work{fs::temp_directory_path(), "deb-"};
  fs::path root = work.path() / "root";
  Deb unpack(const TarFixture& data, const TarFixture& control = {}) const {
    test::write_deb(work.path() / "a.deb", data, control);
    return unpack_deb(work.path() / "a.deb", root);
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a package is unpacked with /usr merged and its documentation left out") {
  const Deb deb =
      unpack(TarFixture()
                 .folder("./")
                 .folder("./bin/")
                 .file("./bin/tool", "program", 04755)
                 .symlink("./bin/alias", "tool")
                 .folder("./usr/bin/")
                 .file("./usr/bin/other", "program", 02755, "shadow")
                 .hardlink("./usr/bin/twin", "./bin/tool")
                 .folder("./usr/share/doc/tool/")
                 .file("./usr/share/doc/tool/copyright", "…"),
             TarFixture().file("./conffiles", "/etc/tool.conf\n/lib/x.conf\n").file("./postinst", "exit 0"));
  CHECK(read_file(root / "usr/bin/tool") == "program");
  CHECK_FALSE(fs::exists(root / "bin"));
  CHECK_FALSE(fs::exists(root / "usr/share/doc"));
  const Entry* tool = entry_of(deb.entries, "/usr/bin/tool");
  REQUIRE(tool);
  CHECK(tool->mode == 04755);
  CHECK(tool->moved);
  const Entry* twin = entry_of(deb.entries, "/usr/bin/twin");
  REQUIRE(twin);
  CHECK(twin->mode == 04755);
  CHECK_FALSE(twin->moved);
  CHECK(fs::hard_link_count(root / "usr/bin/tool") == 2);
  CHECK(entry_of(deb.entries, "/usr/bin/other")->group == "shadow");
  CHECK(entry_of(deb.entries, "/usr/bin/alias")->target == "tool");
  CHECK(std::count_if(deb.entries.begin(), deb.entries.end(),
                      [](const Entry& e) { return e.path == "/usr/bin"; }) == 1);
  CHECK(deb.conffiles == std::vector<std::string>{"/etc/tool.conf", "/usr/lib/x.conf"});
  CHECK(deb.postinst == "exit 0");
  CHECK(deb.newest == TarFixture::k_mtime);
}

TEST_CASE_FIXTURE(Fixture, "a link beside the file it stands for gives way to it, whichever comes first") {
  SUBCASE("file first") {
    unpack(TarFixture().file("./bin/x", "real").symlink("./usr/bin/x", "/bin/x"));
  }
  SUBCASE("link first") {
    unpack(TarFixture().symlink("./usr/bin/x", "/bin/x").file("./bin/x", "real"));
  }
  CHECK(fs::is_regular_file(fs::symlink_status(root / "usr/bin/x")));
  CHECK(read_file(root / "usr/bin/x") == "real");
}

TEST_CASE_FIXTURE(Fixture, "packages that are no packages, or would harm, are refused") {
  SUBCASE("a path outside of the root") {
    CHECK_THROWS_AS(unpack(TarFixture().file("./../evil", "x")), Error);
  }
  SUBCASE("through its own link") {
    CHECK_THROWS_AS(unpack(TarFixture().symlink("./l", work.path().string()).file("./l/evil", "x")), Error);
  }
  SUBCASE("a device") {
    CHECK_THROWS_AS(unpack(TarFixture().device("./dev/null")), Error);
  }
  SUBCASE("a hard link to a missing file") {
    CHECK_THROWS_AS(unpack(TarFixture().hardlink("./a", "./b")), Error);
  }
  SUBCASE("without data") {
    test::write_bytes(work.path() / "a.deb", test::ar_bytes({{"debian-binary", "2.0\n"}}));
    CHECK_THROWS_WITH_AS(unpack_deb(work.path() / "a.deb", root), doctest::Contains("no data.tar"), Error);
  }
  SUBCASE("truncated") {
    test::write_deb(work.path() / "a.deb", TarFixture().file("./f", std::string(100000, 'x')));
    fs::resize_file(work.path() / "a.deb", 50000);
    CHECK_THROWS_WITH_AS(unpack_deb(work.path() / "a.deb", root), doctest::Contains("damaged"), Error);
  }
  SUBCASE("not an archive") {
    test::write_bytes(work.path() / "a.deb", "nothing of the kind");
    CHECK_THROWS_AS(unpack_deb(work.path() / "a.deb", root), Error);
  }
  CHECK_FALSE(fs::exists(work.path() / "evil"));
}

TEST_CASE_FIXTURE(Fixture, "contents survive being written down") {
  test::write_deb(work.path() / "a.deb",
                  TarFixture().file("./bin/gcc", "x", 0755).file("./usr/lib/pkgconfig/a.pc", "Version: 2\n"),
                  TarFixture().file("./postinst",
                                    "update-alternatives --install /usr/bin/cc cc /usr/bin/gcc 20 --slave "
                                    "/usr/share/man/man1/cc.1.gz cc.1.gz /usr/share/man/man1/gcc.1.gz\n"));
  const Contents contents = unpack_and_read(work.path() / "a.deb", root, "3.11", PythonCompiler());
  // A slave link without its target is useless.
  CHECK(contents.alternatives == std::vector<Alternative>{{"/usr/bin/cc", "/usr/bin/gcc"}});
  CHECK(contents.provides == std::vector<std::string>{"/bin/gcc", "pkgconfig(a) = 2"});
  CHECK(contents_from_json(to_json(contents)) == contents);
  CHECK_THROWS(contents_from_json("{"));
  CHECK_THROWS(contents_from_json("{}"));
}
