// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "spec/hint.hpp"
#include "spec/inside_program.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

std::string queried(const fs::path& package, const std::string& format) {
  return run_checked({.argv = {"rpm", "-qp", "--nosignature", "--qf", format, package.string()}}, "rpm").out;
}

// Sets a umask and a time zone, and restores them at the end.
class ChangedEnvironment {
 public:
  ChangedEnvironment() : m_umask(::umask(077)) { ::setenv("TZ", "Asia/Kathmandu", 1); }
  ~ChangedEnvironment() {
    ::umask(m_umask);
    ::unsetenv("TZ");
  }

 private:
  mode_t m_umask;
};

}  // namespace

TEST_CASE("a tree and its spec become a source package") {
  Fixture fixture(
      Files{{"greet.spec", small_spec()}, {"main.c", "int main() {}\n"}, {"run.sh", "run:#!/bin/sh\n"}});
  srpm::Request request{.name = "hello", .ref = "main"};
  request.macros["dist"] = ".el6";
  const auto srpm = fixture.make(request);
  CHECK(srpm.name == "hello");
  CHECK(srpm.file_name == "greet-1.0-1.el6.src.rpm");
  CHECK(srpm.nevra.str() == "greet-1.0-1.el6.src");
  CHECK(srpm.sha256 == digest_of_file(srpm.path));
  CHECK(srpm.commit + "\n" == fixture.git({"rev-parse", "HEAD"}));
  CHECK(srpm.commit_time == 1704164645);
  CHECK(srpm.spec == "greet.spec");
  CHECK(srpm.ref == "main");
  CHECK(srpm.git_url.starts_with("file://"));
  CHECK_FALSE(srpm.cached);
  CHECK(srpm.info.packages.size() == 1);

  const auto members = Fixture::members(srpm.path);
  REQUIRE(members.size() == 2);
  CHECK(members[0].starts_with("1704164645 "));
  CHECK(members[0].ends_with(" 100644 greet-1.0.tar.gz"));
  CHECK(members[1].starts_with("1704164645 "));
  CHECK(members[1].ends_with(" 100644 greet.spec"));
  CHECK(Fixture::member(srpm.path, "greet.spec") == small_spec());
  CHECK(
      Fixture::listing(srpm.path, "greet-1.0.tar.gz") ==
      std::vector<std::string>{"greet-1.0/", "greet-1.0/greet.spec", "greet-1.0/main.c", "greet-1.0/run.sh"});
  CHECK(run({.argv = {"rpm", "-K", "--nosignature", srpm.path.string()}}).ok());
  CHECK(queried(srpm.path, "%{buildtime} %{buildhost} %{sourcepackage} %{arch} [%{fileusername} ]") ==
        "1704164645 rpmworks 1 x86_64 root root ");
}

TEST_CASE("the same commit gives the same bytes everywhere") {
  const Files files = {
      {"greet.spec", small_spec("Source0: %{name}-%{version}.tar.xz\nSource1: greet.conf\n")},
      {"greet.conf", "a=1\n"},
      {"big.txt", std::string(3 << 20, 'x')}};
  Fixture here(files);
  const auto first = here.make({.threads = 1});
  const ChangedEnvironment other;
  Fixture there(files);
  const auto second = there.make({.ref = "main", .threads = 2});
  CHECK(first.commit == second.commit);
  CHECK(first.sha256 == second.sha256);
}

TEST_CASE("a package is reused until one of its inputs changes") {
  Fixture fixture(Files{{"greet.spec", small_spec()}});
  const auto first = fixture.make();
  const auto again = fixture.make({.ref = "HEAD"});
  CHECK(again.cached);
  CHECK(again.sha256 == first.sha256);
  CHECK(again.nevra == first.nevra);
  CHECK(again.ref == "HEAD");
  CHECK(again.info.to_json().dump() == first.info.to_json().dump());

  srpm::Request changed;
  changed.macros["dist"] = ".el7";
  CHECK_FALSE(fixture.make(changed).cached);
  CHECK_FALSE(fixture.make({.arch = "aarch64"}).cached);
  CHECK_FALSE(fixture.make({.payload = "w9.gzdio"}).cached);
  fixture.write("new", "x").commit("2024-02-02T00:00:00Z");
  CHECK_FALSE(fixture.make().cached);
  fs::remove(first.path);
  CHECK_FALSE(fixture.make({.ref = first.commit}).cached);
}

TEST_CASE("nothing remains in the temporary folder") {
  Fixture fixture(Files{{"greet.spec", small_spec()}});
  fixture.make();
  fixture.write("greet.spec", small_spec("Nonsense: x\n")).commit();
  CHECK(fixture.error_of() != "");
  CHECK(fs::is_empty(fixture.tmp()));
}

