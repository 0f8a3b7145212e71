// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "compose/compose.hpp"
#include "gates/gates.hpp"
#include "releases/releases.hpp"
#include "support/errors.hpp"
#include "support/rpm_fixture.hpp"

namespace rpmworks::test {

/// Packages and keys that every test of this module uses, made once: rpmbuild and key generation are slow.
struct Made {
  TempDir folder{fs::temp_directory_path(), "compose-made-"};
  TestKey key{folder.path() / "gnupg", "Acme <acme@example.org>"};
  TestKey other{folder.path() / "other", "Other <other@example.org>"};
  BuiltPackage greet = build_package(folder.path(), {.name = "greet", .summary = "Greets & <b>waves</b>"});
  BuiltPackage greeter =
      build_package(folder.path(), {.name = "greeter", .version = "2.0", .arch = "x86_64"});
};
const Made& made();

/// A workspace, its store, and a configuration of a product with the packages `greet` and `greeter`.
struct Product {
  TempDir folder{fs::temp_directory_path(), "compose-"};
  store::Workspace workspace;
  store::Store store;
  config::Config config;
  compose::Inputs inputs;

  Product();
  const config::Target& target() const { return config.targets.at("el9"); }
  /// The environment for composing a release: with one target, unless others are given.
  compose::Environment environment(Reporter& reporter = Reporter::silent());
  compose::Environment environment(layout::Targets targets, Reporter& reporter = Reporter::silent());
  /// Adds a package as if built for `target`; by default, the target of the product.
  void add(const std::string& name, const BuiltPackage& built, const std::string& section = {},
           const std::string& target = "el9");
  compose::Composed compose(bool replace = false);
  fs::path release() const { return workspace.releases() / inputs.release; }
};

/// Every file below a folder with its digest, one per line, sorted.
std::string contents(const fs::path& folder);

}  // namespace rpmworks::test
