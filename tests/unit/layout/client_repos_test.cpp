// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "core/error.hpp"
#include "layout/client_repos.hpp"
#include "layout/repo_file.hpp"

using namespace rpmworks;
using layout::ChainLink;
using layout::ClientRepo;

namespace {

std::string stanza(const std::string& id, const std::string& folder, const std::string& path,
                   const std::string& keys_at, const std::string& key) {
  return "\n[" + id + "]\nname=x\nbaseurl=" + folder + "/" + path +
         "/\nenabled=1\ngpgcheck=1\nrepo_gpgcheck=1\n" + "gpgkey=" + keys_at + "/" + key + "\n";
}

std::vector<std::string> ids(const std::vector<ClientRepo>& repos) {
  std::vector<std::string> all;
  for (const auto& repo : repos) all.push_back(repo.id);
  return all;
}

const std::string k_at = "https://rpm.example/r";

}  // namespace

TEST_CASE("of a delta's .repo file, its own repositories are read") {
  const std::string own = stanza("acme-packages", k_at + "/2", "packages", k_at + "/2", "RPM-GPG-KEY-new");
  const std::string link = stanza("acme-packages-1", k_at + "/1", "packages", k_at + "/1", "RPM-GPG-KEY-old");
  // As rpmworks wrote it before: with the keys of the delta.
  const std::string old_link = stanza("acme-old-1", k_at + "/1", "old", k_at + "/2", "RPM-GPG-KEY-new");
  const auto repos = layout::read_client_repos(own + link + old_link, "acme.repo", "2");
  REQUIRE(ids(repos) == std::vector<std::string>{"acme-packages"});
  CHECK(repos[0].path == "packages");
  CHECK(repos[0].keys == std::vector<std::string>{"RPM-GPG-KEY-new"});
  CHECK_THROWS_WITH_AS(layout::read_client_repos(own + old_link, "acme.repo"),
                       "acme.repo: [acme-old-1] is not a section of the release", Error);
}

TEST_CASE("a repository of a chain may name the keys of its own release only") {
  const std::string own = stanza("acme-packages", k_at + "/2", "packages", k_at + "/2", "RPM-GPG-KEY-new");
  const std::string link = stanza("acme-packages-1", k_at + "/1", "packages", k_at + "/1", "RPM-GPG-KEY-old");
  const std::string foreign = stanza("acme-old-1", k_at + "/1", "old", k_at + "/0", "RPM-GPG-KEY-old");
  const std::vector<std::string> keys{"RPM-GPG-KEY-new"};
  CHECK(layout::findings_in_repo_file(own + link, keys, "2").empty());
  CHECK(layout::findings_in_repo_file(own + link, keys).size() == 1);
  CHECK(layout::findings_in_repo_file(own + foreign, keys, "2") ==
        std::vector<std::string>{
            "[acme-old-1] trusts 'https://rpm.example/r/0/RPM-GPG-KEY-old', which is not a key "
            "of the release"});
}

TEST_CASE("a link of a chain has the sections of its own release, also if that had other targets") {
  const ClientRepo packages{
      .id = "acme-packages", .name = {}, .path = "packages", .enabled = true, .keys = {}};
  const ClientRepo el8{.id = "acme-el8", .name = {}, .path = "el8/$basearch", .enabled = true, .keys = {}};
  ChainLink link{.release = "1", .sections = {}, .repos = {{"acme.repo", {packages, el8}}}};
  manifest::SectionInfo section;
  section.path = "packages";
  section.target = "el9";
  link.sections.push_back(section);
  section.path = "el8/x86_64";
  section.target = "el8";
  link.sections.push_back(section);
  CHECK(ids(layout::repos_of_link(link, "acme.repo", "el9")) ==
        std::vector<std::string>{"acme-packages", "acme-el8"});
  CHECK(ids(layout::repos_of_link(link, "acme-el9.repo", "el9")) ==
        std::vector<std::string>{"acme-packages"});
  CHECK(ids(layout::repos_of_link(link, "acme-el8.repo", "el8")) == std::vector<std::string>{"acme-el8"});
  CHECK(layout::repos_of_link(link, "acme-el7.repo", "el7").empty());
}

TEST_CASE(
    "the setting that keeps modules from hiding packages is kept, as are the modules that clients need") {
  const std::vector<ClientRepo> repos = {
      {.id = "own", .name = "own", .path = "packages", .keys = {"K"}, .hotfixes = true},
      {.id = "deps", .name = "deps", .path = "deps", .keys = {"K"}}};
  const std::string text = layout::modules_remark({{.module = "nodejs", .stream = "18"}}) +
                           layout::stanzas(repos, k_at + "/1.0", [](const ClientRepo& repo) {
                             return "baseurl=" + k_at + "/1.0/" + repo.path + "/\n";
                           });
  const auto read = layout::read_client_repos(text, "x.repo");
  REQUIRE(read.size() == 2);
  CHECK(read[0].hotfixes);
  CHECK_FALSE(read[1].hotfixes);
  CHECK(layout::modules_remark_in(text) == "# Some packages need modules: dnf module enable nodejs:18\n");
  CHECK(layout::modules_in(text).at(0).str() == "nodejs:18");
  CHECK(layout::modules_in("# acme\n").empty());
  CHECK(layout::modules_remark({}).empty());
  CHECK(layout::modules_remark_in("# acme\n").empty());
}
