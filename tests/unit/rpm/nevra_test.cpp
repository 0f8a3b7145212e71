// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/nevra.hpp"

#include <doctest/doctest.h>

using rpmworks::rpm::Evr;
using rpmworks::rpm::Nevra;

TEST_CASE("EVRs sort like in rpm") {
  CHECK(Evr::parse("1.0~rc1-1") < Evr::parse("1.0-1"));
  CHECK(Evr::parse("1.0-1") < Evr::parse("1.0^git1-1"));
  CHECK(Evr::parse("1.9-1") < Evr::parse("1.10-1"));
  CHECK(Evr::parse("2.0-1") < Evr::parse("1:1.0-1"));
  CHECK(Evr::parse("0:1.0-1") == Evr::parse("1.0-1"));
}

TEST_CASE("a NEVRA is parsed and formatted") {
  const Nevra nevra = Nevra::parse("python3-foo-bar-1:2.0~rc1-3.el6.noarch");
  CHECK(nevra.name == "python3-foo-bar");
  CHECK(nevra.evr.epoch == "1");
  CHECK(nevra.evr.version == "2.0~rc1");
  CHECK(nevra.evr.release == "3.el6");
  CHECK(nevra.arch == "noarch");
  CHECK(nevra.str() == "python3-foo-bar-1:2.0~rc1-3.el6.noarch");
  CHECK(nevra.file_name() == "python3-foo-bar-2.0~rc1-3.el6.noarch.rpm");
}

TEST_CASE("an invalid NEVRA does not throw") {
  for (const char* text : {"", "a", "a-b", ".", "-", "--", "a.b.c"}) CHECK_NOTHROW(Nevra::parse(text));
}

TEST_CASE("source packages by architecture and by file name") {
  using namespace rpmworks::rpm;
  CHECK(Nevra::parse("greet-1-1.src").is_source());
  CHECK(Nevra::parse("greet-1-1.nosrc").is_source());
  CHECK_FALSE(Nevra::parse("greet-1-1.noarch").is_source());
  CHECK(is_source_file_name("greet-1-1.src.rpm"));
  CHECK(is_source_file_name("greet-1-1.nosrc.rpm"));
  CHECK_FALSE(is_source_file_name("greet-1-1.x86_64.rpm"));
  CHECK_FALSE(is_source_file_name("src.rpm"));
  CHECK(source_file_stem("greet-1-1.nosrc.rpm") == "greet-1-1");
  CHECK(source_file_stem("greet-1-1.src.rpm") == "greet-1-1");
  CHECK(source_file_stem("greet-1-1.x86_64.rpm") == "greet-1-1.x86_64.rpm");
}
