// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rpmworks::schedule {

/// One difference to the last build of a package.
struct Change {
  enum class Kind { source, product, buildroot, configuration };
  Kind kind = Kind::source;
  std::string name;  ///< of a package, or of a part of the configuration
  std::string from;  ///< empty if it is new
  std::string to;    ///< empty if it is gone

  /// "source": the source package; "product": a package of the same product in the buildroot; "buildroot": a
  /// package of a repository in the buildroot; "configuration".
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
  std::map<std::string, std::string> configuration;  ///< its parts, by names that users know
  std::map<std::string, Member> product;             ///< packages of the same product, by name
  std::map<std::string, Member> buildroot;           ///< all packages; empty if the engine cannot tell
  double seconds = 0;                                ///< how long the build took
  std::vector<Change> because;  ///< why it took place; empty for a first build, or one that was asked for
};

/// Everything that differs between two builds, sources first.
std::vector<Change> changes(const LastBuild& before, const LastBuild& now);

/// Why a build takes place.
struct BuildReason {
  std::string text;             ///< "never built", "SRPM changed", "greet-devel changed"
  std::vector<Change> changes;  ///< since the last build; empty if there was none
};

/// The reason that the source package alone gives: "never built" or "SRPM changed". Nothing if the package
/// was built from this source package before.
std::optional<std::string> source_reason(const std::optional<LastBuild>& last,
                                         const std::string& srpm_sha256);

/// Why a package that was built `last` is built again as `now`.
BuildReason reason_for(const LastBuild& last, const LastBuild& now);

}  // namespace rpmworks::schedule
