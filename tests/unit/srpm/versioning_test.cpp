// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/versioning.hpp"

#include <doctest/doctest.h>

#include "support/errors.hpp"

using namespace rpmworks;
using namespace rpmworks::srpm;
using config::ClientProfile;
using From = config::Recipe::VersionFrom;

namespace {

const git::Commit k_commit{.id = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
                           .time = 1354838399};  // 2012-12-06 23:59:59

struct Row {
  const char* tag;  // "" for none
  const char* spec;
  const char* expected;
  std::optional<rpm::Evr> before =
      std::nullopt;  // the package's version at the tag, if it differs from the tag
};

ReleaseHistory lineage_with(const std::string& tag, bool is_tagged = false) {
  ReleaseHistory history{.is_tagged = is_tagged, .commits = 5};
  if (!tag.empty()) history.tag = ReleaseTag{{tag, "c0"}, *version_in_tag(tag, "", {})};
  return history;
}

std::string expanded(std::string release) {
  if (release.ends_with("%{?dist}")) release.replace(release.size() - 8, 8, ".el");
  return release;
}

std::string versioned(const Row& row, ClientProfile client, From from, bool snapshot,
                      bool is_tagged = false) {
  const ReleaseHistory history = lineage_with(row.tag, is_tagged);
  VersionInput facts{.spec = rpm::Evr::parse(row.spec),
                     .dist = ".el",
                     .client = client,
                     .from = from,
                     .snapshot = snapshot,
                     .commit = k_commit,
                     .history = history,
                     .before = row.before};
  const Version version = version_of(facts);
  if (version.version) CHECK(*version.version == version.evr.version);
  if (version.release) CHECK(expanded(*version.release) == version.evr.release);
  return version.evr.str();
}

void check(const std::vector<Row>& rows, ClientProfile client, From from, bool snapshot,
           bool is_tagged = false) {
  for (const auto& row : rows) {
    CAPTURE(row.tag);
    CAPTURE(row.spec);
    CHECK(versioned(row, client, from, snapshot, is_tagged) == row.expected);
  }
}

}  // namespace

TEST_CASE("versions at tags") {
  check({{"v1.2.3", "1.0-2.el", "1.2.3-2.el"},
         {"v1.2.3", "3:1.0-2.el", "3:1.2.3-2.el"},
         {"v1.0-rc1", "0-1.el", "1.0~rc1-1.el"}},
        ClientProfile::modern, From::tag, true, true);
  check({{"v1.0-rc1", "0-1.el", "1.0~rc1-1.el"}}, ClientProfile::el7, From::tag, false, true);
  check({{"v1.0-rc1", "0-1.el", "1.0-0.rc1.1.el"}, {"v1.0", "0-1.el", "1.0-1.el"}}, ClientProfile::el6,
        From::tag, false, true);
  check({{"v1.2.3", "1.0-2.el", "1.0-2.el"}}, ClientProfile::modern, From::spec, true, true);
}

TEST_CASE("versions of snapshots") {
  const std::vector<Row> modern = {{"v1.2.3", "1.2.3-1.el", "1.2.3^5.20121206git1a2b3c4-1.el"},
                                   {"v1.2.3", "2.0-1.el", "2.0~5.20121206git1a2b3c4-1.el"},
                                   {"v1.0-rc1", "1.0~rc1-1.el", "1.0~rc1^5.20121206git1a2b3c4-1.el"},
                                   {"", "1.0-1.el", "1.0~5.20121206git1a2b3c4-1.el"},
                                   {"", "1:1.0-1.el", "1:1.0~5.20121206git1a2b3c4-1.el"}};
  check(modern, ClientProfile::modern, From::spec, true);
  check(modern, ClientProfile::modern, From::tag, true);
  check({{"v1.2.3", "1.2.3-1.el", "1.2.3-1.5.20121206git1a2b3c4.el"},
         {"v1.2.3", "2.0-1.el", "2.0~5.20121206git1a2b3c4-1.el"}},
        ClientProfile::el7, From::spec, true);
  check({{"v1.2.3", "1.2.3-1.el", "1.2.3-1.5.20121206git1a2b3c4.el"},
         {"v1.2.3", "1.2.3-1.el.2", "1.2.3-1.el.2.5.20121206git1a2b3c4"},
         {"v1.2.3", "2.0-1.el", "2.0-0.5.20121206git1a2b3c4.el"},
         {"", "1.0-1.el", "1.0-0.5.20121206git1a2b3c4.el"}},
        ClientProfile::el6, From::spec, true);
}

