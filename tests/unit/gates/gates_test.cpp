// SPDX-License-Identifier: GPL-3.0-or-later
// Each gate that relies on the headers of packages, on a release that it refuses.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "gates/gate.hpp"
#include "support/listing.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

/// A product that remembers the results of its gates.
struct Gated : Product {
  std::vector<gates::Check> checks;
  TempDir metadata{fs::temp_directory_path(), "gates-"};

  Gated() {
    inputs.on_checks = [this](const auto& made) { checks = made; };
  }

  void add_package(const TestPackage& package) {
    add(package.name, build_package(folder.path() / "made", package));
  }

  void set_base(const std::vector<Listed>& packages) {
    const upstream::Metadata base = Listing(metadata.path(), "base", packages).metadata();
    inputs.base = [base](const config::Target&) {
      return solve::Base{.available = {base}, .rpmdbs = {}, .installed = {}, .assume_provides = {}};
    };
  }

  /// Composes another release, and publishes the one that was made before.
  void next(const std::string& release) {
    releases::publish(inputs.release, workspace, releases::publishing_of(config), Reporter::silent());
    inputs.release = release;
    inputs.srpms.clear();
    inputs.builds.clear();
    add("greet", made().greet);
    add("greeter", made().greeter);  // else the upgrade gate finds that it is gone
  }

  /// The findings of a gate as "ID: TEXT"; composing must fail if there are any, with exit code 5.
  std::string findings(const std::string& gate) {
    std::vector<std::string> lines;
    checks.clear();
    try {
      Product::compose();
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::gate);
      CHECK(says(error.what(), "'" + gate + "' ("));
      CHECK_FALSE(fs::exists(release()));
    }
    for (const auto& check : checks)
      for (const auto& finding : check.findings)
        if (check.name == gate)
          lines.push_back(finding.id + ": " + finding.text);
        else
          FAIL_CHECK(check.name << ": " << finding.text);
    return join(lines, "\n");
  }

  std::string notes(const std::string& gate) const {
    std::vector<std::string> lines;
    for (const auto& check : checks)
      if (check.name == gate) lines.insert(lines.end(), check.notes.begin(), check.notes.end());
    return join(lines, "\n");
  }

  std::string not_checked(const std::string& gate) const {
    for (const auto& check : checks)
      if (check.name == gate) return check.not_checked;
    return "no such gate";
  }
};

}  // namespace

TEST_CASE("every gate has a name that repos.yaml knows") {
  Gated product;
  CHECK(product.findings("closure").empty());
  REQUIRE_FALSE(product.checks.empty());
  for (const auto& check : product.checks) {
    CAPTURE(check.name);
    CHECK(std::ranges::count(config::waivable_gates(), check.name) +
              std::ranges::count(config::strict_gates(), check.name) ==
          1);
    CHECK(check.passed);
  }
  for (const auto& name : config::waivable_gates()) {
    CAPTURE(name);
    CHECK((name == "upgrade" || std::ranges::count(product.checks, name, &gates::Check::name) > 0));
  }
  CHECK(product.not_checked("closure") == "no repos.yaml says what the base is");
  CHECK(product.not_checked("licenses") == "release.gates.licenses of repos.yaml lists no licences");
}

TEST_CASE("gate: closure") {
  Gated product;
  product.set_base({{.name = "lib"}});
  product.add_package({.name = "app", .requires_ = {"lib"}});
  CHECK(product.findings("closure").empty());
  product.inputs.release = "1.0.1";
  product.add_package({.name = "broken", .requires_ = {"lib > 1.0", "nothing-has-this"}});
  const std::string found = product.findings("closure");
  CHECK(found.starts_with(
      "broken-1.0-1.noarch: broken-1.0-1.noarch cannot be installed on the base: nothing provides "));
  SUBCASE("a base that is not set") {
    product.inputs.base = [](const config::Target&) { return std::nullopt; };
    CHECK(product.findings("closure").empty());
    CHECK(product.not_checked("closure") == "release.base of repos.yaml does not say what clients have");
  }
}

TEST_CASE("gate: closure, packages that are not installed together") {
  Gated product;
  product.set_base({{.name = "lib"}});
  product.add_package({.name = "light", .conflicts = {"heavy"}});
  product.add_package({.name = "heavy"});
  CHECK(product.findings("closure").empty());
  CHECK(product.notes("closure") ==
        "light-1.0-1.noarch cannot be installed together with heavy-1.0-1.noarch");
}

