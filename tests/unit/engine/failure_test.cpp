// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/failure.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

using namespace rpmworks::engine;

namespace {

std::string log_of(const std::string& middle, const std::string& phase) {
  return "Executing(%prep): /bin/sh -e /var/tmp/rpm-tmp.a\n+ exit 0\n" + middle +
         "\nerror: Bad exit status from /var/tmp/rpm-tmp.b (" + phase + ")\n\nRPM build errors:\n" +
         "    Bad exit status from /var/tmp/rpm-tmp.b (" + phase + ")\n";
}

}  // namespace

TEST_CASE("the failed phase is the one that rpm names") {
  for (const std::string phase : {"%prep", "%build", "%install", "%check"})
    CHECK(diagnose(log_of("x", phase)).phase == phase);
  CHECK(diagnose("error: Installed (but unpackaged) file(s) found:\n   /usr/bin/x\n").phase == "files");
  CHECK(diagnose("error: File not found: /x\n\nRPM build errors:\n    File not found: /x\n").lines ==
        std::vector<std::string>{"error: File not found: /x"});
  CHECK(diagnose("error: Failed build dependencies:\n\tx is needed by y-1-1.src\n").phase == "BuildRequires");
  CHECK(diagnose("Segmentation fault\n").phase == "");
  CHECK(diagnose("").phase == "");
}

TEST_CASE("the shown end of the log omits rpm's repetition") {
  const auto failure = diagnose(log_of("cc: oops", "%build"));
  REQUIRE(failure.lines.size() >= 2);
  CHECK(failure.lines.back() == "error: Bad exit status from /var/tmp/rpm-tmp.b (%build)");
  CHECK(failure.lines[failure.lines.size() - 2] == "cc: oops");
}

TEST_CASE("missing BuildRequires are read with their versions, without other lines") {
  const auto failure = diagnose(
      "warning: x\nerror: Failed build dependencies:\n\tpkgconfig(zlib) >= 1.2 is needed by "
      "greet-1.0-1.x86_64\n"
      "\t(a or b) is needed by greet-1.0-1.x86_64\nother: c is needed by d\n");
  CHECK(failure.missing == std::vector<std::string>{"pkgconfig(zlib) >= 1.2", "(a or b)"});
  CHECK(diagnose("a is needed by b\n").missing.empty());
}

TEST_CASE("known causes have hints that name the missing item") {
  const auto hint = [](const std::string& line) { return diagnose(log_of(line, "%build")).hint; };
  CHECK(hint("a.c:1:10: fatal error: zlib.h: No such file or directory") ==
        "add a BuildRequires on the -devel package that holds zlib.h");
  CHECK(hint("/var/tmp/rpm-tmp.x: line 3: cmake: command not found") ==
        "add a BuildRequires on the package that holds the program cmake");
  CHECK(hint("/var/tmp/rpm-tmp.x: 3: cmake: not found") ==
        "add a BuildRequires on the package that holds the program cmake");
  CHECK(hint("curl: (6) Could not resolve host: example.org").find("no network") != std::string::npos);
  CHECK(hint("/usr/bin/ld: cannot find -lz: No such file or directory") ==
        "add a BuildRequires on the -devel package of the library z");
  CHECK(hint("Package dependency: No package 'libfoo' found") == "add BuildRequires: pkgconfig(libfoo)");
  CHECK(hint("something never seen") == "");
  CHECK(diagnose("error: File not found: /builddir/build/BUILDROOT/x-1-1.x86_64/usr/bin/x\n").hint ==
        "%install did not make /usr/bin/x, which %files names");
}

TEST_CASE("a build that reached its process limit gets a hint about it") {
  for (const std::string line :
       {"/var/tmp/rpm-tmp.a: 29: Cannot fork", "bash: fork: retry: Resource temporarily unavailable",
        "make: fork: Resource temporarily unavailable"}) {
    const auto failure = diagnose(log_of(line, "%build"));
    CHECK(failure.cause == line);
    CHECK(failure.hint ==
          "it reached its limit of processes; if it needs more, raise `limits: { processes: … }` of the "
          "package or of its target in repos.yaml");
  }
}