TEST_CASE("versions of snapshots whose spec has a placeholder") {
  check({{"v1.2.3", "0-1.el", "1.2.3^5.20121206git1a2b3c4-1.el"},
         {"v1.0-rc1", "1.0-1.el", "1.0~rc1^5.20121206git1a2b3c4-1.el"},
         {"v1.0-rc1", "2.0-1.el", "2.0~5.20121206git1a2b3c4-1.el"}},
        ClientProfile::modern, From::tag, true);
  check({{"v1.0-rc1", "1.0-1.el", "1.0~rc1-1.5.20121206git1a2b3c4.el"}}, ClientProfile::el7, From::tag, true);
  check({{"v1.0-rc1", "1.0-1.el", "1.0-0.rc1.1.5.20121206git1a2b3c4.el"}}, ClientProfile::el6, From::tag,
        true);
  // The spec has its own numbering, whatever the tags are named.
  check({{"v2024.1", "1.0-1.el", "1.0^5.20121206git1a2b3c4-1.el", rpm::Evr::parse("1.0-1.el")},
         {"v2024.1", "1.1-1.el", "1.1~5.20121206git1a2b3c4-1.el", rpm::Evr::parse("1.0-1.el")},
         // A pre-release expressed in its Release: later versions must stay before 1.0-1.
         {"v1.0-rc1", "1.0-0.1.rc1.el", "1.0-0.1.rc1.5.20121206git1a2b3c4.el",
          rpm::Evr::parse("1.0-0.1.rc1.el")}},
        ClientProfile::modern, From::spec, true);
}

TEST_CASE("versions of every scheme sort between the releases around them") {
  for (const auto client : {ClientProfile::el6, ClientProfile::el7, ClientProfile::modern})
    for (const auto from : {From::spec, From::tag}) {
      const auto snapshot = [&](const char* tag, const char* spec) {
        return rpm::Evr::parse(versioned({tag, spec, ""}, client, from, true));
      };
      CHECK(snapshot("v1.2.3", "1.2.3-1.el") > rpm::Evr::parse("1.2.3-1.el"));
      CHECK(snapshot("v1.2.3", "1.2.3-1.el") < rpm::Evr::parse("1.2.4-1.el"));
      CHECK(snapshot("v1.2.3", "1.2.4-1.el") > rpm::Evr::parse("1.2.3-9.el"));
      CHECK(snapshot("v1.2.3", "1.2.4-1.el") < rpm::Evr::parse("1.2.4-1.el"));
    }
}

TEST_CASE("if a spec is older than the last release, a snapshot has no valid version") {
  const ReleaseHistory history = lineage_with("v1.2.3");
  const VersionInput facts{.spec = rpm::Evr::parse("1.1-1"),
                           .snapshot = true,
                           .commit = k_commit,
                           .history = history,
                           .before = rpm::Evr::parse("1.2.3-1")};
  CHECK(test::error_of(ExitCode::invalid, [&] { version_of(facts); }) ==
        "error: the spec's Version 1.1 is older than 1.2.3, the version of v1.2.3\n"
        "hint: set Version to the next one, or take it from the tags: --version-from tag\n");
}

TEST_CASE("a wrong order is an error that names the neighbour") {
  const auto evr = [](const char* text) { return rpm::Evr::parse(text); };
  CHECK_NOTHROW(check_order(evr("1.0^5-1"), Neighbour{"v1.0", evr("1.0-1")}, {{"v1.1", evr("1.1-1")}}));
  CHECK(test::error_of(ExitCode::invalid,
                       [&] {
                         check_order(evr("1.0-1.5"), Neighbour{"v1.0", evr("1.0-2")}, {});
                       }) ==
        "error: the snapshot 1.0-1.5 would not be newer than v1.0, which is 1.0-2\n"
        "hint: set Version to the next one, or raise Release; Epoch and Release must not decrease\n");
  CHECK(test::error_of(
            ExitCode::invalid,
            [&] {
              check_order(evr("2.0~5-1"), std::nullopt, {{"v3", evr("3-1")}, {"v2.0-rc1", evr("2.0~rc1-1")}});
            }) ==
        "error: the snapshot 2.0~5-1 would not be older than v2.0-rc1, which is 2.0~rc1-1\n"
        "hint: the cause is a Version or Release that was raised too early, or a tag that is not a release: "
        "set tag-pattern to the form of release tags\n");
}