TEST_CASE("a folder of a repository is packaged on its own") {
  Fixture fixture(Files{{"a/greet.spec", small_spec()},
                        {"a/src/main.c", "x"},
                        {"a/a/inner", "x"},
                        {"b/other.spec", "x"},
                        {"c.spec", "x"}});
  const auto srpm = fixture.make({.subdir = "a"});
  CHECK(srpm.spec == "a/greet.spec");
  CHECK(Fixture::listing(srpm.path, "greet-1.0.tar.gz") ==
        std::vector<std::string>{"greet-1.0/", "greet-1.0/a/", "greet-1.0/a/inner", "greet-1.0/greet.spec",
                                 "greet-1.0/src/", "greet-1.0/src/main.c"});
  CHECK(fixture.make({.spec = "greet.spec", .subdir = "a"}).sha256 == srpm.sha256);
  CHECK(fixture.make({.spec = "a/greet.spec", .subdir = "a"}).sha256 == srpm.sha256);
}

TEST_CASE("the archive has the prefix that %setup expects") {
  Fixture fixture(Files{{"greet.spec", small_spec("Source0: https://example.org/v1.0.tar.gz\n",
                                                  "%autosetup -p1 -n %{name}-abc123\n")}});
  CHECK(Fixture::listing(fixture.make().path, "v1.0.tar.gz").front() == "greet-abc123/");
  fixture.write("greet.spec", small_spec("Source0: greet.tar\n", "%setup -q -c\n")).commit();
  CHECK(Fixture::listing(fixture.make().path, "greet.tar") == std::vector<std::string>{"greet.spec"});
}

TEST_CASE("the source package contains the expansions of rpmautospec's macros") {
  std::string spec = small_spec() + "%changelog\n%autochangelog\n";
  spec.replace(spec.find("1%{?dist}"), 9, "%autorelease -b 3 -e rc1");
  Fixture fixture(Files{{"greet.spec", spec}});
  srpm::Request request;
  request.macros["dist"] = ".el9";
  const auto srpm = fixture.make(request);
  CHECK(srpm.nevra.evr.release == "3.rc1.el9");
  const std::string packaged = Fixture::member(srpm.path, "greet.spec");
  CHECK(packaged.starts_with("%define autorelease(e:s:pb:n) "));
  CHECK(packaged.ends_with("%changelog\n* Tue Jan 02 2024 A <a@example.org> - 1.0-3.rc1\n- x\n"));
  CHECK(fixture.git({"show", "HEAD:greet.spec"}) == spec);
}

TEST_CASE("an unknown ref") {
  Fixture fixture(Files{{"greet.spec", small_spec()}});
  CHECK(says(fixture.error_of({.ref = "v9"}), "v9"));
}

TEST_CASE("a spec that does not parse is reported with its line") {
  std::string spec = small_spec();
  spec.replace(spec.find("License:"), 8, "Lisence:");
  Fixture fixture(Files{{"rpm/greet.spec", spec}});
  const std::string error = fixture.error_of();
  CHECK(
      error.starts_with("rpm/greet.spec:5: error: the spec does not parse: Unknown tag: Lisence: MIT\n"
                        "  5 | Lisence: MIT\n"));
  CHECK_FALSE(says(error, "/builddir"));

  fixture.write("rpm/greet.spec", small_spec("%gometa\n")).commit();
  CHECK(says(fixture.error_of(), "hint: this machine's rpm has no macro %gometa"));
  fixture.write("rpm/greet.spec", "\xEF\xBB\xBF" + small_spec()).commit();
  CHECK(says(fixture.error_of(), "hint: the spec begins with a byte order mark"));
  fixture.write("rpm/greet.spec", "%if 1\n" + small_spec()).commit();
  CHECK(says(fixture.error_of(), "Unclosed %if"));
  fixture.write("rpm/greet.spec", "").commit();
  CHECK(says(fixture.error_of(), "field must be present in package"));
  fixture
      .write("rpm/greet.spec", std::string("\x7f"
                                           "ELF\0\1\2",
                                           7))
      .commit();
  CHECK(says(fixture.error_of(), "the spec does not parse"));
}

TEST_CASE("a name that is a path is refused") {
  std::string spec = small_spec();
  spec.replace(spec.find("greet"), 5, "../../x");
  Fixture fixture(Files{{"greet.spec", spec}});
  CHECK(says(fixture.error_of(), "greet.spec:1: error: the spec does not parse: Illegal char '/'"));
}

TEST_CASE("a message of rpm with a very long line is reported like any other") {
  const Error error(ExitCode::invalid, "line 7: Unknown tag: " + std::string(200000, 'a') + " %nowhere");
  CHECK(spec::hint_for_spec(error, "") == "fix the spec and commit it: rpmworks packages the commit");
  const Error known(ExitCode::invalid, "line 7: Unknown tag: %java_arches " + std::string(200000, 'a'));
  CHECK(says(spec::hint_for_spec(known, ""),
             "define java_arches in the target's `buildroot.macros`, as Fedora"));
  CHECK(says(spec::hint_for_spec(known, ""), "buildroot: { macros: { java_arches: \"x86_64 aarch64\" } }"));
}

