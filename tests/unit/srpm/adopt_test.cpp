// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>

#include "core/digest.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

// A source package as others would provide it.
fs::path given(Fixture& fixture, const srpm::Request& request = {}) {
  const auto srpm = fixture.make(request);
  const fs::path file = fixture.root() / srpm.file_name;
  copy_file_contents(srpm.path, file);
  return file;
}

std::string error_of(Fixture& fixture, const fs::path& file, const std::string& sha256 = {}) {
  try {
    srpm::adopt({.name = "x", .file = file, .sha256 = sha256}, fixture.store(), fixture.tmp());
  } catch (const Error& error) {
    return error.render();
  }
  return {};
}

const std::string k_spec =
    small_spec("Source0: %{name}-%{version}.tar.gz\nSource1: needs.inc\n%include %{SOURCE1}\n") +
    "%package devel\nSummary: y\nProvides: greet-headers = 7\n%description devel\ny\n%files devel\n";

}  // namespace

TEST_CASE("a given source package is used unchanged") {
  for (const std::string payload : {"w.ufdio", "w9.gzdio", "w9.bzdio", "w2.xzdio", "w3.zstdio"}) {
    CAPTURE(payload);
    Fixture fixture(Files{{"greet.spec", k_spec}, {"needs.inc", "BuildRequires: gcc%{?dist}\n"}});
    const fs::path file = given(fixture, {.payload = payload});
    const std::string sum = digest_of_file(file);
    const auto permissions = fs::status(file).permissions();
    const auto srpm = srpm::adopt({.file = file, .sha256 = sum, .macros = {{"dist", ".el6"}}},
                                  fixture.store(), fixture.tmp());
    CHECK(srpm.name == "greet");
    CHECK(srpm.sha256 == sum);
    CHECK(digest_of_file(srpm.path) == sum);
    CHECK(srpm.nevra.str() == "greet-1.0-1.src");
    CHECK(srpm.file_name == "greet-1.0-1.src.rpm");
    CHECK(srpm.commit_time == 1704164645);
    CHECK(srpm.commit == "");
    CHECK(srpm.spec == "greet.spec");
    CHECK(srpm.info.evr.release == "1.el6");  // as it will be built for this target
    CHECK(srpm.info.build_requires == std::vector<std::string>{"gcc.el6"});
    REQUIRE(srpm.info.packages.size() == 2);
    CHECK(srpm.info.packages[1].nevra.str() == "greet-devel-1.0-1.el6.x86_64");
    const auto& provides = srpm.info.packages[1].provides;
    CHECK(std::find(provides.begin(), provides.end(), "greet-headers = 7") != provides.end());
    CHECK(fs::status(file).permissions() == permissions);
    CHECK_FALSE(fs::equivalent(file, srpm.path));
    const srpm::Given given{.name = "n", .file = file, .sha256 = sum, .macros = {{"dist", ".el6"}}};
    CHECK(srpm::adopt(given, fixture.store(), fixture.tmp()).cached);
    CHECK(fs::is_empty(fixture.tmp()));
  }
}

TEST_CASE("a source package that lacks sources is nosrc by its header, whatever its file is called") {
  const std::string sources = "Source0: %{name}-%{version}.tar.gz\n";
  for (const auto& [preamble, lacks_sources] : {std::pair(sources + "Source1: huge.bin\nNoSource: 1\n", true),
                                                {sources + "Patch0: huge.bin\nNoPatch: 0\n", true},
                                                {sources + "Source1: huge.bin\n", false}}) {
    CAPTURE(preamble);
    Fixture fixture(Files{{"greet.spec", small_spec(preamble)}, {"huge.bin", "x"}});
    const fs::path file = given(fixture);
    const std::string expected = lacks_sources ? "greet-1.0-1.nosrc.rpm" : "greet-1.0-1.src.rpm";
    CHECK(file.filename() == expected);
    const fs::path misnamed = fixture.root() / (lacks_sources ? "x.src.rpm" : "x.nosrc.rpm");
    fs::rename(file, misnamed);
    const auto srpm = srpm::adopt({.file = misnamed}, fixture.store(), fixture.tmp());
    CHECK(srpm.file_name == expected);
    CHECK(srpm.nevra.str() == "greet-1.0-1.src");
  }
}

TEST_CASE("a wrong checksum") {
  Fixture fixture(Files{{"greet.spec", small_spec()}});
  const std::string error = error_of(fixture, given(fixture), std::string(64, '0'));
  CHECK(says(error, "is not the requested file"));
  CHECK(says(error, std::string(64, '0')));
}

