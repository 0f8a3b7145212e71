// SPDX-License-Identifier: GPL-3.0-or-later
#include "upgrades/upgrades.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "releases/release_place.hpp"
#include "unit/compose/fixture.hpp"
#include "upgrades/upgrade_commands.hpp"
#include "upgrades/upgrade_guide.hpp"

using namespace rpmworks;
using test::error_of;
using test::says;
using Kind = solve::UpgradeCommand::Kind;
using Change = solve::UpgradeChange::Kind;

namespace {

rpm::Nevra nevra(const std::string& text) {
  return rpm::Nevra::parse(text);
}

// An upgrade of everything that can happen.
upgrades::Upgrades example() {
  solve::UpgradeSystem system;
  system.commands = {
      {.kind = Kind::upgrade},
      {.kind = Kind::distro_sync, .packages = {"nginx"}},
      {.kind = Kind::reinstall, .packages = {"data"}},
      {.kind = Kind::swap, .packages = {"old", "new"}},
      {.kind = Kind::remove, .packages = {"gone", "libgone"}, .removed = {nevra("user-1-1.noarch")}},
      {.kind = Kind::install, .packages = {"tool", "user"}}};
  system.changes = {
      {.kind = Change::upgraded, .before = nevra("app-1-1.x86_64"), .after = nevra("app-2-1.x86_64")},
      {.kind = Change::upgraded, .before = nevra("lib-1-1.x86_64"), .after = nevra("lib-2-1.x86_64")},
      {.kind = Change::rebuilt, .before = nevra("data-1-1.noarch"), .after = nevra("data-1-1.noarch")},
      {.kind = Change::removed, .before = nevra("gone-1-1.noarch"), .after = {}},
      {.kind = Change::kept, .before = nevra("kernel-5-1.x86_64"), .after = {}},
      {.kind = Change::removed, .before = nevra("libgone-1-1.noarch"), .after = {}},
      {.kind = Change::downgraded,
       .before = nevra("nginx-1.2-1.x86_64"),
       .after = nevra("nginx-1.0-3.x86_64")},
      {.kind = Change::removed, .before = nevra("old-1-1.noarch"), .after = {}},
      {.kind = Change::replaced, .before = nevra("tar-1-1.noarch"), .after = nevra("bsdtar-3-1.noarch")},
      {.kind = Change::added, .before = {}, .after = nevra("tool-1-1.noarch")}};
  system.unchanged = 12;
  system.abandoned = {nevra("gone-1-1.noarch"), nevra("libgone-1-1.noarch"), nevra("old-1-1.noarch")};
  upgrades::Upgrade upgrade{.target = "el9",
                            .client = clients::Client::modern,
                            .has_base = true,
                            .path = {},
                            .vendor_packages = {nevra("libgone-1-1.noarch")},
                            .new_sections = {"deps/misc"},
                            .new_keys = {"RPM-GPG-KEY-altai-2", "RPM-GPG-KEY-epel6"}};
  upgrade.path.from = "1.0.1";
  upgrade.path.systems = {system};
  upgrade.path.moved = {{.kind = Change::upgraded,
                         .before = nevra("lib-1-1.x86_64"),
                         .after = nevra("lib-2-1.x86_64"),
                         .section_before = "packages",
                         .section_after = "deps/misc"}};
  return {.product = "altai", .release = "1.0.2", .all = {upgrade}, .unreadable = {}};
}

std::string lines(upgrades::Program program) {
  return join(upgrades::command_lines(program, example().all.at(0).path.systems.at(0)), "\n");
}

std::string ids_and_texts(const upgrades::Upgrades& upgrades) {
  std::string text;
  for (const auto& finding : upgrades::findings_of(upgrades))
    text += finding.id + " | " + finding.text + "\n";
  return text;
}

}  // namespace