TEST_CASE("the cause is the most informative line") {
  const auto cause = [](const std::string& lines) { return diagnose(log_of(lines, "%build")).cause; };
  CHECK(cause("cc: oops\nmake: *** [Makefile:2: all] Error 1") == "cc: oops");
  CHECK(cause("x.sh: line 3: cmake: command not found\n  \nleaving") ==
        "x.sh: line 3: cmake: command not found");
  CHECK(cause("a test failed\n+ exit 1") == "a test failed");
  CHECK(cause("make: *** No rule to make target 'x'.  Stop.") ==
        "make: *** No rule to make target 'x'.  Stop.");
  CHECK(cause(std::string(5000, 'a')).size() == 200);
  // Not the shell's trace, which some shells print without quotes.
  CHECK(
      cause(
          "a.c:1:10: fatal error: zlib.h: No such file or directory\n+ echo fatal error: x: No such file or "
          "directory") == "a.c:1:10: fatal error: zlib.h: No such file or directory");
  CHECK(diagnose("Executing(%build): /bin/sh -e /var/tmp/rpm-tmp.b\n+ false\n"
                 "error: Bad exit status from /var/tmp/rpm-tmp.b (%build)\n")
            .cause == "");
}

TEST_CASE("the cause belongs to the failed section, and a compiler's first error comes first") {
  const auto of = [](const std::string& lines) {
    return diagnose("sh: line 1: optional-tool: command not found\n" + log_of(lines, "%build"));
  };
  CHECK(of("ERROR: the real reason").cause == "ERROR: the real reason");
  CHECK(of("ERROR: the real reason").hint.empty());
  CHECK(of("cc -c a.c\na.c:1:25: error: 'x' undeclared\na.c:2:1: error: 'y' undeclared\nmake[1]: *** "
           "[Makefile:2: all] "
           "Error 1\nmake: *** [all] Error 2")
            .cause == "a.c:1:25: error: 'x' undeclared");
  CHECK(
      of("a.o: undefined reference to `f'\ncollect2: error: ld returned 1 exit status\nmake: *** [a] Error 1")
          .cause == "a.o: undefined reference to `f'");
  CHECK(of("error[E0425]: cannot find value `x`\nerror: could not compile `a`").cause ==
        "error[E0425]: cannot find value `x`");
  CHECK(
      of("CMake Error at CMakeLists.txt:3 (find_package):\n  Could not find Qt5\n\n-- Configuring incomplete")
          .cause == "CMake Error at CMakeLists.txt:3 (find_package): Could not find Qt5");
  CHECK(of("x.go:3:5: undefined: foo\nmake: *** [x] Error 1").cause == "x.go:3:5: undefined: foo");
  CHECK(of("ninja: build stopped: subcommand failed.").cause == "");
}

TEST_CASE("a hint is about the line that ended the section, or absent") {
  const auto of = [](const std::string& lines) { return diagnose(log_of(lines, "%build")); };
  // Such a line is the last one of its section, unless the section can continue without the program.
  const auto optional = of("/var/tmp/rpm-tmp.b: line 3: git: command not found\n+ true\nthe tests failed");
  CHECK(optional.cause == "the tests failed");
  CHECK(optional.hint.empty());
  CHECK(of("No package 'x' found\n" + std::string(60, '\n') +
           "ok\nok\nok\nok\nok\nok\nok\nok\nok\nok\nok\nok\nok\nok\nok\nok\nit failed")
            .hint.empty());
  CHECK(of("make: cc: No such file or directory\nmake: *** [Makefile:2: all] Error 127").hint ==
        "add a BuildRequires on the package that holds the program cc");
}

