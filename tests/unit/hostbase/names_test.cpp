// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <algorithm>

#include "alternatives.hpp"
#include "core/error.hpp"
#include "layout.hpp"
#include "provides.hpp"
#include "support/archive_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::hostbase;
using Names = std::vector<std::string>;

TEST_CASE("Debian's names with RPM's names") {
  const auto has = [](const std::string& debian, const std::string& name) {
    const auto names = rpm_names(debian);
    return std::any_of(names.begin(), names.end(), [&](const RpmName& known) { return known.name == name; });
  };
  CHECK(rpm_names("libgit2-dev") == std::vector<RpmName>{{"libgit2-devel", 1}, {"git2-devel", 2}});
  CHECK(rpm_names("doctest-dev") == std::vector<RpmName>{{"doctest-devel", 1}});
  CHECK(has("rpm", "rpm-build"));
  CHECK(has("g++", "gcc-c++"));
  CHECK(has("zlib1g-dev", "zlib-devel"));
  CHECK(has("libssl-dev", "openssl-devel"));
  CHECK(has("libstdc++-12-dev", "libstdc++-devel"));
  CHECK(has("libcreaterepo-c-dev", "createrepo_c-devel"));
  CHECK(has("libyaml-cpp-dev", "yaml-cpp-devel"));
  CHECK(has("libc6", "rtld(GNU_HASH)"));
  CHECK(rpm_names("coreutils").empty());
  CHECK(rpm_names("-dev").empty());
}

TEST_CASE("the version of a pkg-config file is read with its variables expanded") {
  CHECK(pkgconfig_version("Name: x\nVersion: 1.2.3\n") == "1.2.3");
  CHECK(pkgconfig_version("major=1\nfull=${major}.2\nVersion: ${full}.3\n") == "1.2.3");
  CHECK(pkgconfig_version("Version: ${loop}\nloop=${loop}\n").empty());
  CHECK(pkgconfig_version("Version: ${missing}\n").empty());
  CHECK(pkgconfig_version("Version: ${open\n").empty());
  CHECK(pkgconfig_version("Name: x\n").empty());
}

TEST_CASE("names that files provide are found") {
  const TempDir root(fs::temp_directory_path(), "provides-");
  const std::string pc = "/usr/lib/x86_64-linux-gnu/pkgconfig/";
  test::write_bytes(root.path().string() + pc + "greet.pc", "Version: 1.0\n");
  test::write_bytes(root.path().string() + pc + "odd.pc", "Version: 1 of 2\n");
  fs::create_symlink("/etc/passwd", root.path().string() + pc + "link.pc");
  const std::vector<Entry> entries = {
      {.path = "/usr/bin", .kind = Entry::Kind::folder, .moved = true},
      {.path = "/usr/bin/sh", .kind = Entry::Kind::link, .target = "dash", .moved = true},
      {.path = "/usr/bin/tool"},
      {.path = "/usr/sbin/ldconfig", .moved = true},
      {.path = pc + "greet.pc"},
      {.path = pc + "odd.pc"},
      {.path = pc + "link.pc", .kind = Entry::Kind::link, .target = "/etc/passwd"},
      {.path = "/usr/share/other/not.pc"},
      {.path = "/usr/lib/x86_64-linux-gnu/cmake/FMT/fmt-config.cmake"},
      {.path = "/usr/share/cmake/nlohmann_json/nlohmann_jsonConfig.cmake"},
      {.path = "/usr/share/cmake-3.25/Modules/FindThreads.cmake"},
      {.path = "/usr/bin/python3.11"},
      {.path = "/usr/share/perl/5.36.0/File/Find.pm"},
      {.path = "/usr/lib/x86_64-linux-gnu/perl-base/strict.pm"},
      {.path = "/usr/share/perl5/Autom4te/C4che.pm"},
      {.path = "/usr/share/automake-1.16/Automake/Config.pm"},
      {.path = "/usr/bin/python3", .kind = Entry::Kind::link, .target = "python3.11"},
      {.path = "/usr/lib/python3/dist-packages/Zope.Interface_x-5.0-py3.11.egg-info",
       .kind = Entry::Kind::folder},
  };
  CHECK(file_provides(entries, root.path(), "3.11") ==
        Names{"/bin/sh", "/sbin/ldconfig", "cmake(fmt)", "cmake(nlohmann_json)", "perl(Autom4te::C4che)",
              "perl(File::Find)", "perl(strict)", "pkgconfig(greet) = 1.0", "pkgconfig(link)",
              "pkgconfig(odd)", "python(abi) = 3.11", "python3.11dist(zope-interface-x) = 5.0",
              "python3dist(zope-interface-x) = 5.0"});
}

TEST_CASE("public libraries are those in the loader's default path") {
  const std::vector<Entry> entries = {
      {.path = "/usr/lib/x86_64-linux-gnu/libz.so.1.2.13"},
      {.path = "/usr/lib/x86_64-linux-gnu/libz.so.1", .kind = Entry::Kind::link},
      {.path = "/usr/lib64/ld.so.2"},
      {.path = "/usr/lib/x86_64-linux-gnu/gconv/BIG5.so"},
      {.path = "/usr/lib/libplain.so"},
      {.path = "/usr/lib/x86_64-linux-gnu/libz.a"}};
  CHECK(public_libraries(entries) ==
        Names{"/usr/lib/x86_64-linux-gnu/libz.so.1.2.13", "/usr/lib64/ld.so.2", "/usr/lib/libplain.so"});
}

