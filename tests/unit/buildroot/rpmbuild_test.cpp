// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/rpmbuild.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"

using namespace rpmworks;
using namespace rpmworks::buildroot;

TEST_CASE("the macros make packages depend only on their inputs, and the target's macros come last") {
  RpmbuildRun run;
  run.macros = {{"dist", ".el9"}, {"_buildhost", "builder.example.org"}, {"two", "first\nsecond"}};
  run.cpus = 3;
  const std::string text = macros_file(run);
  for (const char* const line :
       {"%_topdir /builddir/build\n", "%use_source_date_epoch_as_buildtime 1\n",
        "%clamp_mtime_to_source_date_epoch 1\n", "%_smp_build_ncpus 3\n", "%_smp_mflags -j3\n",
        "%dist .el9\n", "%_buildhost builder.example.org\n", "%two first\\\nsecond\n"})
    CHECK(text.find(line) != std::string::npos);
  CHECK(text.find("%_buildhost rpmworks") == std::string::npos);
}

TEST_CASE("packages are collected from rpm's folders, other files are ignored") {
  const TempDir folder(fs::temp_directory_path(), "rpmworks-rpmbuild-");
  RpmbuildRun run;
  run.scratch = folder.path();
  run.arch = "x86_64";
  const fs::path rpms = folder.path() / "RPMS";
  for (const char* const arch : {"x86_64", "noarch", "other"}) make_folders(rpms / arch);
  write_file_atomically(rpms / "x86_64/b.x86_64.rpm", "b");
  write_file_atomically(rpms / "noarch/a.noarch.rpm", "a");
  write_file_atomically(rpms / "other/d.other.rpm", "d");
  write_file_atomically(rpms / "noarch/readme.txt", "no package");
  fs::create_symlink("/etc/passwd", rpms / "noarch/c.noarch.rpm");
  make_folders(folder.path() / "out");
  CHECK(collect_packages(run, folder.path() / "out") ==
        std::vector<std::string>{"a.noarch.rpm", "b.x86_64.rpm", "d.other.rpm"});
  CHECK(read_file(folder.path() / "out/a.noarch.rpm") == "a");

  write_file_atomically(rpms / "noarch/b.x86_64.rpm", "another b");
  make_folders(folder.path() / "again");
  CHECK_THROWS_AS(collect_packages(run, folder.path() / "again"), Error);
}