TEST_CASE("an undefined macro is named for every shell") {
  const std::string hint =
      "BuildRequire the package that defines %some_macro, or define it under the target's `buildroot.macros`";
  for (const std::string said : {"/var/tmp/rpm-tmp.b: line 37: fg: no job control",
                                 "/var/tmp/rpm-tmp.b: 37: %some_macro: not found"}) {
    const auto failure = diagnose(log_of("+ %some_macro -x\n" + said, "%build"));
    CHECK(failure.cause == "%some_macro is not a macro of this buildroot");
    CHECK(failure.hint == hint);
  }
  const auto tag = diagnose("error: line 9: Unknown tag: %some_macro -x\n");
  CHECK(tag.cause == "error: line 9: Unknown tag: %some_macro -x");
  CHECK(tag.hint ==
        "%some_macro is not a macro of this buildroot: BuildRequire the package that defines it, or define "
        "it under the target's `buildroot.macros`");
}

TEST_CASE("messages about files name the files") {
  const std::string heading =
      "Executing(%install): /bin/sh -e /var/tmp/rpm-tmp.a\nProcessing files: a-1-1.noarch\n";
  const auto of = [&](const std::string& message) {
    return diagnose(heading + "error: " + message + "\n\nRPM build errors:\n    " + message + "\n");
  };
  CHECK(of("Installed (but unpackaged) file(s) found:\n   /usr/bin/x\n   /usr/bin/y").cause ==
        "error: Installed (but unpackaged) file(s) found: /usr/bin/x and 1 more");
  CHECK(of("Arch dependent binaries in noarch package").cause ==
        "error: Arch dependent binaries in noarch package");
  CHECK(of("Arch dependent binaries in noarch package").hint ==
        "remove `BuildArch: noarch`, or install no compiled files into this package");
  CHECK(
      of("Empty %files file /builddir/build/BUILD/list").hint ==
      "`%files -f` reads /builddir/build/BUILD/list, which names no file: see how the spec makes this list");
  CHECK(of("Something else").hint.empty());
  CHECK(of("Something else").phase == "files");
}

TEST_CASE("lines around a cause far from the end are shown") {
  std::string lines = "a.c:1:1: error: oops\n";
  for (int i = 0; i < 100; ++i) lines += "line " + std::to_string(i) + "\n";
  const auto failure = diagnose(log_of(lines, "%build"));
  CHECK(failure.lines.size() <= 20);
  CHECK(std::ranges::find(failure.lines, "a.c:1:1: error: oops") != failure.lines.end());
  CHECK(failure.lines.back() == "error: Bad exit status from /var/tmp/rpm-tmp.b (%build)");
}

TEST_CASE("a cause is not cut inside a character") {
  const auto failure = diagnose(log_of(std::string(199, 'a') + "äöü", "%build"));
  CHECK(failure.cause == std::string(199, 'a'));
}

TEST_CASE("only the end of a long log is read") {
  const rpmworks::TempDir folder(rpmworks::fs::temp_directory_path(), "rpmworks-failure-");
  const auto log = folder.path() / "build.log";
  rpmworks::write_new_file(log, "begin\n");
  CHECK(read_log_end(log) == "begin\n");
  rpmworks::fs::resize_file(log, uint64_t{1} << 36);  // a sparse file: larger than memory
  {
    std::ofstream more(log, std::ios::app);
    more << "\ncc: oops\nerror: Bad exit status from /var/tmp/rpm-tmp.b (%build)\n";
  }
  const std::string end = read_log_end(log);
  CHECK(end.size() == size_t{4} << 20);
  CHECK(diagnose(end).phase == "%build");
  CHECK(diagnose(end).lines.back() == "error: Bad exit status from /var/tmp/rpm-tmp.b (%build)");
}

TEST_CASE("a full disk is detected on the disk, not in the log") {
  CHECK(diagnose(log_of("test: No space left on device", "%build")).no_space);
  CHECK(diagnose(log_of("error: create archive failed on file /opt/x: cpio: write", "%files")).no_space);
  CHECK(is_nearly_full("/proc"));  // it has no space at all
  CHECK_FALSE(is_nearly_full("/nowhere"));
}

TEST_CASE("hostile logs are treated as text") {
  const std::string long_line(200000, 'a');
  CHECK(diagnose(long_line).lines.size() == 1);
  CHECK(diagnose("error: Bad exit status from ").phase == "");
  CHECK(diagnose("error: Bad exit status from )(").phase == "");
  CHECK(diagnose(std::string("\0\xff\n", 3)).phase == "");
}
