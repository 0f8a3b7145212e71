// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/spec.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/json.hpp"
#include "rpm/spec_parser.hpp"
#include "rpm/stand_ins.hpp"

using namespace rpmworks;
using rpm::SpecSource;

namespace {

// These specs are trusted, so they are parsed in this process; all others are parsed in the sandbox.
rpm::SpecInfo parsed(const std::string& text, const rpm::Macros& macros = {},
                     const std::string& arch = "x86_64") {
  const TempDir folder(fs::temp_directory_path(), "spec-");
  const fs::path spec = folder.path() / "x.spec";
  write_file_atomically(spec, text);
  return rpm::parse_spec(spec, macros, arch + "-linux");
}

std::string error_of(const std::string& text, const rpm::Macros& macros = {}) {
  try {
    parsed(text, macros);
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::invalid);
    const std::string whole = error.render();
    return whole.substr(whole.find("x.spec") == std::string::npos ? 0 : whole.find("x.spec"));
  }
  return {};
}

const std::string k_head =
    "Name: greet\nEpoch: 2\nVersion: 1.0\nRelease: 1%{?dist}\nSummary: s\nLicense: MIT\n";
const std::string k_tail = "%description\nd\n";

}  // namespace

TEST_CASE("name, version and macros") {
  const auto info =
      parsed(k_head + "%{?lines}\n" + k_tail,
             {{"dist", ".el6"}, {"lines", "BuildRequires: a\nBuildRequires: b"}, {"opt(x:)", "%{-x*}"}});
  CHECK(info.name == "greet");
  CHECK(info.evr.str() == "2:1.0-1.el6");
  CHECK(info.build_requires == std::vector<std::string>{"a", "b"});
  CHECK(parsed(k_head + "URL: %opt -x 5\nBuildRequires: n%opt -x 7\n" + k_tail, {{"opt(x:)", "%{-x*}"}})
            .build_requires == std::vector<std::string>{"n7"});
  CHECK(error_of(k_head + k_tail, {{"bad name", "x"}}).find("'bad name' is not a valid macro name") !=
        std::string::npos);
}

TEST_CASE("a configuration read ahead is used for the next spec of its target, and no other") {
  const std::string spec = k_head + "BuildRequires: cpu-%{_target_cpu} ahead%{?of_home}\n" + k_tail;
  using Names = std::vector<std::string>;
  // A setting in a file in the user's home shows when the configuration was read.
  const TempDir home(fs::temp_directory_path(), "home-");
  const char* const before = std::getenv("HOME");
  const std::string old_home = before ? before : "";
  ::setenv("HOME", home.path().c_str(), 1);
  const auto read_ahead = [&](const std::string& target) {
    write_file_atomically(home.path() / ".rpmmacros", "%of_home -yes\n");
    rpm::read_configuration_ahead(target);
    fs::remove(home.path() / ".rpmmacros");
  };
  read_ahead("x86_64-linux");
  const auto info = parsed(spec, {{"dist", ".el6"}});
  CHECK(info.build_requires == Names{"ahead-yes", "cpu-x86_64"});
  CHECK(info.evr.release == "1.el6");
  CHECK(parsed(spec).build_requires == Names{"ahead", "cpu-x86_64"});  // it was used once
  read_ahead("aarch64-linux");
  CHECK(parsed(spec).build_requires == Names{"ahead", "cpu-x86_64"});
  CHECK(parsed(spec, {}, "aarch64").build_requires == Names{"ahead", "cpu-aarch64"});
  before ? ::setenv("HOME", old_home.c_str(), 1) : ::unsetenv("HOME");
}

TEST_CASE("calls are independent of each other") {
  CHECK(parsed(k_head + "%global leak yes\n" + k_tail, {{"dist", ".el6"}}).evr.release == "1.el6");
  CHECK(parsed(k_head + "BuildRequires: x%{?leak}\n" + k_tail).evr.release == "1");
  CHECK(parsed(k_head + "BuildRequires: x%{?leak}\n" + k_tail).build_requires ==
        std::vector<std::string>{"x"});
}