TEST_CASE("the guide has the commands and what they change") {
  CHECK(upgrades::upgrade_guide(example()) == R"(# Upgrading to altai 1.0.2

For each earlier release, these commands bring a system that has its packages to exactly the packages of altai 1.0.2. Run them as root, in this order.

- Clients see the new release when their metadata expires, and at once after `dnf clean expire-cache`.
- Leave out the names of packages that are not installed on a system.
- The commands were checked with the solver of dnf, libsolv, on a system with every package of the earlier release.

## From 1.0.1

Clients whose `altai.repo` is that of 1.0.1 need the present `altai.repo` first. Theirs lacks the section `deps/misc` and the keys `RPM-GPG-KEY-altai-2`, `RPM-GPG-KEY-epel6`.

2 packages are upgraded, 1 is downgraded, 1 is installed again, 1 is replaced by others, 3 are removed, 1 is new; 12 stay as they are.

    dnf upgrade
    dnf distro-sync nginx
    dnf reinstall data
    dnf swap old new
    dnf remove gone libgone
    dnf install tool user

With zypper:

    zypper update
    zypper install --oldpackage nginx=1.0-3
    zypper install --force data
    zypper install new '!old'
    zypper remove gone libgone
    zypper install tool user

- Downgraded, which an upgrade alone does not do: `nginx-1.2-1.x86_64` to `1.0-3`
- Replaced: `tar` by `bsdtar-3-1.noarch`
- Removed, because this release does not have them: `gone-1-1.noarch`, `old-1-1.noarch`
- Removed, because nothing in this release needs them: `libgone-1-1.noarch`
- Installed again, because the contents differ in the same version: `data-1-1.noarch`
- New: `tool-1-1.noarch`
- Stays installed beside the new version: `kernel-5-1.x86_64`
- Removed together with the packages that a command names: `user-1-1.noarch`

- In another section, so clients need that repository: `lib` from `packages` to `deps/misc`
)");
  CHECK(upgrades::upgrade_guide({}).empty());
}

TEST_CASE("the guide names the commands for module streams, if they differ") {
  auto sample = example();
  CHECK(upgrades::upgrade_guide(sample).find("dnf module") == std::string::npos);
  auto& upgrade = sample.all[0];
  upgrade.modules = {{.module = "nodejs", .stream = "18"}, {.module = "perl", .stream = "5.30"}};
  CHECK(upgrades::upgrade_guide(sample).find("The modules that its packages need are other ones. First:\n\n"
                                             "    dnf module reset nodejs perl\n"
                                             "    dnf module enable nodejs:18 perl:5.30\n") !=
        std::string::npos);
  upgrade.modules_before = {upgrade.modules[1], upgrade.modules[0]};
  CHECK(upgrades::module_commands(upgrade).empty());
  upgrade.modules.clear();
  CHECK(upgrades::module_commands(upgrade) ==
        std::vector<std::vector<std::string>>{{"module", "reset", "perl", "nodejs"}});
}

TEST_CASE("each kind of client has commands of its own") {
  CHECK(upgrades::programs_of(clients::Client::el6) == std::vector{upgrades::Program::yum_el6});
  CHECK(upgrades::programs_of(clients::Client::rpm6).front() == upgrades::Program::dnf);
  CHECK(lines(upgrades::Program::yum) ==
        "yum update\nyum distro-sync nginx\nyum reinstall data\nyum swap old new\nyum remove gone libgone\n"
        "yum install tool user");
  CHECK(says(lines(upgrades::Program::yum_el6), "printf 'remove old\\ninstall new\\nrun\\n' | yum shell\n"));
  solve::UpgradeSystem system;
  system.commands = {{.kind = Kind::install, .packages = {std::string(60, 'a'), std::string(60, 'b')}}};
  CHECK(upgrades::command_lines(upgrades::Program::dnf, system) ==
        std::vector{"dnf install " + std::string(60, 'a') + " \\\n    " + std::string(60, 'b')});
}

