// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "releases/publication.hpp"
#include "unit/compose/fixture.hpp"

namespace rpmworks::test {

inline constexpr int64_t k_now = 1'800'000'000;
inline constexpr int64_t k_hour = 3600;

/// Releases with the files that publishing reads.
struct Releases {
  TempDir folder{fs::temp_directory_path(), "publish-"};
  store::Workspace workspace{.root = folder.path(), .cache = {}, .store_folder = {}};
  releases::Publishing publishing{.address = "https://rpm.example.org/acme",
                                  .remarks = {},
                                  .metadata_expire = std::chrono::hours(6),
                                  .now = k_now};

  void add(const std::string& name, const std::vector<std::string>& sections = {"packages"},
           const std::string& client = "modern", const std::vector<manifest::Withdrawn>& withdrawn = {}) {
    const fs::path release = workspace.releases() / name;
    manifest::Manifest manifest{.product = "acme",
                                .release = name,
                                .created = "2026-01-01T00:00:00Z",
                                .tool = "test",
                                .config_sha256 = sha256("config"),
                                .lock_sha256 = {},
                                .signer = std::string(40, 'A'),
                                .sections = {},
                                .keys = {},
                                .files = {},
                                .packages = {}};
    manifest.withdrawn = withdrawn;
    std::string repo = "# acme\n";
    for (const auto& path : sections) {
      make_folders(release / path / "repodata");
      write_file_atomically(
          release / path / "repodata" / "repomd.xml",
          "<repomd xmlns=\"http://linux.duke.edu/metadata/repo\"><revision>1</revision></repomd>");
      manifest.sections.push_back({.path = path,
                                   .target = "el9",
                                   .client = client,
                                   .signer = std::string(40, 'A'),
                                   .signers = {},
                                   .repomd_sha256 = sha256("repomd")});
      repo += fmt::format(
          "[acme-{0}]\nname=acme - {0}\nbaseurl=file:///old/{1}/{0}/\nenabled=1\ngpgcheck=1\n"
          "repo_gpgcheck=1\ngpgkey=file:///old/{1}/RPM-GPG-KEY-acme\n",
          path, name);
    }
    for (const auto& [file, text] : {std::pair<std::string, std::string>{"acme.repo", repo},
                                     {"RPM-GPG-KEY-acme", "the key of " + name}}) {
      write_file_atomically(release / file, text);
      manifest.files.push_back({.file = file, .sha256 = sha256(text)});
    }
    write_file_atomically(release / "manifest.json", manifest.to_json());
  }

  void publish(const std::string& name, Reporter& reporter = Reporter::silent()) {
    releases::publish(name, workspace, publishing, reporter);
  }
  std::string top(const std::string& file) const { return read_file(workspace.releases() / file); }
  /// The releases that the mirror list of a section names.
  std::string list(const std::string& section = "packages") const {
    const auto lists = releases::mirror_lists_in(workspace.releases());
    const auto found = lists.find(section);
    return found == lists.end() ? "none" : join(found->second, " ");
  }
  /// Every name in releases/, including hidden ones.
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(workspace.releases()))
      all.push_back(entry.path().filename());
    std::ranges::sort(all);
    return all;
  }
};

}  // namespace rpmworks::test