TEST_CASE("sources and patches with their numbers and lines") {
  const auto info = parsed(k_head +
                           "Patch: a.patch\nSource: https://example.org/%{name}.tgz\nSource7: b\nSource: c\n"
                           "%if 0\nPatch5: no.patch\n%else\nPatch5: yes.patch\n%endif\nNoSource: 7\n" +
                           k_tail);
  REQUIRE(info.sources.size() == 5);
  const auto at = [&](size_t i) -> const SpecSource& { return info.sources[i]; };
  CHECK(at(0).kind == SpecSource::Kind::source);
  CHECK(at(0).number == 0);
  CHECK(at(0).value == "https://example.org/greet.tgz");
  CHECK(at(0).file == "greet.tgz");
  CHECK(at(0).line == 8);
  CHECK(at(1).number == 7);
  CHECK(at(1).no_source);
  CHECK(at(1).line == 9);
  CHECK(at(2).number == 8);
  CHECK(at(2).line == 10);
  CHECK(at(3).kind == SpecSource::Kind::patch);
  CHECK(at(3).number == 0);
  CHECK(at(3).line == 7);
  CHECK(at(4).value == "yes.patch");
  CHECK(at(4).line == 14);
}

TEST_CASE("the packages that are built for the target's architecture") {
  const auto info =
      parsed(k_head + k_tail +
                 "%package devel\nSummary: s\nProvides: greet-headers = 3\n%description devel\nd\n"
                 "%package -n python-greet\nSummary: s\nBuildArch: noarch\n%description -n python-greet\nd\n"
                 "%package doc\nSummary: s\n%description doc\nd\n"
                 "%files\n%files devel -f list\n%files -n python-greet\n",
             {}, "aarch64");
  REQUIRE(info.packages.size() == 3);
  CHECK(info.packages[0].nevra.str() == "greet-2:1.0-1.aarch64");
  CHECK(info.packages[1].nevra.str() == "greet-devel-2:1.0-1.aarch64");
  CHECK(info.packages[2].nevra.str() == "python-greet-2:1.0-1.noarch");
  const auto& provides = info.packages[1].provides;
  CHECK(std::find(provides.begin(), provides.end(), "greet-headers = 3") != provides.end());
  // rpm does not report which heading ends %prep.
  const auto after_prep = parsed(k_head + k_tail +
                                 "%package -n greet-greet\nSummary: s\n%description -n greet-greet\nd\n"
                                 "%prep\n%setup -q\n%files -n %{name}-%{name}\n%files\n");
  CHECK(after_prep.packages.size() == 2);
  CHECK(parsed(k_head + "%description\nd\n%prep\n%build\n").packages.empty());
  const auto noarch = parsed(k_head + "BuildArch: noarch\n" + k_tail + "%files\n");
  REQUIRE(noarch.packages.size() == 1);
  CHECK(noarch.packages[0].nevra.arch == "noarch");
}

TEST_CASE("requirements as rpm prints them, and the architectures") {
  const auto info =
      parsed(k_head +
             "BuildRequires: gcc >= 2:4.1, (a or b), perl(Foo::Bar)\nExclusiveArch: i686 ppc64\n"
             "ExcludeArch: s390\n" +
             k_tail);
  CHECK(info.build_requires == std::vector<std::string>{"(a or b)", "gcc >= 2:4.1", "perl(Foo::Bar)"});
  CHECK(info.exclusive_arch == std::vector<std::string>{"i686", "ppc64"});
  CHECK(info.exclude_arch == std::vector<std::string>{"s390"});
  CHECK(info.changelog_time == 0);
  CHECK(parsed(k_head + k_tail +
               "%changelog\n* Mon Jan 01 2024 A <a@example.org>\n- y\n\n* Sun Dec 31 2023 A "
               "<a@example.org>\n- x\n")
            .changelog_time == 1704110400);
}