TEST_CASE("systems with packages that conflict with others, several targets, and no base") {
  upgrades::Upgrades upgrades = example();
  upgrades.has_several_targets = true;
  upgrades.all[0].has_base = false;
  solve::UpgradeSystem other;
  other.with = {nevra("small-1-1.noarch")};
  other.commands = {{.kind = Kind::distro_sync, .packages = {"small"}}};
  upgrades.all[0].path.systems.push_back(other);
  other.commands.clear();
  other.stuck = {
      {.package = nevra("small-1-1.noarch"), .wanted = nevra("small-2-1.noarch"), .explanation = {}}};
  upgrades.all[0].path.systems.push_back(other);
  const std::string guide = upgrades::upgrade_guide(upgrades);
  CHECK(says(guide,
             "## From 1.0.1, for el9\n\nClients whose `altai-el9.repo` is that of 1.0.1 need the present"));
  CHECK(says(guide, "- What the packages require and no release has was taken as given"));
  CHECK(says(guide,
             "### With `small`\n\n`small` cannot be installed together with the other packages. On a "
             "system that has it:\n\n    dnf distro-sync small\n"));
  CHECK(
      says(guide,
           "**These commands do not lead to altai 1.0.2:** `small-1-1.noarch`\n\nThere is nothing to do.\n"));
}

TEST_CASE("findings are what hurts users, with ids that stay the same") {
  upgrades::Upgrades upgrades = example();
  // What nothing obsoletes; a vendor's package only if it stands in the way.
  CHECK(ids_and_texts(upgrades) ==
        "gone.noarch removed | gone-1-1.noarch of 1.0.1 is not in this release, and nothing obsoletes "
        "it: it stays installed, without updates, until it is removed\n"
        "old.noarch removed | old-1-1.noarch of 1.0.1 is not in this release, and nothing obsoletes "
        "it: it stays installed, without updates, until it is removed\n");
  auto& system = upgrades.all[0].path.systems[0];
  system.is_blocked = true;
  CHECK(upgrades::findings_of(upgrades).size() == 3);
  CHECK(says(ids_and_texts(upgrades),
             "libgone.noarch removed | libgone-1-1.noarch of 1.0.1 is not in this release, and "
             "nothing obsoletes it: upgrades fail until it is removed\n"));
  system.abandoned.clear();
  system.stuck = {
      {.package = nevra("app-1-1.x86_64"),
       .wanted = nevra("app-2-1.x86_64"),
       .explanation = {"nothing provides x needed by app-2-1.x86_64"}},
      {.package = nevra("tool-1-1.noarch"), .wanted = nevra("tool-1-1.noarch"), .explanation = {}},
      {.package = nevra("gone-1-1.noarch"), .wanted = {}, .explanation = {"a", "b", "c", "d", "e", "f"}}};
  upgrades.has_several_targets = true;
  upgrades.unreadable["0.9"] = "it is damaged";
  CHECK(ids_and_texts(upgrades) ==
        "0.9: unreadable | the upgrade from 0.9 was not checked, because that release cannot be read: it is "
        "damaged (restore it from a copy, or remove its folder)\n"
        "1.0.1 el9: app.x86_64 cannot be upgraded | clients that have 1.0.1 el9 cannot get from "
        "app-1-1.x86_64 to 2-1: nothing provides x needed by app-2-1.x86_64\n"
        "1.0.1 el9: gone.noarch cannot be removed | gone-1-1.noarch of 1.0.1 el9 is not in this release, and "
        "clients cannot remove it: a; b; c; d; e; and 1 more\n"
        "1.0.1 el9: tool.noarch cannot be upgraded | clients that have 1.0.1 el9 cannot install "
        "tool-1-1.noarch: the commands do not change it\n");
}

