// SPDX-License-Identifier: GPL-3.0-or-later
// The gate that follows the releases before one.
#include <doctest/doctest.h>

#include <algorithm>

#include "core/digest.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using test::Product;
using test::says;

namespace {

/// A product with several releases, each published before the next one is made.
struct Releases : Product {
  manifest::Manifest make(const std::string& name) {
    inputs.release = name;
    return compose().manifest;
  }

  void publish(const std::string& name) {
    releases::publish(name, workspace, releases::publishing_of(config), Reporter::silent());
  }

  gates::Check history_of(const std::string& name) const {
    auto checks = gates::verify(workspace.releases() / name, Reporter::silent(), 2);
    const auto at = std::ranges::find(checks, "history", &gates::Check::name);
    REQUIRE(at != checks.end());
    return *at;
  }

  void change(const std::string& name) const {
    const fs::path file = workspace.releases() / name / "manifest.json";
    write_file_atomically(file, read_file(file) + " ");
  }
};

}  // namespace

TEST_CASE("a release names the one that was published before, with the digest of its manifest") {
  Releases product;
  CHECK_FALSE(product.make("1.0").previous);
  CHECK_FALSE(product.make("1.1").previous);  // 1.0 is not published
  product.publish("1.0");
  const auto made = product.make("1.2");
  REQUIRE(made.previous);
  CHECK(made.previous->release == "1.0");
  CHECK(made.previous->manifest_sha256 ==
        sha256(read_file(product.workspace.releases() / "1.0" / "manifest.json")));
  CHECK(product.history_of("1.0").detail == "it names no earlier release");
  CHECK(product.history_of("1.2").detail == "unchanged back to 1.0");
}

TEST_CASE("a release that stays as it is keeps the release before it") {
  Releases product;
  product.make("1.0");
  product.publish("1.0");
  product.make("1.1");
  product.publish("1.1");
  product.make("1.2");
  product.inputs.release = "1.1";
  CHECK(product.compose(true).unchanged);
  CHECK(product.history_of("1.1").detail == "unchanged back to 1.0");
}

TEST_CASE("an earlier release that was made again or replaced is a failure of trust") {
  Releases product;
  for (const char* name : {"1.0", "1.1", "1.2"}) {
    product.make(name);
    product.publish(name);
  }
  CHECK(product.history_of("1.2").detail == "unchanged back to 1.0");
  product.change("1.0");
  const gates::Check found = product.history_of("1.2");
  CHECK_FALSE(found.passed);
  CHECK(found.code == ExitCode::trust);
  REQUIRE(found.findings.size() == 1);
  CHECK(found.findings[0].id == "1.0");
  CHECK(says(found.findings[0].text,
             "the release 1.0 is not the one that was published when 1.1 was composed"));
  fs::remove_all(product.workspace.releases() / "1.0");
  CHECK(product.history_of("1.2").detail == "unchanged back to 1.1; 1.0 is not here");
  fs::remove_all(product.workspace.releases() / "1.1");
  CHECK(product.history_of("1.2").detail == "1.1 is not here");
}

TEST_CASE("a published release that another one leaves out is a note") {
  Releases product;
  product.make("1.0");
  product.publish("1.0");
  product.make("1.2");
  product.make("1.1");
  product.publish("1.1");
  const gates::Check found = product.history_of("1.2");
  CHECK(found.passed);
  CHECK(found.notes == std::vector<std::string>{"it follows 1.0, but the release published before it is 1.1: "
                                                "its history leaves that one out"});
}