TEST_CASE("%prep is returned expanded, without its sources") {
  const auto info = parsed(k_head + "Source0: %{name}-%{version}.tar.gz\nPatch0: p\n" + k_tail +
                           "%prep\n%autosetup -n %{name}-abc -p1\n");
  CHECK(info.prep.find("cd 'greet-abc'") != std::string::npos);
  CHECK(info.prep.find("greet-1.0.tar.gz") != std::string::npos);
}

TEST_CASE("rpm's warnings are returned, and nothing is printed") {
  const auto info = parsed(k_head + k_tail + "%changelog\n* Mon Jan 02 2024 A <a@example.org>\n- x\n");
  REQUIRE(info.warnings.size() == 1);
  CHECK(info.warnings[0].starts_with("bogus date in %changelog"));
}

TEST_CASE("an undefined macro is an error in a tag that determines the build") {
  const auto refusal = [](const std::string& lines, const rpm::Macros& macros = {}) {
    const std::string text = error_of(k_head + lines + k_tail, macros);
    return text.substr(0, text.find('\n'));
  };
  CHECK(refusal("ExclusiveArch: %{java_arches} s390x\n") ==
        "x.spec:7: error: ExclusiveArch is '%{java_arches}', but the macro %java_arches is not defined");
  CHECK(refusal("ExclusiveArch: %{java_arches} s390x\n", {{"java_arches", "x86_64"}}) == "");
  CHECK(refusal("ExcludeArch: %go_arches\n") ==
        "x.spec:7: error: ExcludeArch is '%go_arches', but the macro %go_arches is not defined");
  CHECK(refusal("BuildRequires: gcc\nBuildRequires: python%{python9_pkgversion}-devel\n") ==
        "x.spec:8: error: BuildRequires is 'python%{python9_pkgversion}-devel', but the macro "
        "%python9_pkgversion is not defined");
  CHECK(refusal("Requires(post): lib%{nowhere}\n") ==
        "x.spec:7: error: Requires is 'lib%{nowhere}', but the macro %nowhere is not defined");
  CHECK(
      refusal("Source3: app-%{upstream_tag}.tar.gz\n") ==
      "x.spec:7: error: Source is 'app-%{upstream_tag}.tar.gz', but the macro %upstream_tag is not defined");
  CHECK(refusal("%package devel\nSummary: s\nRelease: 1%{minor_bump}\n%description devel\nd\n") ==
        "x.spec:9: error: Release of greet-devel is '1%{minor_bump}', but the macro %minor_bump is not "
        "defined");
  CHECK(refusal("Provides: bundled(x) = %{bundled_x}\n") ==
        "x.spec:7: error: Provides is 'bundled(x) = %{bundled_x}', but the macro %bundled_x is not defined");
  // Through another macro, the reported line is that of the definition.
  CHECK(refusal("%global needed lib%{elsewhere}\nRequires: %{needed}\n") ==
        "x.spec:7: error: Requires is 'lib%{elsewhere}', but the macro %elsewhere is not defined");
  CHECK(error_of(k_head + "Requires: lib%{late}\n%global late 1\n" + k_tail)
            .find("hint: the spec defines %late only further down") != std::string::npos);
  // Text that is not a macro, and macros that may be empty.
  CHECK(refusal("Requires: x%{?nothing}\nProvides: greet(50%25)\nURL: https://x.example/%{undefined}\n") ==
        "");
}

