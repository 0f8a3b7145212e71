// SPDX-License-Identifier: GPL-3.0-or-later
#include "manifest/build_roots.hpp"

#include <doctest/doctest.h>

#include "core/digest.hpp"
#include "support/errors.hpp"

using namespace rpmworks;
using manifest::BuildRoots;

namespace {

const std::string k_bash(64, 'a');
const std::string k_greet(64, 'b');

// The digest of a root with both packages.
std::string both() {
  return sha256(k_bash + "\n" + k_greet + "\n");
}

BuildRoots example_roots() {
  BuildRoots roots;
  roots.repositories["base"] = {.baseurl = "https://example.org/base", .mirrorlist = {}};
  roots.packages[k_bash] = {
      .nevra = "bash-5-1.x86_64", .size = 7, .repository = "base", .location = "b/bash.rpm"};
  roots.packages[k_greet] = {.nevra = "greet-1-1.noarch"};
  roots.roots[both()] = {.packages = {k_bash, k_greet}};
  roots.roots[sha256(k_bash + "\n")] = {.packages = {k_bash}};
  return roots;
}

}  // namespace

TEST_CASE("build roots are read as they were written") {
  const BuildRoots roots = example_roots();
  BuildRoots again;
  manifest::read_build_root_packages(manifest::packages_json(roots), "packages.json", again);
  for (const auto& [digest, root] : roots.roots)
    manifest::read_build_root(manifest::build_root_json(root), digest, digest + ".json", again);
  CHECK(again.roots == roots.roots);
  CHECK(again.packages == roots.packages);
  CHECK(again.repositories == roots.repositories);
}

TEST_CASE("a root whose digests are not known has the names of its packages") {
  const manifest::BuildRoot root{.packages = {}, .nevras = {"bash-5-1.x86_64"}};
  BuildRoots again;
  manifest::read_build_root(manifest::build_root_json(root), "of another kind", "a.json", again);
  CHECK(again.roots.at("of another kind") == root);
}

TEST_CASE("only what the wanted roots have stays") {
  const std::string small = sha256(k_bash + "\n");
  const BuildRoots kept = example_roots().only({small, small, "unknown"});
  CHECK(kept.roots.size() == 1);
  CHECK(kept.packages.size() == 1);
  CHECK(kept.repositories.size() == 1);
  CHECK(example_roots().only({}).repositories.empty());
}

TEST_CASE("a root that was changed is refused") {
  const auto error = [](const std::string& text) {
    return test::error_of(ExitCode::invalid, [&] {
      BuildRoots roots;
      manifest::read_build_root(text, both(), "root.json", roots);
    });
  };
  const manifest::BuildRoot other{.packages = {k_bash}};
  CHECK(test::says(error(manifest::build_root_json(other)), "its packages do not have the digest " + both()));
  CHECK(test::says(error("{}"), "root.json is not a description of build roots"));
  CHECK(test::says(error("{\"schema\": 2}"), "its schema is not 1"));
  CHECK(test::says(error("{\"schema\": 1, \"packages\": [\"../a\"]}"), "a SHA-256 was expected"));
  CHECK(test::says(error("["), "root.json is not a description of build roots"));
}