TEST_CASE("gate: file-conflicts") {
  Gated product;
  product.add_package({.name = "one", .files = {{"/opt/file", "one\n"}, {"/opt/same", "same\n"}}});
  TestPackage two{.name = "two", .files = {{"/opt/file", "two\n"}, {"/opt/same", "same\n"}}};
  SUBCASE("packages that can be installed together") {
    product.add_package(two);
    CHECK(product.findings("file-conflicts") ==
          "/opt/file in one.noarch and two.noarch: /opt/file is in one-1.0-1.noarch and in two-1.0-1.noarch, "
          "which "
          "can be installed together: its content differs");
  }
  SUBCASE("packages that conflict on purpose") {
    two.conflicts = {"one"};
    product.add_package(two);
    CHECK(product.findings("file-conflicts").empty());
  }
  SUBCASE("packages that require what excludes each other") {
    product.add_package({.name = "for-light", .requires_ = {"light"}, .files = {{"/opt/mode", "light\n"}}});
    product.add_package({.name = "for-heavy", .requires_ = {"heavy"}, .files = {{"/opt/mode", "heavy\n"}}});
    product.add_package({.name = "light", .conflicts = {"heavy"}});
    product.add_package({.name = "heavy"});
    product.set_base({{.name = "lib"}});
    CHECK(product.findings("file-conflicts").empty());
    CHECK(product.notes("file-conflicts") ==
          "1 pair of packages have conflicting files, but what they require excludes each other, so they are "
          "never "
          "installed together");
  }
}

TEST_CASE("gate: licenses") {
  Gated product;
  product.config.allowed_licenses = {{"MIT", {}}};
  CHECK(product.findings("licenses").empty());
  product.inputs.release = "1.0.1";
  product.add_package({.name = "odd", .license = "MIT and (Proprietary or Secret)"});
  CHECK(product.findings("licenses") ==
        "odd.noarch Proprietary, Secret: odd-1.0-1.noarch has the licence 'MIT and (Proprietary or Secret)', "
        "of "
        "which release.gates.licenses does not allow Proprietary, Secret\n"
        "odd.src Proprietary, Secret: odd-1.0-1.src has the licence 'MIT and (Proprietary or Secret)', of "
        "which "
        "release.gates.licenses does not allow Proprietary, Secret");
}

TEST_CASE("gate: permissions") {
  Gated product;
  // What the fixture lists in %files may have attributes.
  const TestPackage tool{
      .name = "tool", .files = {{"/opt/tool", "#!/bin/sh\n"}}, .attributes = "%attr(4755,root,root)"};
  SUBCASE("a first release") {
    product.add_package(tool);
    CHECK(product.findings("permissions").empty());
    CHECK(product.notes("permissions") ==
          "no release that was published before is known, so these permissions are not compared: "
          "tool-1.0-1.noarch /opt/tool "
          "(setuid root:root)");
    // The same in the next release is known.
    product.next("1.0.1");
    product.add_package(
        {.name = "tool", .version = "2.0", .files = tool.files, .attributes = tool.attributes});
    CHECK(product.findings("permissions").empty());
    CHECK(product.notes("permissions").empty());
  }
  SUBCASE("a release after one that did not have it") {
    CHECK(product.findings("permissions").empty());
    product.next("1.0.1");
    product.add_package(tool);
    CHECK(product.findings("permissions") ==
          "tool.noarch /opt/tool setuid root:root: tool-1.0-1.noarch: /opt/tool is setuid root:root, which "
          "it was "
          "not in the release 1.0.0");
  }
  SUBCASE("a file that everybody can write") {
    CHECK(product.findings("permissions").empty());
    product.next("1.0.1");
    product.add_package({.name = "open", .files = tool.files, .attributes = "%attr(0666,root,root)"});
    CHECK(says(product.findings("permissions"), "open.noarch /opt/tool world-writable: "));
  }
}

TEST_CASE("gate: empty") {
  Gated product;
  product.add_package({.name = "group", .requires_ = {"greet"}, .is_empty = true});
  product.add_package({.name = "marker", .provides = {"marker(x)"}, .is_empty = true});
  CHECK(product.findings("empty").empty());
  product.inputs.release = "1.0.1";
  product.add_package({.name = "nothing", .is_empty = true});
  CHECK(product.findings("empty") ==
        "nothing.noarch: nothing-1.0-1.noarch contains no file, requires nothing and runs no script: "
        "complete its "
        "%files, or remove the package from the spec");
}

TEST_CASE("gate: architecture") {
  Gated product;
  SUBCASE("a program in a noarch package") {
    product.add_package({.name = "tool",
                         .macros = {{"_binaries_in_noarch_packages_terminate_build", "0"}},
                         .files = {{"/usr/bin/tool-of-test", ""}},
                         .copies = {{"/usr/bin/tool-of-test", "/usr/bin/true"}}});
    CHECK(product.findings("architecture") ==
          "tool.noarch /usr/bin/tool-of-test: tool-1.0-1.noarch: /usr/bin/tool-of-test is a program or "
          "library for "
          "one architecture: remove `BuildArch: noarch` from the spec");
  }
  SUBCASE("a package for another machine") {
    product.config.targets["el9"].arch = "aarch64";
    CHECK(product.findings("architecture") ==
          "greeter.x86_64: greeter-2.0-1.x86_64 cannot be installed on the systems of the target el9");
  }
  SUBCASE("in the folder of another machine") {
    product.config.sections[0].path = "packages/aarch64";
    CHECK(product.findings("architecture") ==
          "greeter.x86_64: greeter-2.0-1.x86_64 cannot be installed on the systems of the folder aarch64");
  }
}

