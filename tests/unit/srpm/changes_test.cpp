// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/changes.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"

using namespace rpmworks;
using namespace rpmworks::srpm;

namespace {

constexpr int64_t k_noon = 1795521600;  // 2026-11-24 12:00:00 UTC
constexpr int64_t k_day = 86400;

git::Commit commit(const std::string& message, std::vector<std::string> parents = {"p"}) {
  return {.id = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
          .time = k_noon,
          .author_name = "Ada Writer",
          .author_email = "ada@example.org",
          .subject = message.substr(0, message.find('\n')),
          .message = message,
          .parents = std::move(parents)};
}

std::string text_of(const std::string& message) {
  const auto changes = changes_of({commit(message)}, {});
  return changes.empty() ? "none" : changes.front().text;
}

}  // namespace

TEST_CASE("a commit's line in the changelog") {
  CHECK(text_of("Mend it\n\nAt length.\n") == "Mend it");
  CHECK(text_of("Mend it\n\nAt length.\n\nIssue: ALT-17\nIssue: 18 \nSigned-off-by: x\n") ==
        "Mend it (Issue: ALT-17) (Issue: 18)");
  CHECK(text_of("Issue: 1\n") == "Issue: 1");
  CHECK(text_of("tab\tbell\a escape\x1B[31m c1\xC2\x9B grüß") == "tab bell escape [31m c1 grüß");
  CHECK(text_of("A path: C:\\ \\") == "A path: C:");
  CHECK(text_of(" \n") == "none");
  const std::string endless = text_of(std::string(999, 'x') + "ü and more");
  CHECK(endless == std::string(999, 'x') + "…");
}

TEST_CASE("merges and skipped commits have no line") {
  const std::vector<git::Commit> commits = {commit("Merge topic", {"a", "b"}), commit("chore: tidy"),
                                            commit("Mend it"), commit("First", {})};
  const auto changes = changes_of(commits, {"^chore", "^fix: .*typo"});
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].text == "Mend it");
  CHECK(changes[1].text == "First");
}

TEST_CASE("the line that names the commit") {
  CHECK(change_naming(commit("x"), "v1.0").text ==
        "built from commit 1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d (ref v1.0)");
  CHECK(change_naming(commit("x"), "").text == "built from commit 1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d");
  CHECK(change_naming(commit("x"), "1a2b3c4").text ==
        "built from commit 1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d");
}

TEST_CASE("one entry per author and day, newest first, and not older than existing ones") {
  const Change ada{
      .time = k_noon, .author_name = "Ada", .author_email = "ada@example.org", .text = "100% done"};
  const Change bob{.time = k_noon + 3600, .author_name = "Bob %", .text = "more"};
  Change again = ada;
  again.time = k_noon - 3600;
  again.text = "again";
  Change old = ada;
  old.time = k_noon - 3 * k_day;
  old.text = "old";
  Change nameless{.time = k_noon + k_day, .text = "new"};
  CHECK(changelog_entries({ada, bob, old, again, nameless}, "1.0-1", k_noon - k_day) ==
        "* Wed Nov 25 2026 unknown - 1.0-1\n- new\n\n"
        "* Tue Nov 24 2026 Ada <ada@example.org> - 1.0-1\n- 100%% done\n- again\n\n"
        "* Tue Nov 24 2026 Bob %% - 1.0-1\n- more\n\n"
        "* Mon Nov 23 2026 Ada <ada@example.org> - 1.0-1\n- old\n");
  CHECK(changelog_entries({}, "1.0-1", 0) == "");

  const auto day_of = [](int64_t time, int64_t not_before) {
    return changelog_entries({{.time = time, .text = "x"}}, "1", not_before).substr(2, 15);
  };
  CHECK(day_of(k_noon, k_noon + 1) == "Wed Nov 25 2026");  // rpm assumes noon as the time of an entry
  CHECK(day_of(0, 0) == "Mon Jan 01 1990");
  CHECK(day_of(INT64_MAX, 0) == "Sat Feb 06 2106");
  CHECK(day_of(0, INT64_MAX) == "Sat Feb 06 2106");
}

TEST_CASE("a pattern that takes too long is an error, and does not silently include commits") {
  const std::string subject = std::string(64, 'a') + "b";
  CHECK_THROWS_WITH_AS(changes_of({commit(subject)}, {"^(a+)+$"}),
                       ("the pattern '^(a+)+$' of the changelog's `skip` cannot be matched against '" +
                        subject + "': match limit exceeded")
                           .c_str(),
                       Error);
  CHECK(changes_of({commit(subject)}, {"^a+b$"}).empty());
}
