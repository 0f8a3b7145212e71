// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/repos_yaml.hpp"

#include <doctest/doctest.h>

#include "config/config.hpp"
#include "core/files.hpp"

using namespace rpmworks;

TEST_CASE("a product's name comes from the folder's name") {
  CHECK(scaffold::product_name("greetings") == "greetings");
  CHECK(scaffold::product_name("My product, 2nd") == "My-product-2nd");
  CHECK(scaffold::product_name(".hidden") == "hidden");
  CHECK(scaffold::product_name("%{x}") == "x");
  CHECK(scaffold::product_name("…") == "product");
}

TEST_CASE("the first repos.yaml is valid, whatever the name") {
  for (const char* name : {"greetings", "1.0", "true", "a-b"}) {
    const TempDir folder(fs::temp_directory_path(), "scaffold-");
    write_new_file(folder.path() / "repos.yaml", scaffold::repos_yaml(name));
    const config::Config config = config::load(folder.path() / "repos.yaml", {.folder = folder.path()});
    CHECK(config.product == name);
    CHECK(config.packages.empty());
    CHECK(config.sections.size() == 2);
    CHECK(config.keys.contains(name));
  }
}
