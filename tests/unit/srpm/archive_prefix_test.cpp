// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/archive_prefix.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;

namespace {

std::string prefix_of(const std::string& prep, const std::vector<std::string>& folders = {}) {
  rpm::SpecInfo spec;
  spec.name = "greet";
  spec.evr = {"", "1.0", "1"};
  spec.prep = prep;
  const rpm::SpecSource source{.value = "greet-1.0.tar.gz", .file = "greet-1.0.tar.gz"};
  return srpm::archive_prefix(spec, source, [&](const std::string& folder) {
    return std::find(folders.begin(), folders.end(), folder) != folders.end();
  });
}

const std::string k_begin = "cd '/builddir/build/BUILD'\n";
const std::string k_unpack = "/usr/lib/rpm/rpmuncompress -x /s/greet-1.0.tar.gz\nSTATUS=$?\n";

}  // namespace

TEST_CASE("the folder that %setup enters is the archive's prefix") {
  CHECK(prefix_of(k_begin + "rm -rf 'greet-1.0'\n" + k_unpack + "cd 'greet-1.0'\n") == "greet-1.0");
  CHECK(prefix_of(k_begin + "rm -rf 'greet-abc123'\n" + k_unpack + "cd 'greet-abc123'\n") == "greet-abc123");
  CHECK(prefix_of(k_begin + k_unpack + "cd 'with space'\n") == "with space");
}

TEST_CASE("%setup -n a/b means a folder of the tree if it exists") {
  const std::string prep = k_begin + k_unpack + "cd 'greet-1.0/src'\n";
  CHECK(prefix_of(prep, {"src"}) == "greet-1.0");
  CHECK(prefix_of(prep) == "greet-1.0/src");
}

TEST_CASE("%setup -c needs no prefix unless %prep enters a folder") {
  const std::string made =
      k_begin + "rm -rf 'greet-1.0'\n/bin/mkdir -p 'greet-1.0'\ncd 'greet-1.0'\n" + k_unpack;
  CHECK(prefix_of(made) == "");
  CHECK(prefix_of(made + "make -C greet-1.0.1\n") == "");
  CHECK(prefix_of(made + "mv greet-1.0 python3\n") == "greet-1.0");
  CHECK(prefix_of(made + "cd greet-1.0/src\n") == "greet-1.0");
}

TEST_CASE("hand-written %prep") {
  CHECK(prefix_of("tar xf /s/greet-1.0.tar.gz\ncd other-2\n") == "other-2");
  CHECK(prefix_of("tar xf /s/greet-1.0.tar.gz && true\npushd \"odd name\"; ls\n") == "odd name");
}

TEST_CASE("without a folder in %prep, the prefix is name-version") {
  CHECK(prefix_of("") == "greet-1.0");
  CHECK(prefix_of("%forgeautosetup -p1\n") == "greet-1.0");
  CHECK(prefix_of(k_unpack + "cd $HOME\ncd /tmp\ncd ../..\n") == "greet-1.0");
}