TEST_CASE("linker scripts have no soname, and are not an error") {
  const TempDir root(fs::temp_directory_path(), "provides-");
  test::write_bytes(root.path() / "usr/lib/libc.so", "GROUP ( /lib/libc.so.6 )\n");
  CHECK(soname_provides({{.path = "/usr/lib/libc.so"}}, root.path()).empty());
}

TEST_CASE("members' paths become absolute and normal") {
  CHECK(absolute_path("./usr/bin/x") == "/usr/bin/x");
  CHECK(absolute_path("usr//bin/./x/") == "/usr/bin/x");
  CHECK(absolute_path("./") == "/");
  CHECK_THROWS_WITH_AS(absolute_path("./usr/../../etc/passwd"), doctest::Contains("points outside of it"),
                       Error);
}

TEST_CASE("/usr is merged") {
  CHECK(usr_merged("/bin/sh") == "/usr/bin/sh");
  CHECK(usr_merged("/lib64") == "/usr/lib64");
  CHECK(usr_merged("/lib/x86_64-linux-gnu/libc.so.6") == "/usr/lib/x86_64-linux-gnu/libc.so.6");
  CHECK(usr_merged("/library/x") == "/library/x");
  CHECK(usr_merged("/usr/bin/sh") == "/usr/bin/sh");
  CHECK(leads_to_itself("/usr/bin/x", "/bin/x"));
  CHECK(leads_to_itself("/usr/bin/x", "../../bin/x"));
  CHECK_FALSE(leads_to_itself("/usr/bin/x", "y"));
}

TEST_CASE("pkg-config names the folders of a merged /usr") {
  CHECK(
      usr_merged_pkgconfig(
          "prefix=/usr\nroot_prefix=\nrootprefix=${root_prefix}\nunits=${rootprefix}/lib/systemd/system\n") ==
      "prefix=/usr\nroot_prefix=/usr\nrootprefix=${root_prefix}\nunits=${rootprefix}/lib/systemd/system\n");
  CHECK(usr_merged_pkgconfig("udev_dir=/lib/udev\nsbin = /sbin\nempty=\n") ==
        "udev_dir=/usr/lib/udev\nsbin =/usr/sbin\nempty=\n");
  const std::string same = "# x=/lib\nLibs: -L/lib -Dx=/lib\nName: a=/lib\nlibrary=/library\n";
  CHECK(usr_merged_pkgconfig(same) == same);
  CHECK(usr_merged_pkgconfig("").empty());
}

TEST_CASE("documentation is omitted, but not files with similar names") {
  CHECK(is_left_out("/usr/share/doc/bash/copyright"));
  CHECK(is_left_out("/usr/share/man"));
  CHECK_FALSE(is_left_out("/usr/share/manual"));
  CHECK_FALSE(is_left_out("/usr/share/cmake/x"));
}

TEST_CASE("alternatives are read from maintainer scripts") {
  using Links = std::vector<Alternative>;
  CHECK(parse_alternatives(
            "#!/bin/sh\nset -e\nupdate-alternatives --quiet \\\n    --install /usr/bin/cc cc /usr/bin/gcc 20 "
            "\\\n    #--slave /usr/share/man/man1/cc.1.gz cc.1.gz /usr/share/man/man1/gcc.1.gz\n") ==
        Links{{"/usr/bin/cc", "/usr/bin/gcc"}});
  CHECK(parse_alternatives(
            "ua() {\n\tupdate-alternatives --install /bin/which which /bin/which.d 0 \\\n\t\t--slave "
            "\"/m/which.1\" which.1 '/m/which.d.1'\n}\n") ==
        Links{{"/usr/bin/which", "/usr/bin/which.d"}, {"/m/which.1", "/m/which.d.1"}});
  CHECK(
      parse_alternatives("set -e\nver=1.16 prio=3\nupdate-alternatives --install /usr/bin/automake automake "
                         "/usr/bin/automake-$ver $prio \\\n --slave /usr/bin/aclocal aclocal "
                         "\"/usr/bin/aclocal-${ver}x\" --slave /usr/bin/z z /usr/bin/$version") ==
      Links{{"/usr/bin/automake", "/usr/bin/automake-1.16"}, {"/usr/bin/aclocal", "/usr/bin/aclocal-1.16x"}});
  CHECK(parse_alternatives("ver=$(uname)\nupdate-alternatives --install /usr/bin/a a /usr/bin/a-$ver 1")
            .empty());
  CHECK(parse_alternatives("update-alternatives --install /usr/bin/$name x /usr/bin/y 1").empty());
  CHECK(parse_alternatives("echo update-alternativesX --install /a b /c 1").empty());
  CHECK(parse_alternatives("# update-alternatives --install /a b /c 1").empty());
  CHECK(parse_alternatives("update-alternatives --remove cc /usr/bin/gcc").empty());
  CHECK(parse_alternatives("update-alternatives --install /a b").empty());
  CHECK(parse_alternatives("").empty());
}