TEST_CASE("a doubled percent sign begins no macro") {
  const auto refusal = [](const std::string& lines) {
    const std::string text = error_of(k_head + lines + k_tail);
    return text.substr(0, text.find('\n'));
  };
  CHECK(refusal("Provides: u3(100%%pure)\n") == "");
  CHECK(refusal("Recommends: lang(%%lang)\n%files\n%lang(de) /usr/share/de\n") == "");
  CHECK(refusal("%global whole 100%%pure\nProvides: u3(%whole)\n") == "");
  CHECK(refusal("Source1: https://x.example/%%C3%%BCbung.txt\nPatch1: http://x.example/%%decade.patch\n") ==
        "");
  CHECK(refusal("Provides: u3(100%%pure)\nProvides: u4(%%%pure)\n") ==
        "x.spec:8: error: Provides is 'u3(100%pure)', but the macro %pure is not defined");
  CHECK(refusal("Provides: u3(100%%pure%{nowhere})\n") ==
        "x.spec:7: error: Provides is 'u3(100%pure%{nowhere})', but the macro %nowhere is not defined");
  CHECK(refusal("Source1: https://x.example/%C3%BC%{nowhere}.txt\n") ==
        "x.spec:7: error: Source is 'https://x.example/%C3%BC%{nowhere}.txt', but the macro %nowhere is not "
        "defined");
}

TEST_CASE("the dependencies and scriptlets of packages") {
  const std::string lines =
      "Requires: a > 1\nRequires(post): b\nConflicts: c\nObsoletes: d < 2\nSuggests: e\nEnhances: f\n";
  const auto package = [](const std::string& text) {
    const auto info = parsed(text);
    REQUIRE(info.packages.size() == 1);
    return info.packages[0];
  };
  const auto full = package(k_head + lines + k_tail + "%post\ntrue\n%preun -p /sbin/ldconfig\n%files\n");
  CHECK(full.dependencies.at("Conflicts") == std::vector<std::string>{"c"});
  CHECK(full.dependencies.at("Obsoletes") == std::vector<std::string>{"d < 2"});
  CHECK(full.dependencies.at("Suggests") == std::vector<std::string>{"e"});
  CHECK(full.dependencies.at("Enhances") == std::vector<std::string>{"f"});
  const auto& required = full.dependencies.at("Requires");
  for (const char* name : {"a > 1", "b"}) CHECK(std::ranges::find(required, name) != required.end());
  CHECK_FALSE(full.dependencies.contains("Recommends"));
  REQUIRE(full.scriptlets.size() == 2);
  CHECK(full.scriptlets.contains("%preun"));
  CHECK(full.scriptlets.at("%post") == Digest().field("true").field("/bin/sh").hex());
  const auto other = package(k_head + k_tail + "%post\nfalse\n%files\n");
  CHECK(other.scriptlets.at("%post") != full.scriptlets.at("%post"));
  const auto run = package(k_head + k_tail + "%post -p /bin/bash\ntrue\n%files\n");
  CHECK(run.scriptlets.at("%post") != full.scriptlets.at("%post"));
  rpm::SpecInfo info;
  info.name = "greet";
  info.packages.push_back(full);
  const auto back = rpm::SpecInfo::from_json(info.to_json());
  CHECK(back.packages.at(0).dependencies == full.dependencies);
  CHECK(back.packages.at(0).scriptlets == full.scriptlets);
}

TEST_CASE("triggers and the flags of scriptlets belong to the scriptlets") {
  const auto scriptlets = [](const std::string& sections) {
    const auto info = parsed(k_head + k_tail + sections + "%files\n");
    REQUIRE(info.packages.size() == 1);
    return info.packages[0].scriptlets;
  };
  CHECK(scriptlets("").empty());
  const auto trigger = scriptlets("%triggerin -- bash > 4\ntrue\n");
  REQUIRE(trigger.contains("triggers"));
  CHECK(trigger.size() == 1);
  for (const char* const other :
       {"%triggerin -- bash > 5\ntrue\n", "%triggerin -- sh > 4\ntrue\n", "%triggerun -- bash > 4\ntrue\n"})
    CHECK(scriptlets(other).at("triggers") != trigger.at("triggers"));
  const auto files = scriptlets("%filetriggerin -- /usr/lib\ntrue\n");
  REQUIRE(files.contains("file triggers"));
  CHECK(scriptlets("%filetriggerin -- /usr/share\ntrue\n") != files);
  const auto transaction = scriptlets("%transfiletriggerin -- /usr/lib\ntrue\n");
  REQUIRE(transaction.contains("transaction file triggers"));
  CHECK(scriptlets("%transfiletriggerpostun -- /usr/lib\ntrue\n") != transaction);
  CHECK(scriptlets("%post -e\ntrue\n").at("%post") != scriptlets("%post\ntrue\n").at("%post"));
}

