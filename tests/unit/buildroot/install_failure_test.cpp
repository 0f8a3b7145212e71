// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/install_failure.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rpmworks::buildroot;

TEST_CASE("the cause of a failed installation is one line") {
  struct Case {
    const char* log;
    const char* cause;
  };
  for (const auto& [log, cause] :
       {Case{"Verifying packages...\nPreparing packages...\n"
             "\tfile /usr/share/c/f from install of two-1-1.noarch conflicts with file from package "
             "one-1-1.noarch\n",
             "the file /usr/share/c/f is in both two-1-1.noarch and one-1-1.noarch"},
        Case{"\tfile /a conflicts between attempted installs of one-1-1.noarch and two-1-1.noarch\n"
             "\tfile /b conflicts between attempted installs of one-1-1.noarch and two-1-1.noarch\n",
             "the file /a is in both one-1-1.noarch and two-1-1.noarch, and 1 more file"},
        Case{"Preparing packages...\nlib-1-1.noarch\nno room for me\n"
             "error: %prein(refuses-1-1.noarch) scriptlet failed, exit status 1\n"
             "error: refuses-1-1.noarch: install failed\n",
             "%pre of refuses-1-1.noarch failed (exit status 1): no room for me"},
        Case{"Preparing packages...\nrefuses-1-1.noarch\n"
             "error: %prein(refuses-1-1.noarch) scriptlet failed, signal 9\n",
             "%pre of refuses-1-1.noarch failed (signal 9)"},
        Case{"useradd: group 'x' does not exist\n"
             "error: %pretrans(a-1-1.noarch) scriptlet failed, exit status 6\n",
             "%pretrans of a-1-1.noarch failed (exit status 6): useradd: group 'x' does not exist"},
        Case{"error: lua script failed: [string \"%pretrans(a-1-1.noarch)\"]:1: not on this day\n"
             "Preparing packages...\nerror: a-1-1.noarch: install skipped\n",
             "%pretrans of a-1-1.noarch failed (line 1: not on this day)"},
        Case{"error: Failed dependencies:\n\tuser(builder) is needed by app-1-1.noarch\n"
             "\tone conflicts with two-1-1.noarch\n",
             "user(builder) is needed by app-1-1.noarch, and 1 more like it"},
        Case{"error: unpacking of archive failed on file /usr/bin/x;61b: cpio: chown failed - Operation not "
             "permitted\nerror: x-1-1.noarch: install failed\n",
             "unpacking failed on file /usr/bin/x;61b: cpio: chown failed - Operation not permitted"},
        Case{"error: x-1-1.noarch.rpm: not an rpm package (or package manifest)\n",
             "x-1-1.noarch.rpm: not an rpm package (or package manifest)"},
        Case{"Preparing packages...\nterminate called\n", "terminate called"},
        Case{"", "it printed nothing"}}) {
    INFO(log);
    CHECK(diagnose_installation(log).cause == cause);
  }
}

TEST_CASE("a full disk is distinguished from output that only mentions one") {
  CHECK(diagnose_installation("\tinstalling package a-1-1.noarch needs 20MB more space on the / filesystem\n")
            .no_space);
  CHECK(diagnose_installation("error: unpacking of archive failed on file /a: cpio: write failed - No space "
                              "left on device\n")
            .no_space);
  const InstallFailure words = diagnose_installation(
      "cp: No space left on device\nerror: %prein(a-1-1.noarch) scriptlet failed, exit status 1\n");
  CHECK_FALSE(words.no_space);
  CHECK(words.says_full);
}
