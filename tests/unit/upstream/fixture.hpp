// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "support/errors.hpp"
#include "support/rpm_fixture.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::test {

/// Two signed packages and their key, made once; each test works on a copy of the repository.
struct Originals {
  TempDir folder{fs::temp_directory_path(), "upstream-"};
  TestKey key{folder.path() / "gpg", "Upstream <upstream@example.org>"};
  TestKey stranger{folder.path() / "gpg2", "Stranger <stranger@example.org>"};
  Originals() {
    for (const char* name : {"one", "two"}) {
      // Enough content to cut a download in its middle.
      std::string text;
      for (int i = 0; i < 3000; ++i) text += std::to_string(i * 7919 % 10007) + (i % 20 ? " " : "\n");
      const auto built = build_package(
          folder.path() / "built",
          {.name = name, .payload = "w.ufdio", .files = {{std::string("/usr/share/") + name, text}}});
      make_folders(folder.path() / "repo" / "Packages");
      fs::copy_file(built.binary, folder.path() / "repo" / "Packages" / built.binary.filename());
      sign_package(folder.path() / "repo" / "Packages" / built.binary.filename(), key);
    }
    make_repository(folder.path() / "repo");
  }
};

inline Originals& originals() {
  static Originals made;
  return made;
}

/// A repository with its own cache.
struct Upstream {
  TempDir folder{fs::temp_directory_path(), "upstream-"};
  fs::path repo = folder.path() / "repo";
  fs::path cache = folder.path() / "cache";

  Upstream() { fs::copy(originals().folder.path() / "repo", repo, fs::copy_options::recursive); }

  fs::path package(const std::string& name) const { return repo / "Packages" / (name + "-1.0-1.noarch.rpm"); }

  fs::path metadata(const std::string& kind) const {
    for (const auto& entry : fs::directory_iterator(repo / "repodata")) {
      if (entry.path().string().find(kind) != std::string::npos) return entry.path();
    }
    return {};
  }

  /// As listed in the metadata.
  upstream::Location location(const std::string& name) const {
    const fs::path original = originals().folder.path() / "repo" / "Packages" / package(name).filename();
    return {.repository = "base",
            .href = "Packages/" + original.filename().string(),
            .sha256 = digest_of_file(original),
            .size = fs::file_size(original),
            .nevra = rpm::Nevra::parse(name + "-1.0-1.noarch")};
  }

  upstream::Repository open(const std::string& url, const TestKey& key = originals().key,
                            const std::string& mirrorlist = {},
                            const upstream::MetadataRules& rules = {}) const {
    rpm::Keyring keyring;
    keyring.add(key.public_key(), {}, {.name = "vendor"});
    return upstream::Repository::open({.name = "base", .baseurl = url, .mirrorlist = mirrorlist},
                                      std::move(keyring), cache, Reporter::silent(), rules);
  }
  upstream::Repository open(const std::string& url, const upstream::MetadataRules& rules) const {
    return open(url, originals().key, {}, rules);
  }

  std::vector<fs::path> fetch(const upstream::Repository& repository) const {
    std::vector<fs::path> paths;
    for (const auto& fetched : repository.fetch({location("one"), location("two")}, 2, Reporter::silent()))
      paths.push_back(fetched.path);
    return paths;
  }
};

}  // namespace rpmworks::test
