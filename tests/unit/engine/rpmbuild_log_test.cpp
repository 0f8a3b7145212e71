// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rpmbuild_log.hpp"

#include <doctest/doctest.h>

using namespace rpmworks::engine;
using Lines = std::vector<std::string>;

TEST_CASE("the failed section is found, without the parsing or earlier sections") {
  const auto log = read_rpmbuild_log(
      "sh: line 1: optional-tool: command not found\nExecuting(%prep): /bin/sh -e /var/tmp/rpm-tmp.a\n+ cd "
      "x\n"
      "in prep\nExecuting(%build): /bin/sh -e /var/tmp/rpm-tmp.b\n+ make\nin build\n"
      "error: Bad exit status from /var/tmp/rpm-tmp.b (%build)\n\nRPM build errors:\n"
      "    Bad exit status from /var/tmp/rpm-tmp.b (%build)\n");
  CHECK(log.phase == "%build");
  CHECK(log.section == Lines{"+ make", "in build", ""});
  CHECK(log.errors == Lines{"Bad exit status from /var/tmp/rpm-tmp.b (%build)"});
  CHECK_FALSE(log.is_mixed);
}

TEST_CASE("a message of several lines is one message, and warnings do not count") {
  const std::string heading =
      "Executing(%install): /bin/sh -e /var/tmp/rpm-tmp.a\nProcessing files: a-1-1.noarch\n";
  const Lines expected = {"Installed (but unpackaged) file(s) found:\n   /usr/bin/x\n   /usr/bin/y",
                          "Second message"};
  const auto repeated =
      read_rpmbuild_log(heading +
                        "warning: bogus date\nRPM build warnings:\nRPM build errors:\n    bogus date\n"
                        "    Installed (but unpackaged) file(s) found:\n   /usr/bin/x\n   /usr/bin/y\n"
                        "    Second message\n");
  CHECK(repeated.phase == "files");
  CHECK(repeated.errors == expected);
  const auto direct =
      read_rpmbuild_log(heading +
                        "error: Installed (but unpackaged) file(s) found:\n   /usr/bin/x\n   /usr/bin/y\n"
                        "error: Second message\n");
  CHECK(direct.phase == "files");
  CHECK(direct.errors == expected);
}

TEST_CASE("warnings that rpm repeats do not belong to the failed section") {
  const std::string ran =
      "warning: no %changelog\nExecuting(%build): /bin/sh -e /var/tmp/rpm-tmp.a\n+ dd of=big\n"
      "dd: error writing 'big'\nerror: Bad exit status from /var/tmp/rpm-tmp.a (%build)\n";
  const std::string errors = "RPM build errors:\n    Bad exit status from /var/tmp/rpm-tmp.a (%build)\n";
  for (const std::string warnings :
       {"", "RPM build warnings:\n    no %changelog\n", "\nRPM build warnings:\n    no %changelog\n\n",
        "RPM build warnings:\n    one whose level mock wrote elsewhere\n   and its second line\n"}) {
    CAPTURE(warnings);
    auto log = read_rpmbuild_log(ran + warnings + errors);
    std::erase(log.section, "");
    CHECK(log.phase == "%build");
    CHECK(log.section == Lines{"+ dd of=big", "dd: error writing 'big'"});
    CHECK(log.errors == Lines{"Bad exit status from /var/tmp/rpm-tmp.a (%build)"});
  }
}

TEST_CASE("lines joined by mock do not hide the phase: rpm repeats its messages") {
  SUBCASE("\"error:\" alone on a line") {
    const auto log = read_rpmbuild_log(
        "Executing(%build): /bin/sh -e /var/tmp/rpm-tmp.b\nit does not work\n+ exit 1\nerror: \n"
        "Bad exit status from /var/tmp/rpm-tmp.b (%build)\nRPM build errors:\n"
        "    Bad exit status from /var/tmp/rpm-tmp.b (%build)\n");
    CHECK(log.phase == "%build");
    CHECK(log.is_mixed);
    CHECK(log.section == Lines{"it does not work", "+ exit 1"});
  }
  SUBCASE("\"error:\" before a line of the build, which follows below the message") {
    const auto log = read_rpmbuild_log(
        "Executing(%build): /bin/sh -e /var/tmp/rpm-tmp.b\n+ exit 1\nerror: it does not work\n"
        "Bad exit status from /var/tmp/rpm-tmp.b (%build)\nlate words\nRPM build errors:\n"
        "    Bad exit status from /var/tmp/rpm-tmp.b (%build)\n");
    CHECK(log.phase == "%build");
    CHECK(log.section == Lines{"+ exit 1", "error: it does not work", "late words"});
  }
  SUBCASE("of a list of files") {
    const auto log = read_rpmbuild_log(
        "Executing(%install): /bin/sh -e /var/tmp/rpm-tmp.b\nProcessing files: x-1-1.noarch\nerror: \n"
        "File not found: /builddir/build/BUILDROOT/x-1-1.x86_64/opt/b\nRPM build errors:\n"
        "    File not found: /builddir/build/BUILDROOT/x-1-1.x86_64/opt/b\n");
    CHECK(log.phase == "files");
    CHECK(log.errors == Lines{"File not found: /builddir/build/BUILDROOT/x-1-1.x86_64/opt/b"});
  }
  SUBCASE("of BuildRequires") {
    const auto log = read_rpmbuild_log(
        "error: \nFailed build dependencies:\n\tx is needed by y-1-1.src\nRPM build errors:\n"
        "    Failed build dependencies:\n\tx is needed by y-1-1.src\n");
    CHECK(log.phase == "BuildRequires");
    CHECK(log.errors == Lines{"Failed build dependencies:\n\tx is needed by y-1-1.src"});
  }
}

TEST_CASE("output about another rpmbuild is not the failed section") {
  const auto log = read_rpmbuild_log(
      "Executing(%check): /bin/sh -e /var/tmp/rpm-tmp.b\nRPM build errors:\n    Bad exit status from x "
      "(%prep)\n"
      "1 of 2 tests failed\nerror: Bad exit status from /var/tmp/rpm-tmp.b (%check)\n\nRPM build errors:\n"
      "    Bad exit status from /var/tmp/rpm-tmp.b (%check)\n");
  CHECK(log.phase == "%check");
}

TEST_CASE("in a section without an end, errors come from programs") {
  const auto log = read_rpmbuild_log("Executing(%build): /bin/sh -e x\nerror: could not compile `x`\n");
  CHECK(log.phase.empty());
  CHECK(log.errors.empty());
  CHECK(log.section == Lines{"error: could not compile `x`", ""});
}
