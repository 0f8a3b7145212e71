// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

TEST_CASE("the upstream tag is read, and must not be an option") {
  const Config config =
      parsed(k_head + "packages:\n  a: { git: x, upstream: upstream/1.0 }\n  b: { git: x }\n");
  CHECK(config.packages.at("a").recipe.upstream == "upstream/1.0");
  CHECK(config.packages.at("b").recipe.upstream.empty());
  check_all({
      {k_head + "packages:\n  a: { git: x, upstream: --all }\n", "4:26: 'upstream' of package 'a' is '--all'",
       "write a branch, a tag or a commit"},
      {k_head + "packages:\n  a: { git: x, upstream: v 1 }\n", "4:26: 'upstream' of package 'a' is 'v 1'",
       "write a branch, a tag or a commit"},
      {k_head + "packages:\n  a: { srpm: x.src.rpm, upstream: v1 }\n",
       "4:25: 'upstream' of package 'a' is only valid with `git`: a source package is used as it is",
       "remove it"},
  });
}
