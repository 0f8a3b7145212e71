// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: makes source packages and builds again.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "product/session.hpp"
#include "proving/package_finder.hpp"
#include "proving/prove.hpp"
#include "proving/released_builds.hpp"

namespace rpmworks::proving {

/// What came of making a build again.
struct Rebuilt {
  /// The source package that was made from the commit; empty if there is none.
  fs::path source;
  std::string no_source;  ///< why there is none
  bool is_given = false;  ///< the release was made from a given source package
  /// The packages, before signing, by file name.
  std::map<std::string, fs::path> packages;
  std::string not_built;  ///< why there are none
  std::string note;       ///< what was not as published
};

/// Where the repository of a package is for this proof; nothing if it is not known.
std::optional<std::string> repository_for(const attest::Build& build, const ProveRequest& request);

/// The configuration that the statements of a release give: its targets, and each package at its commit.
/// Packages whose repository is not known are left out. Throws Error(invalid) for statements that contradict
/// each other, or that no configuration could lead to.
config::Config config_of(const ReleasedBuilds& released, const manifest::Manifest& manifest,
                         const ProveRequest& request, const fs::path& hostbase);

class Rebuilder {
 public:
  /// All arguments must outlive this.
  Rebuilder(product::Session& session, const manifest::Manifest& manifest, const ProveRequest& request,
            const PackageFinder& finder);

  /// Never throws because of the package.
  Rebuilt rebuild(const ReleasedBuild& released);

 private:
  engine::PackagePtr source_of(const ReleasedBuild& released, Rebuilt& rebuilt);
  engine::PackagePtr made(const config::PackageSource& package, const config::Target& target);
  engine::PackagePtr made_from_git(const ReleasedBuild& released);
  std::optional<fs::path> published_source(const ReleasedBuild& released) const;
  engine::PackagePtr published(const ReleasedBuild& released, const fs::path& file);
  void build(const ReleasedBuild& released, const engine::PackagePtr& package, Rebuilt& rebuilt);

  product::Session& m_session;
  const manifest::Manifest& m_manifest;
  const ProveRequest& m_request;
  const PackageFinder& m_finder;
  std::unique_ptr<engine::Engine> m_engine;
};

}  // namespace rpmworks::proving