TEST_CASE("a release has a guide for the earlier ones, and the gate looks at them") {
  test::Product product;
  product.compose();
  CHECK_FALSE(fs::exists(product.release() / "UPGRADE.md"));
  const test::BuiltPackage newer =
      test::build_package(product.folder.path(), {.name = "greet", .version = "2.0"});

  // greeter is not in the next release.
  test::Product next;
  fs::rename(product.workspace.releases(), next.workspace.releases());
  next.inputs.release = "1.0.1";
  next.inputs.srpms.clear();
  next.inputs.builds.clear();
  next.add("greet", newer);
  const std::string message = error_of(ExitCode::gate, [&] { next.compose(); });
  CHECK(says(message, "the release 1.0.1 does not pass the gate 'upgrade' (greetings 1.0.1)"));
  CHECK(says(message, "greeter-2.0-1.x86_64 of 1.0.0 is not in this release, and nothing obsoletes it"));
  CHECK_FALSE(fs::exists(next.release()));

  next.add("greeter", test::made().greeter);
  const auto composed = next.compose();
  const std::string guide = read_file(next.release() / "UPGRADE.md");
  CHECK(says(guide, "# Upgrading to greetings 1.0.1\n"));
  CHECK(says(guide,
             "## From 1.0.0\n\n1 package is upgraded; 1 stays as it is.\n\n    dnf upgrade\n\nWith zypper:"));
  CHECK(says(read_file(next.release() / "index.html"), "<h3>From 1.0.0</h3>"));
  CHECK(std::ranges::count(composed.manifest.files, "UPGRADE.md", &manifest::FileInfo::file) == 1);
  for (const auto& check : gates::verify(next.release(), Reporter::silent(), 1)) {
    CAPTURE(check.name);
    CHECK(check.passed);
  }

  // It depends neither on which headers were read before, nor on whether any were.
  const auto environment = next.environment();
  rpm::KnownContents known;
  for (const auto& release : {fs::path(), next.release(), next.workspace.releases() / "1.0.0"}) {
    if (!release.empty())
      for (const auto& entry : releases::read_manifest(release).packages)
        known[entry.sha256] = std::make_shared<const rpm::Contents>(rpm::read_contents(release / entry.file));
    CHECK(upgrades::upgrade_guide(upgrades::find_upgrades(composed.manifest, next.release(),
                                                          environment.targets, {}, next.workspace, known,
                                                          Reporter::silent())) == guide);
  }

  // Made again with the same earlier release: the same bytes. Without it: it stays as it is.
  const std::string before = test::contents(next.release());
  CHECK(next.compose().unchanged);
  CHECK_FALSE(next.compose(true).unchanged);
  CHECK(test::contents(next.release()) == before);
  fs::rename(next.workspace.releases() / "1.0.0", next.folder.path() / "aside");
  CHECK(next.compose().unchanged);
  fs::remove_all(next.workspace.state() / "releases");
  CHECK(next.compose().unchanged);
  CHECK(test::contents(next.release()) == before);

  // A release that cannot be read.
  fs::rename(next.folder.path() / "aside", next.workspace.releases() / "1.0.0");
  write_file_atomically(next.workspace.releases() / "1.0.0" / "packages" / "repodata" / "repomd.xml",
                        "damaged");
  const std::string unreadable = error_of(ExitCode::gate, [&] { next.compose(true); });
  CHECK(says(unreadable, "the upgrade from 1.0.0 was not checked, because that release cannot be read"));
}

TEST_CASE("a withdrawal covers the versions that clients had by then, and no later ones") {
  upgrades::Withdrawals withdrawals;
  manifest::Manifest manifest;
  manifest.withdrawn = {
      {.nevra = "app-2-1.x86_64", .section = "s", .sha256 = "", .release = "1.1", .reason = ""}};
  withdrawals.add(manifest);
  CHECK(withdrawals.cover(nevra("app-2-1.x86_64"), "1.1"));
  CHECK(withdrawals.cover(nevra("app-1-1.x86_64"), "1.0"));
  CHECK(withdrawals.cover(nevra("app-2-1.x86_64"), "1.9"));  // the withdrawn package itself
  CHECK_FALSE(withdrawals.cover(nevra("app-3-1.x86_64"), "1.10"));
  CHECK_FALSE(withdrawals.cover(nevra("app-1-1.x86_64"), "1.2"));  // after the withdrawal, an older one again
  CHECK_FALSE(withdrawals.cover(nevra("app-1-1.noarch"), "1.0"));
  CHECK_FALSE(withdrawals.cover(nevra("lib-1-1.x86_64"), "1.0"));
  manifest.withdrawn[0].release = "1.10";
  withdrawals.add(manifest);
  CHECK(withdrawals.cover(nevra("app-3-1.x86_64"), "1.10"));
}