TEST_CASE("an undefined macro in a condition on architectures is a warning") {
  const std::string lines =
      "%ifarch x86_64 %{valgrind_arches}\nBuildRequires: valgrind\n%endif\n%ifnarch %{?maybe} "
      "%valgrind_arches %{ix86}\n%endif\n";
  CHECK(parsed(k_head + lines + k_tail).warnings ==
        std::vector<std::string>{"line 7: %ifarch uses %valgrind_arches, which is not defined, so it matches "
                                 "no architecture (define it in the target's `buildroot.macros`)"});
  CHECK(parsed(k_head + lines + k_tail, {{"valgrind_arches", "x86_64"}}).warnings.empty());
}

TEST_CASE("a character that repository metadata cannot contain is an error with its line") {
  const auto refusal = [](const std::string& text) {
    const std::string error = error_of(text);
    return error.substr(0, error.find('\n'));
  };
  std::string changelog = "%changelog\n* Mon Jan 01 2024 A <a@example.org> - 1-1\n";
  for (int i = 0; i < 300; ++i) changelog += "- line\n";
  CHECK(
      refusal(k_head + k_tail + "%build\nprintf '\033[0m'\n%files\n" + changelog +
              "- pasted \033[200~9cd5\n") ==
      "x.spec:314:10: error: %changelog contains the character 0x1B (ESC), which repository metadata cannot "
      "contain");
  CHECK(
      refusal(k_head + "URL: http://x\x01\n" + k_tail) ==
      "x.spec:7:14: error: URL contains the character 0x01 (SOH), which repository metadata cannot contain");
  CHECK(refusal(k_head + "%description\none\fpage\n") ==
        "x.spec:8:4: error: %description contains the character 0x0C (FF), which repository metadata cannot "
        "contain");
  CHECK(refusal(k_head + "%package x\nSummary: \xef\xbf\xbf\n%description x\nd\n" + k_tail) ==
        "x.spec:8:10: error: Summary of greet-x contains the character U+FFFF, which repository metadata "
        "cannot "
        "contain");
  CHECK(refusal(k_head + k_tail + "%files\n/usr/share/\x02x\n") ==
        "x.spec:10:12: error: %files contains the character 0x02 (STX), which repository metadata cannot "
        "contain");
  CHECK(error_of(k_head + "URL: %(printf 'a\\007')\n" + k_tail)
            .find("a macro or a command of the spec prints it") != std::string::npos);
  // Sections that stay in the source package may contain anything, and Latin-1 is converted.
  CHECK(refusal(k_head + k_tail + "%build\nprintf '\033[0m'\n") == "");
  CHECK(refusal(k_head + "%description\nGr\xfc\xdf"
                         "e\tx\r\n") == "");
}

TEST_CASE("stand-ins for rpmautospec") {
  const auto release = [](const std::string& use, const rpm::Macros& macros) {
    return parsed("Name: x\nVersion: 1\nRelease: " + use + "\nSummary: s\nLicense: l\n" + k_tail +
                      "%changelog\n%autochangelog\n",
                  macros)
        .evr.release;
  };
  const rpm::Macros fedora = {{"dist", ".fc41"}};
  CHECK(release("%autorelease", fedora) == "1.fc41");
  CHECK(release("%{autorelease}", fedora) == "1.fc41");
  CHECK(release("%autorelease -p", fedora) == "0.1.fc41");
  CHECK(release("%autorelease -e rc1 -s git7 -b 4", fedora) == "4.rc1.git7.fc41");
  CHECK(release("%autorelease -n", fedora) == "1");
  CHECK(release("%autorelease", {{"autorelease", "9"}}) == "9");
}