TEST_CASE("files that are not source packages") {
  Fixture fixture(Files{{"greet.spec", small_spec()}});
  const fs::path file = fixture.root() / "x.src.rpm";
  CHECK(says(error_of(fixture, file), "x.src.rpm"));
  write_file_atomically(file, "");
  CHECK(says(error_of(fixture, file), "x.src.rpm: error: this is not an RPM package"));
  write_file_atomically(file, std::string(5000, 'x'));
  CHECK(says(error_of(fixture, file), "x.src.rpm: error: this is not an RPM package"));
  const std::string bytes = read_file(given(fixture));
  for (const size_t cut : {size_t(50), size_t(200), bytes.size() / 2, bytes.size() - 3}) {
    CAPTURE(cut);
    write_file_atomically(file, bytes.substr(0, cut));
    CHECK(says(error_of(fixture, file), "x.src.rpm: error: th"));
  }
  // In the header, and in the spec itself, which is at the end of the payload, before cpio's trailer.
  for (const size_t place : {bytes.find("Greets"), bytes.rfind("Greets.")}) {
    CAPTURE(place);
    std::string flipped = bytes;
    flipped[place] = static_cast<char>(flipped[place] ^ 1);
    write_file_atomically(file, flipped);
    CHECK(says(error_of(fixture, file), "damaged"));
  }
  write_file_atomically(file, bytes.substr(0, bytes.size() - 1));
  CHECK(says(error_of(fixture, file), "damaged"));
  // Beyond the part of the payload that is read.
  write_file_atomically(file, bytes + "x");
  CHECK(error_of(fixture, file) ==
        "x.src.rpm: error: the package is damaged: data at its end is missing, changed or added\n"
        "hint: fetch or make the package again; it may have been truncated when it was copied\n");
}

TEST_CASE("a special file is refused without waiting for it") {
  Fixture fixture(Files{{"greet.spec", small_spec()}});
  const fs::path file = fixture.root() / "x.src.rpm";
  REQUIRE(::mkfifo(file.c_str(), 0644) == 0);
  CHECK(error_of(fixture, file) == "error: " + file.string() +
                                       " is a special file, not a source package\n"
                                       "hint: name a .src.rpm file\n");
  fs::remove(file);
  fs::create_symlink("/dev/zero", file);
  CHECK(says(error_of(fixture, file), "is a special file, not a source package"));
  fs::remove(file);
  fs::create_directory(file);
  CHECK(error_of(fixture, file) == "error: " + file.string() +
                                       " is a folder, not a source package\n"
                                       "hint: make it first: rpmworks srpm " +
                                       file.string() + "\n");
}

TEST_CASE("for a source package whose spec does not parse here, the header counts") {
  Fixture fixture(Files{{"greet.spec", small_spec("BuildRequires: gcc, make >= 3\n%{?only_here}\n", "")}});
  srpm::Request request;
  request.macros["only_here"] = "%{nil}";
  const fs::path file = given(fixture, request);
  const auto srpm =
      srpm::adopt({.file = file, .macros = {{"only_here", "%nonsense"}}}, fixture.store(), fixture.tmp());
  CHECK(srpm.info.build_requires == std::vector<std::string>{"gcc", "make >= 3"});
  REQUIRE(srpm.info.warnings.size() == 1);
  CHECK(says(srpm.info.warnings[0], "Unknown tag: %nonsense"));
}

TEST_CASE("if a macro is undefined here, dependencies and architectures come from the header") {
  Fixture fixture(Files{
      {"greet.spec", small_spec("ExclusiveArch: %{greet_arches}\nBuildRequires: lib%{greet_lib}\n", "")}});
  srpm::Request request;
  request.macros = {{"greet_arches", "x86_64 s390x"}, {"greet_lib", "7"}};
  const fs::path file = given(fixture, request);
  const auto srpm = srpm::adopt({.file = file}, fixture.store(), fixture.tmp());
  CHECK(srpm.info.exclusive_arch == std::vector<std::string>{"x86_64", "s390x"});
  CHECK(srpm.info.build_requires == std::vector<std::string>{"lib7"});
  CHECK(srpm.info.packages.size() == 1);
  const auto& told = srpm.info.warnings;
  CHECK(std::ranges::count_if(told, [](const std::string& line) {
          return says(line,
                      "BuildRequires, BuildConflicts and architectures are taken from the package's header, "
                      "because here line 6: "
                      "ExclusiveArch is '%{greet_arches}', but the macro %greet_arches is not defined");
        }) == 1);
}

TEST_CASE("the spec of a source package runs in the sandbox") {
  const TempDir target(fs::temp_directory_path(), "srpm-target-");
  Fixture fixture(Files{
      {"greet.spec", "%global x %(touch " + (target.path() / "touched").string() + ")\n" + small_spec()}});
  const fs::path file = given(fixture);
  CHECK(error_of(fixture, file) == "");
  CHECK(fs::is_empty(target.path()));
}
