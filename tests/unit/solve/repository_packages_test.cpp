// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/metadata/repository_packages.hpp"

#include <doctest/doctest.h>

#include "core/temporary.hpp"
#include "support/errors.hpp"
#include "support/listing.hpp"

using namespace rpmworks;
using namespace rpmworks::solve;
using test::Listed;

TEST_CASE("all packages of repositories, with what they obsolete") {
  const TempDir folder(temporary_folder(), "packages-");
  test::Listing one(folder.path(), "one",
                    {Listed{.name = "lib", .arch = "x86_64", .source = "lib-1.0-1.src.rpm"},
                     Listed{.name = "lib", .arch = "i686"}, Listed{.name = "lib", .arch = "src"}});
  Listed replacing{.name = "new", .version = "2"};
  replacing.obsoletes = {"old", "lower < 2", "equal = 1.0", "both >= 1-3", "up > 1"};
  test::Listing two(folder.path(), "two", {replacing});
  for (int run = 0; run < 2; ++run) {  // from the XML, and from the cache
    const auto packages = packages_of({one.metadata(), two.metadata()});
    REQUIRE(packages.size() == 4);
    CHECK(packages[0].repository == 0);
    CHECK(packages[0].location.nevra.str() == "lib-1.0-1.x86_64");
    CHECK(packages[0].location.repository == "one");
    CHECK(packages[0].location.href == "Packages/lib.rpm");
    CHECK(packages[0].location.size == 1234);
    CHECK(packages[0].source_package == "lib-1.0-1.src.rpm");
    CHECK(packages[1].location.nevra.arch == "i686");
    CHECK(packages[2].location.nevra.arch == "src");
    CHECK(packages[3].repository == 1);
    REQUIRE(packages[3].obsoletes.size() == 5);
    const auto covers = [&](size_t i, const char* nevra) {
      return packages[3].obsoletes[i].covers(rpm::Nevra::parse(nevra));
    };
    CHECK(covers(0, "old-1:5-1.noarch"));
    CHECK_FALSE(covers(0, "older-1-1.noarch"));
    CHECK(covers(1, "lower-1.9-1.noarch"));
    CHECK_FALSE(covers(1, "lower-2-1.noarch"));
    CHECK_FALSE(covers(1, "lower-1:1-1.noarch"));
    CHECK(covers(2, "equal-1.0-77.noarch"));
    CHECK_FALSE(covers(2, "equal-1.1-1.noarch"));
    CHECK(covers(3, "both-1-3.noarch"));
    CHECK(covers(3, "both-1-4.noarch"));
    CHECK_FALSE(covers(3, "both-1-2.noarch"));
    CHECK(covers(4, "up-1.1-1.noarch"));
    CHECK_FALSE(covers(4, "up-1-5.noarch"));
  }
}

TEST_CASE("metadata that does not match its digest is refused") {
  const TempDir folder(temporary_folder(), "packages-");
  test::Listing one(folder.path(), "one", {Listed{.name = "lib"}});
  one.metadata().primary_checksum.hex = std::string(64, 'a');
  CHECK(test::says(test::error_of(ExitCode::upstream, [&] { packages_of({one.metadata()}); }),
                   "it does not match repomd.xml"));
}