TEST_CASE("stand-ins for the source macros of Fedora") {
  const auto file = [](const std::string& value, const std::string& version, const rpm::Macros& macros = {}) {
    return parsed("Name: x\nVersion: " + version + "\nRelease: 1\nSummary: s\nLicense: l\nSource0: " + value +
                      "\n" + k_tail,
                  macros)
        .sources.at(0)
        .value;
  };
  CHECK(file("v%{version_no_tilde}.tar.gz", "1.0~rc1") == "v1.0-rc1.tar.gz");
  CHECK(file("v%{version_no_tilde %{quote:.}}.tar.gz", "1.0~rc1") == "v1.0.rc1.tar.gz");
  CHECK(file("%{pypi_source}", "1.0~b1") ==
        "https://files.pythonhosted.org/packages/source/x/x/x-1.0b1.tar.gz");
  CHECK(file("%{pypi_source Foo 2 zip}", "1") ==
        "https://files.pythonhosted.org/packages/source/F/Foo/Foo-2.zip");
  CHECK(file("%{pypi_source}", "1", {{"srcname", "bar"}}).ends_with("/bar-1.tar.gz"));
  CHECK(file("%{pypi_source}", "1", {{"pypi_source", "own"}}) == "own");
}

TEST_CASE("stand-ins for the macros of Python packages") {
  const auto info =
      parsed(k_head + "Requires: %{__python3}\n%py_provides python3-greet\n%py_provides old 0.9\n" + k_tail +
             "%files\n");
  const auto& provides = info.packages.at(0).provides;
  const auto provided = [&](const std::string& what) {
    return std::find(provides.begin(), provides.end(), what) != provides.end();
  };
  CHECK(provided("python3-greet = " + info.evr.str()));
  CHECK(provided("old = 0.9"));
}

TEST_CASE("a spec contains the stand-ins that it uses, and only those") {
  CHECK(rpm::with_stand_ins("Name: x\n", {}) == "Name: x\n");
  const std::string text = "Release: %autorelease\nSource0: %{pypi_source}\n";
  const std::string carried = rpm::with_stand_ins(text, {});
  CHECK(carried.starts_with("%define autorelease(e:s:pb:n) "));
  CHECK(carried.find("\n%{!?pypi_source:%define pypi_source() ") != std::string::npos);
  CHECK(carried.find("autochangelog") == std::string::npos);
  CHECK(carried.ends_with("\n\n" + text));
  CHECK(rpm::with_stand_ins(text, {{"autorelease", "1"}, {"pypi_source()", "x"}}) == text);
  CHECK(rpm::with_stand_ins("%global autorelease 5\nRelease: %autorelease\n", {}).starts_with("%global"));
  const std::string whole = rpm::with_stand_ins(
      "Name: x\nVersion: 1~a\nRelease: %autorelease\nSummary: s\nLicense: l\n"
      "Source0: %{pypi_source}\nSource1: %{version_no_tilde}\n" +
          k_tail,
      {});
  const auto info = parsed(whole);
  CHECK(info.sources.at(0).file == "x-1a.tar.gz");
  CHECK(info.sources.at(1).file == "1-a");
}

