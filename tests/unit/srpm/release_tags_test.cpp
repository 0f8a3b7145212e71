// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/release_tags.hpp"

#include <doctest/doctest.h>

#include "support/errors.hpp"

using namespace rpmworks;
using namespace rpmworks::srpm;

namespace {

std::string version(const std::string& tag, const std::string& pattern = "") {
  const auto found = version_in_tag(tag, pattern, {"greet", "python-greet"});
  return found ? found->str() + (found->forbidden.empty() ? "" : " has " + found->forbidden) : "none";
}

std::string chosen(const std::vector<std::string>& tags, const std::string& asked_for = "") {
  std::vector<git::Repository::Tag> of_one_commit;
  for (const auto& name : tags) of_one_commit.push_back({name, "c0"});
  const auto releases = release_tags(of_one_commit, "", {"greet"}, asked_for);
  return releases.empty() ? "none" : releases.front().tag.name;
}

}  // namespace

TEST_CASE("tags name versions in the usual ways") {
  struct Row {
    const char* tag;
    const char* version;
  };
  const Row rows[] = {{"1.2.3", "1.2.3"},
                      {"v1.2.3", "1.2.3"},
                      {"V1", "1"},
                      {"greet-1.2.3", "1.2.3"},
                      {"greet-v1.2.3", "1.2.3"},
                      {"python-greet-1.2", "1.2"},
                      {"other-1.2", "none"},
                      {"release", "none"},
                      {"vega", "none"},
                      {"v", "none"},
                      {"greet-", "none"},
                      {"2024.01.31", "2024.01.31"},
                      {"1.0.2g", "1.0.2g"},
                      {"1.0+git5", "1.0+git5"},
                      // of packages
                      {"greet-1.2-3", "1.2"},
                      {"greet-1.2-3.el6", "1.2"},
                      // before a release
                      {"v1.0-rc1", "1.0~rc1"},
                      {"v1.0-RC1", "1.0~rc1"},
                      {"v1.0-rc.1", "1.0~rc.1"},
                      {"v1.0rc1", "1.0~rc1"},
                      {"v1.0.0-alpha", "1.0.0~alpha"},
                      {"v1.0.0-beta-2", "1.0.0~beta.2"},
                      {"v1.0.dev3", "1.0~dev3"},
                      {"v1.0_pre2", "1.0~pre2"},
                      {"v2.0b5", "2.0~b5"},
                      {"2.0a1", "2.0~a1"},
                      {"v2.0.0-b2", "2.0.0~b2"},
                      {"v1.0-M2", "1.0~m2"},
                      {"v1.0-preview.2", "1.0~preview.2"},
                      {"v1.0-SNAPSHOT", "1.0~snapshot"},
                      {"v1.0-prefix", "1.0-prefix has -"},
                      // tags that are not versions
                      {"1.0.2b", "1.0.2b"},
                      {"1.0.post1", "1.0.post1"},
                      {"4_0", "4_0"},
                      // characters that rpm forbids
                      {"v1.0-final", "1.0-final has -"},
                      {"v1.0/x", "1.0/x has /"}};
  for (const auto& row : rows) {
    CAPTURE(row.tag);
    CHECK(version(row.tag) == row.version);
  }
}

TEST_CASE("a pattern defines the form of tags, and other tags do not count") {
  CHECK(version("release/1.2", "release/{version}") == "1.2");
  CHECK(version("v1.2", "release/{version}") == "none");
  CHECK(version("python-greet@v1.2", "{name}@v{version}") == "1.2");
  CHECK(version("v1.2-final", "v{version}-final") == "1.2");
  CHECK(version("v1.2", "v{version}-final") == "none");
  CHECK(version("vx", "v{version}") == "none");
}

TEST_CASE("a pattern replaces characters of a tag, and determines whether there are pre-releases") {
  CHECK(version("REL_4_0", "REL_{version:_.}") == "4.0");
  CHECK(version("REL_4_0_RC1", "REL_{version:_.}") == "4.0~rc1");
  CHECK(version("2024-01-31", "{version:-.}") == "2024.01.31");
  CHECK(version("greet_1-2_3", "{name}_{version:_.-.}") == "1.2.3");
  CHECK(version("v2.0b5", "v{version:as-is}") == "2.0b5");
  CHECK(version("v2_0b5", "v{version:_.,as-is}") == "2.0b5");
  CHECK(version("v1.0-final", "v{version:as-is}") == "1.0-final has -");
}

TEST_CASE("the error for tags of another form suggests a pattern") {
  const auto pattern = [](const std::vector<std::string>& names) {
    std::vector<git::Repository::Tag> tags;
    for (const auto& name : names) tags.push_back({name, "c0"});
    return pattern_of(tags).value_or("none");
  };
  CHECK(pattern({"REL4_0", "REL4_1_2", "nightly"}) == "REL{version:_.}");
  CHECK(pattern({"release-1.0", "release-1.1", "v1.0"}) == "release-{version}");
  CHECK(pattern({"2024-01-31"}) == "{version:-.}");
  CHECK(pattern({"nightly", "v1", "{1.0}"}) == "none");
  // Matching a pattern never takes minutes.
  CHECK(pattern({"build-1-0123456789abcdef0123456789ab+x", "v1." + std::string(200, '0') + "+"}) == "none");
}

TEST_CASE("of several tags on a commit the highest counts, unless another is requested") {
  CHECK(chosen({"v1.9", "v1.10"}) == "v1.10");
  CHECK(chosen({"v1.0-rc1", "v1.0", "v1.0-beta3"}) == "v1.0");
  CHECK(chosen({"v1.0", "v1.0-final"}) == "v1.0");
  CHECK(chosen({"v1.0", "v1.0-rc1"}, "v1.0-rc1") == "v1.0-rc1");
  CHECK(chosen({"nightly", "greet-1.0"}) == "greet-1.0");
  CHECK(chosen({"nightly"}) == "none");
}

TEST_CASE("the error for a version that rpm forbids explains it") {
  const ReleaseTag release{{"v1.0-final", "c0"}, *version_in_tag("v1.0-final", "", {})};
  CHECK(test::error_of(ExitCode::invalid, [&] { require_valid_version(release); }) ==
        "error: the tag v1.0-final gives the version '1.0-final', but rpm does not allow '-' in a version\n"
        "hint: set tag-pattern, which selects the version in a tag (v{version}-final) and replaces '-' "
        "(v{version:-.}); or take the version from the spec\n");
}
