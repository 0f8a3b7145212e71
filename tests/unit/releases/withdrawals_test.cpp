// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/withdrawals.hpp"

#include <doctest/doctest.h>

#include "core/temporary.hpp"
#include "releases/prune.hpp"
#include "releases/release_facts.hpp"
#include "unit/releases/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::releases;
using test::Releases;

namespace {

const manifest::Withdrawn k_tool{.nevra = "tool-1-1.noarch",
                                 .section = "packages",
                                 .sha256 = std::string(64, 'a'),
                                 .release = "1.0",
                                 .reason = "it deletes files"};

// 1.0, and 1.0.1 without a package of it.
struct Withdrawn : Releases {
  Withdrawn() {
    add("1.0");
    add("1.0.1", {"packages"}, "modern", {k_tool});
  }
  Withdrawals found() const { return withdrawals_in(workspace.releases(), "acme"); }
};

}  // namespace

TEST_CASE("withdrawals are known from the manifests, or from the workspace's records of them") {
  const Withdrawn t;
  SUBCASE("without records") {
    CHECK(!known_facts("1.0.1", t.workspace));
  }
  SUBCASE("with records") {
    (void)facts_of("1.0.1", t.workspace);
    CHECK(known_facts("1.0.1", t.workspace));
  }
  const Withdrawals found = t.found();
  REQUIRE(found.packages.size() == 1);
  const auto& [nevra, one] = *found.packages.begin();
  CHECK(nevra == "tool-1-1.noarch");
  CHECK(one.package == k_tool);
  CHECK(one.without == "1.0.1");
  CHECK(found.unreadable.empty());
  CHECK(withdrawals_in(t.workspace.releases(), "other").packages.empty());
  CHECK(withdrawals_in(t.workspace.root, "acme").packages.empty());
}

TEST_CASE("a manifest that is damaged, or gone, may have recorded withdrawals") {
  const Withdrawn t;
  (void)facts_of("1.0.1", t.workspace);
  const fs::path manifest = t.workspace.releases() / "1.0.1" / "manifest.json";
  const std::string text = read_file(manifest);
  // The word "withdrawn" is not in the first part.
  write_file_atomically(manifest, text.substr(0, 100));
  CHECK(t.found().packages.empty());
  REQUIRE(t.found().unreadable.contains("1.0.1"));
  CHECK(t.found().unreadable.at("1.0.1").starts_with(manifest.string() + ":"));
  fs::remove(manifest);
  CHECK(t.found().unreadable.empty());
  write_file_atomically(manifest.string() + ".asc", "signature");
  CHECK(t.found().unreadable == std::map<std::string, std::string>{{"1.0.1", "it has no manifest.json"}});
}

TEST_CASE("a removal tells which withdrawals are forgotten with a release") {
  Withdrawn t;
  t.add("1.1");
  t.add("1.2");
  const auto plan = [&] { return plan_prune(t.workspace, t.publishing, {.keep = 1}); };
  CHECK(plan().warnings ==
        std::vector<std::string>{
            "only the release 1.0.1 records that tool-1-1.noarch was withdrawn: when it is removed, the gate "
            "`withdrawn` does not know it any more (`release.keep` keeps the release)"});
  t.add("1.3", {"packages"}, "modern", {k_tool});
  CHECK(plan().warnings.empty());
}
