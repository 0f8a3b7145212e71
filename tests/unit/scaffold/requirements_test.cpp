// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/requirements.hpp"

#include <doctest/doctest.h>

#include "core/text.hpp"
#include "scaffold/settings.hpp"
#include "scaffold/system_files.hpp"
#include "scaffold/tag_version.hpp"

using namespace rpmworks;
using namespace rpmworks::scaffold;

namespace {

std::string shown(const Requirements& found) {
  return join({found.needed.begin(), found.needed.end()}, ", ") + " | " +
         join({found.optional.begin(), found.optional.end()}, ", ");
}

std::string version_of(const std::string& tag) {
  const auto found = version_in_any_tag(tag, {"MUNGE", "greet"});
  return found ? found->version + " " + found->spelling : "none";
}

}  // namespace

TEST_CASE("dependencies in CMake files") {
  CHECK(shown(requirements_of_cmake("find_package(ZLIB REQUIRED)\nfind_package(fmt 9 CONFIG REQUIRED)\n"
                                    "find_package(Threads REQUIRED) # x\nfind_package(Doxygen)\n"
                                    "#find_package(Gone REQUIRED)\nfind_package(${X} REQUIRED)\n")) ==
        "cmake(fmt), pkgconfig(zlib) | doxygen");
  CHECK(shown(requirements_of_cmake(
            "pkg_check_modules(A REQUIRED IMPORTED_TARGET glib-2.0>=2.40 gio-2.0)\n"
            "pkg_check_modules(B libfoo)\nfind_program(P NAMES xsltproc REQUIRED)\n")) ==
        "/usr/bin/xsltproc, pkgconfig, pkgconfig(gio-2.0), pkgconfig(glib-2.0) >= 2.40 | pkgconfig, "
        "pkgconfig(libfoo)");
}

TEST_CASE("dependencies in Meson files") {
  CHECK(shown(requirements_of_meson(
            "project('x', 'c', 'vala', version: '1')\ncap = dependency('libcap', required : true)\n"
            "s = dependency('libselinux', version : '>=2.1.9', required : get_option('selinux'))\n"
            "t = dependency('threads')\nb = dependency('bash-completion', required: false)\n"
            "p = find_program('build-aux/x.sh')\nq = find_program('xsltproc')\n")) ==
        "/usr/bin/xsltproc, pkgconfig, pkgconfig(libcap), pkgconfig(libselinux) >= 2.1.9, vala | pkgconfig, "
        "pkgconfig(bash-completion)");
}

TEST_CASE("dependencies in configure scripts") {
  CHECK(shown(requirements_of_autoconf(
            "AC_PROG_YACC\nPKG_CHECK_MODULES([G], [glib-2.0 >= 2.40 gio-2.0])\n"
            "PKG_CHECK_MODULES([N], [libnl-3.0], [have=1], [have=0])\nAC_CHECK_LIB([z], [inflate])\n"
            "AC_CHECK_LIB(cap, x, [], [AC_MSG_ERROR([no cap])])\nAC_SEARCH_LIBS([f], [m dl ssl])\n"
            "AC_CHECK_HEADERS([bzlib.h stdio.h])\ndnl AC_CHECK_LIB([pam], x)\n")) ==
        "bison, pkgconfig, pkgconfig(gio-2.0), pkgconfig(glib-2.0) >= 2.40, pkgconfig(libcap) | bzip2-devel, "
        "pkgconfig(libnl-3.0), pkgconfig(libssl), pkgconfig(zlib)");
}

TEST_CASE("libraries that a Makefile links") {
  CHECK(shown(requirements_of_makefile("LIBS = -lz -lm\nCFLAGS += $(shell pkg-config --cflags glib-2.0)\n"
                                       "X = $(shell $(PKG_CONFIG) --libs libfoo libbar || echo)\n")) ==
        "pkgconfig, pkgconfig(glib-2.0), pkgconfig(libbar), pkgconfig(libfoo), pkgconfig(zlib) | ");
}

TEST_CASE("pkg-config modules, with and without blanks around version limits; invalid names are omitted") {
  const auto modules = [](std::string_view text) {
    const auto found = pkgconfig_requirements(text);
    return join({found.begin(), found.end()}, ", ");
  };
  CHECK(modules("a>=1 b >= 2.0 c, d=3") ==
        "pkgconfig(a) >= 1, pkgconfig(b) >= 2.0, pkgconfig(c), pkgconfig(d) = 3");
  CHECK(modules("a >= $(x) %{y} ${z} b;touch").empty() == false);
  CHECK(modules("%(touch) ${z} b;touch\n%install").empty());
  CHECK(modules("a >= 1%(x)") == "pkgconfig(a)");
}

TEST_CASE("versions in tags of every form") {
  CHECK(version_of("v1.2") == "1.2 ");
  CHECK(version_of("1.2") == "1.2 ");
  CHECK(version_of("munge-0.5.16") == "0.5.16 munge");
  CHECK(version_of("Greet-v2.0") == "2.0 Greet");
  CHECK(version_of("GREET_1_2_3") == "1.2.3 GREET");
  CHECK(version_of("release-1.2") == "1.2 ");
  CHECK(version_of("rel/1.2") == "1.2 ");
  CHECK(version_of("REL_15_3") == "15.3 ");
  CHECK(version_of("release/greet-1.2rc1") == "1.2~rc1 greet");
  CHECK(version_of("nightly") == "none");
  CHECK(version_of("other-1.2") == "none");
  CHECK(version_of("v") == "none");
  CHECK(version_of("greet-") == "none");
}

TEST_CASE("users of sysusers.d: only those that useradd can create") {
  bool is_complete = false;
  auto users = users_of("# users\nu greet - \"Greets: all\" /var/lib/greet\nu! two\n", is_complete);
  CHECK(is_complete);
  REQUIRE(users.size() == 2);
  CHECK(users[0].comment == "Greets: all");
  CHECK(users[0].home == "/var/lib/greet");
  CHECK(users[1].home == "/");
  users = users_of("u greet 42 x /\nm greet audio\nu a;b - x /\nu c - x /$(touch)\nu d - x /d /bin/%{x}\n",
                   is_complete);
  CHECK(users.empty());
  CHECK_FALSE(is_complete);
}

TEST_CASE("endlessly nested settings are not followed") {
  const std::string text = "b = \"x\"\na = " + std::string(2'000'000, '[');
  const Settings settings(text, Settings::Format::toml);
  CHECK(settings.at("", "b").text == "x");
  CHECK(settings.at("", "a").list.empty());
}
