// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/temporary.hpp"
#include "product/session.hpp"
#include "support/git_fixture.hpp"

namespace rpmworks::test {

/// Records reports, and calls `on_begin` with the verb of each activity that begins.
class Heard : public EventSink {
 public:
  std::function<void(const std::string& verb)> on_begin;
  std::vector<std::string> warnings;
  std::vector<std::string> notes;

  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::warning) warnings.push_back(event.subject);
    if (event.kind == Event::Kind::note) notes.push_back(event.subject);
    if (event.kind == Event::Kind::begin && on_begin) on_begin(event.verb);
  }
};

/// A product of small packages, each in a git repository, and everything that a session needs.
struct ProductFixture {
  TempDir folder{fs::temp_directory_path(), "rpmworks-product-"};
  std::shared_ptr<Heard> heard = std::make_shared<Heard>();
  Reporter reporter{heard};
  std::string packages;  ///< lines of repos.yaml
  std::string settings;  ///< more lines of repos.yaml

  static std::string spec(const std::string& name) {
    return "Name: " + name +
           "\nVersion: 1.0\nRelease: 1\nSummary: A package\nLicense: MIT\nBuildArch: noarch\n"
           "Source0: %{name}-%{version}.tar.gz\n%description\nx\n%files\n";
  }

  /// A package NAME in a repository NAME with these files.
  GitFixture add(const std::string& name, const std::map<std::string, std::string>& files) {
    GitFixture repository(folder.path() / name);
    for (const auto& [path, content] : files) repository.write(path, content);
    repository.commit("Begin");
    packages += "  " + name + ": { git: " + name + " }\n";
    return repository;
  }
  GitFixture add(const std::string& name) { return add(name, {{name + ".spec", spec(name)}}); }

  product::Locations locations() const {
    return {.config = folder.path() / "repos.yaml", .cache = folder.path() / "cache"};
  }
  product::Session open(const Cancellation& cancel = {}) {
    write_file_atomically(
        folder.path() / "repos.yaml",
        "schema: 1\nproduct: p\n" + (packages.empty() ? "" : "packages:\n" + packages) + settings);
    return product::open_session(locations(), reporter, cancel);
  }
};

}  // namespace rpmworks::test