TEST_CASE("a dist tag identifies the distribution") {
  using rpm::Macros;
  CHECK(rpm::target_macros({}, ".el6") == Macros{{"dist", ".el6"}, {"rhel", "6"}, {"el6", "1"}});
  CHECK(rpm::target_macros({}, ".el8_10.x") == Macros{{"dist", ".el8_10.x"}, {"rhel", "8"}, {"el8", "1"}});
  CHECK(rpm::target_macros({}, ".fc41") == Macros{{"dist", ".fc41"}, {"fedora", "41"}, {"fc41", "1"}});
  CHECK(rpm::target_macros({{"a", "b"}}, ".deb12") == Macros{{"a", "b"}, {"dist", ".deb12"}});
  CHECK(rpm::target_macros({{"rhel", "7"}, {"dist", ".x"}}, ".el6") ==
        Macros{{"rhel", "7"}, {"dist", ".x"}, {"el6", "1"}});
  CHECK(rpm::target_macros({}, "").empty());
}

TEST_CASE("errors have their line number, the line itself and rpm's message") {
  CHECK(error_of(k_head + "Nonsense: 1\n" + k_tail)
            .starts_with(
                "x.spec:7: error: the spec does not parse: Unknown tag: Nonsense: 1\n  7 | Nonsense: 1\n"));
  CHECK(error_of(k_head + "%if x y\n%endif\n" + k_tail).starts_with("x.spec:7: error: "));
  CHECK(error_of("Name: ../../x\n")
            .starts_with(
                "x.spec:1: error: the spec does not parse: Illegal char '/' (0x2f) in: Name: ../../x\n"));
  CHECK(error_of("Name: x\nVersion: %{nil}\n")
            .starts_with("x.spec:2: error: the spec does not parse: Empty tag: Version:\n"));
  // Without its own line, all messages of rpm are there.
  const std::string several = error_of("Name: x\n" + k_tail);
  CHECK(several.find("Version field must be present") != std::string::npos);
  CHECK(several.find("Summary field must be present") != std::string::npos);
  CHECK(error_of("").find("the spec does not parse") != std::string::npos);
  CHECK(error_of(k_head + "%{error:the author's own words}\n" + k_tail).find("the author's own words") !=
        std::string::npos);
  CHECK_THROWS_AS(rpm::parse_spec("/nowhere/x.spec", {}, "x86_64-linux"), Error);
}

TEST_CASE("a value is the same after JSON, whatever its encoding") {
  const auto info = parsed(k_head + "Source0: a\nBuildRequires: (a or b)\n" + k_tail +
                           "%prep\necho \"quoted \\\\ \t\x01\"\n%files\n");
  const std::string json = info.to_json().dump();
  const auto again = rpm::SpecInfo::from_json(Json::parse(json));
  CHECK(again.to_json().dump() == json);
  CHECK(again.prep == info.prep);
  CHECK(again.sources[0].line == 7);
  rpm::SpecInfo latin;
  latin.prep = "Gr\xfc\xdf";
  CHECK(rpm::SpecInfo::from_json(Json::parse(latin.to_json().dump())).prep.starts_with("Gr"));
  for (const std::string bad : {"{}", "[]", "{\"name\": 1}", "\"nonsense\"", "null"})
    CHECK_THROWS_AS(rpm::SpecInfo::from_json(Json::parse(bad)), Error);
}

TEST_CASE("a source package is written") {
  const TempDir folder(fs::temp_directory_path(), "spec-");
  const fs::path spec = folder.path() / "x.spec";
  write_file_atomically(spec, k_head + "Source0: a\n" + k_tail);
  const rpm::Macros macros = {{"_sourcedir", folder.path().string()}, {"_srcrpmdir", folder.path().string()}};
  try {
    rpm::write_source_package(spec, macros, "x86_64-linux");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("the source package cannot be written: Bad file") !=
          std::string::npos);
  }
  CHECK_FALSE(fs::exists(folder.path() / "greet-1.0-1.src.rpm"));
  write_file_atomically(folder.path() / "a", "x");
  rpm::write_source_package(spec, macros, "x86_64-linux");
  CHECK(fs::exists(folder.path() / "greet-1.0-1.src.rpm"));
}