TEST_CASE("gate: lost") {
  Gated product;
  product.set_base({{.name = "viewer", .requires_ = {"libx.so.1"}}});
  product.add_package({.name = "libx", .provides = {"libx.so.1"}});
  CHECK(product.findings("lost").empty());
  product.next("1.0.1");
  product.add_package({.name = "libx", .version = "2.0", .provides = {"libx.so.2"}});
  CHECK(product.findings("lost") ==
        "libx.so.1 for viewer.noarch: nothing provides libx.so.1 any more, which viewer-1.0-1.noarch of base "
        "requires: libx-1.0-1.noarch of the release before provided it");
}

TEST_CASE("gate: sources, without packages that were built from them") {
  Gated product;
  const auto manifest = std::make_shared<manifest::Manifest>(product.Product::compose().manifest);
  gates::ReleaseOnDisk release;
  release.manifest = manifest;
  CHECK(gates::sources_gate({.release = release}).passed);
  std::erase_if(manifest->packages,
                [](const auto& entry) { return entry.nevra.str() == "greeter-2.0-1.x86_64"; });
  CHECK(gates::sources_gate({.release = release}).findings ==
        std::vector<gates::Finding>{
            {"greeter-2.0-1.src",
             "greeter-2.0-1.src is in the release, but no package that was built from it"}});
}

TEST_CASE("gate: duplicates, in two sections of a target") {
  Gated product;
  const auto manifest = std::make_shared<manifest::Manifest>(product.Product::compose().manifest);
  gates::ReleaseOnDisk release;
  release.manifest = manifest;
  manifest::Entry again = manifest->packages.front();
  REQUIRE(again.nevra.str() == "greet-1.0-1.noarch");
  again.section = "extra";
  manifest::SectionInfo section = manifest->sections.front();
  section.path = "extra";
  manifest->sections.push_back(section);
  manifest->packages.push_back(again);
  const gates::GateSettings settings;
  auto targets = gates::targets_of(release, settings);
  REQUIRE(targets.size() == 1);
  const auto findings = [&] {
    return gates::duplicates_across_gate({.release = release, .target = &targets.front()}).findings;
  };
  // They could be the folders of two architectures of a section.
  CHECK(findings().empty());
  manifest->packages.back().section = manifest->sections.back().path = "more/extra";
  targets = gates::targets_of(release, settings);
  CHECK(findings() == std::vector<gates::Finding>{
                          {"greet-1.0-1.noarch",
                           "greet-1.0-1.noarch is in the sections packages and more/extra, which the same "
                           "clients use"}});
}

TEST_CASE("several gates that fail are in one error") {
  Gated product;
  product.config.allowed_licenses = {{"GPLv2", {}}};
  product.add_package({.name = "nothing", .is_empty = true});
  try {
    product.compose();
    FAIL("it was composed");
  } catch (const Error& error) {
    CHECK(
        std::string(error.what()) ==
        "the release 1.0.0 does not pass the gates 'licenses' (greetings 1.0.0), 'empty' (greetings 1.0.0)");
    CHECK(error.notes().front() ==
          "licenses of greetings 1.0.0: greet-1.0-1.noarch has the licence 'MIT', of which "
          "release.gates.licenses does not allow MIT");
  }
}

TEST_CASE("gates that rely on headers do not run on packages that are damaged") {
  Gated product;
  product.compose();
  flip_byte(product.release() / "packages/greet-1.0-1.noarch.rpm", -1);
  size_t skipped = 0;
  for (const auto& check : gates::verify(product.release(), Reporter::silent(), 1))
    if (check.not_checked == "a package is damaged, or not signed by a trusted key") ++skipped;
  CHECK(skipped == 12);
}

TEST_CASE("a trust failure determines the exit code") {
  CHECK(gates::worst_of({}) == ExitCode::done);
  CHECK(gates::worst_of({{.passed = true}}) == ExitCode::done);
  CHECK(gates::worst_of({{.passed = true}, {.passed = false, .code = ExitCode::gate}}) == ExitCode::gate);
  CHECK(gates::worst_of({{.passed = false, .code = ExitCode::gate},
                         {.passed = false, .code = ExitCode::trust}}) == ExitCode::trust);
}