TEST_CASE("a release with an unknown macro is refused with a hint") {
  std::string spec = small_spec();
  spec.replace(spec.find("1%{?dist}"), 9, "%{baserelease}");
  Fixture fixture(Files{{"greet.spec", spec}});
  const std::string error = fixture.error_of();
  CHECK(says(error,
             "greet.spec:3: error: Release is '%{baserelease}', but the macro %baserelease is not defined\n"
             "  3 | Release: %{baserelease}\n"));
  CHECK(says(error, "target's `buildroot.macros`"));
  srpm::Request request;
  request.macros["baserelease"] = "7";
  CHECK(fixture.make(request).nevra.evr.release == "7");
}

TEST_CASE("a macro that rpm left in a dependency is named in the hint") {
  Fixture fixture(Files{{"greet.spec", small_spec("Requires: %{__python9}\n", "")}});
  const std::string error = fixture.error_of();
  CHECK(says(error, "greet.spec:6: error: the spec does not parse: Dependency tokens must begin"));
  CHECK(says(error, "hint: this machine's rpm has no macro %__python9"));

  Fixture bare(Files{{"greet.spec", small_spec("Requires(post): %greet_prereq\n", "")}});
  CHECK(says(bare.error_of(), "hint: this machine's rpm has no macro %greet_prereq"));
  // Text of rpm's own message is not a macro.
  Fixture twice(Files{{"greet.spec", small_spec("", "\n%prep\n")}});
  CHECK(says(twice.error_of(), "second %prep\n"));
  CHECK(says(twice.error_of(), "hint: fix the spec and commit it"));
}

TEST_CASE("a spec that is a template is reported as a template") {
  std::string spec = small_spec();
  spec.replace(spec.find("greet"), 5, "{{{ git_dir_name }}}");
  Fixture fixture(Files{{"greet.spec", spec}});
  const std::string error = fixture.error_of();
  CHECK(says(error, "greet.spec:1: error: the spec does not parse: Tag takes single token only: "));
  CHECK(says(error,
             "hint: the spec is a template: {{ … }} is not rpm syntax. Commit the output of the tool that "
             "fills it in (for rpkg: rpkg spec)"));
}

TEST_CASE("the spec knows the distribution") {
  Fixture fixture(Files{{"greet.spec", small_spec("%if 0%{?rhel} == 6\nBuildRequires: old\n%else\n"
                                                  "BuildRequires: new\n%endif\n",
                                                  "")}});
  srpm::Request request;
  request.macros = rpm::target_macros({}, ".el6");
  CHECK(fixture.make(request).info.build_requires == std::vector<std::string>{"old"});
  request.macros = rpm::target_macros({{"rhel", "7"}}, ".el6");
  CHECK(fixture.make(request).info.build_requires == std::vector<std::string>{"new"});
}

TEST_CASE("rpm's warnings are reported, but not all of very many") {
  std::string entries;
  for (int i = 0; i < 9; ++i) entries += "* Mon Jan 02 2024 A <a@example.org>\n- x\n\n";
  Fixture fixture(Files{{"greet.spec", small_spec("", "") + "%changelog\n" + entries}});
  fixture.make();
  REQUIRE(fixture.warnings().size() == 4);
  CHECK(says(fixture.warnings()[0], "greet.spec: bogus date in %changelog"));
  CHECK(fixture.warnings()[3] == "greet.spec: 6 more warnings by rpm");
}

TEST_CASE("odd file names work") {
  Fixture fixture(
      Files{{"rpm %{dir}/my \"greet's\" $(x).spec", small_spec("Source0: %{name}-%{version}.tar.gz\n"
                                                               "Source1: it's$(id)&co.conf\n")},
            {"rpm %{dir}/it's$(id)&co.conf", "x"},
            {"name with space\nand newline", "x"}});
  const auto srpm = fixture.make();
  CHECK(Fixture::members(srpm.path).size() == 3);
  CHECK(srpm.spec == "rpm %{dir}/my \"greet's\" $(x).spec");
}

TEST_CASE("an old spec in Latin-1 works") {
  std::string spec = small_spec();
  spec.replace(spec.find("Greets"), 6,
               "Gr\xfc\xdf"
               "e");
  Fixture fixture(Files{{"greet.spec", spec}});
  CHECK(Fixture::member(fixture.make().path, "greet.spec") == spec);
}

TEST_CASE("rich and versioned BuildRequires are kept as rpm prints them") {
  Fixture fixture(Files{{"greet.spec", small_spec("BuildRequires: gcc >= 4, (clang if llvm else gcc)\n"
                                                  "BuildRequires: pkgconfig(zlib)\n"
                                                  "ExclusiveArch: sparc64\n",
                                                  "")}});
  const auto info = fixture.make().info;
  CHECK(info.build_requires ==
        std::vector<std::string>{"(clang if llvm else gcc)", "gcc >= 4", "pkgconfig(zlib)"});
  CHECK(info.exclusive_arch == std::vector<std::string>{"sparc64"});
}

TEST_CASE("the program in the sandbox does not load OpenSSL, which would take as long as parsing") {
  CHECK(spec::inside_program().find("librpmbuild.so") != std::string_view::npos);
  CHECK(spec::inside_program().find("libcrypto.so") == std::string_view::npos);
}
