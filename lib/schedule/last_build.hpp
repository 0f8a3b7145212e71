// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rpmworks::schedule {

/// One thing that is another than it was when a package was last built.
struct Change {
  enum class Kind { source, product, buildroot, configuration };
  Kind kind = Kind::source;
  std::string name;  ///< of a package, or of a part of the configuration
  std::string from;  ///< empty: it is new
  std::string to;    ///< empty: it is gone

  /// "source": the commit, or another; "product": a package of the same product that is in the buildroot;
  /// "buildroot": one of a repository; "configuration".
  std::string kind_name() const;
  /// "gcc in the buildroot: 12.2-1.x86_64 → 12.3-1.x86_64"
  std::string text() const;
  bool operator==(const Change&) const = default;
};

/// What a package was last built from, for one target.
struct LastBuild {
  /// A package of the buildroot.
  struct Member {
    std::string version;  ///< "1.0-1.noarch"
    std::string sha256;
  };
  std::string srpm_sha256;
  std::string nevra;
  std::string commit;
  std::string environment;                           ///< Engine::environment_sha256
  std::map<std::string, std::string> configuration;  ///< its parts, by names that people know
  std::map<std::string, Member> product;             ///< packages of the same product, by name
  std::map<std::string, Member> buildroot;           ///< all packages; none where the engine cannot tell
  double seconds = 0;                                ///< that the build took
  std::vector<Change> because;  ///< why it took place; none: it was the first, or asked for
};

/// All that tells two builds apart, sources first.
std::vector<Change> changes(const LastBuild& before, const LastBuild& now);

}  // namespace rpmworks::schedule
