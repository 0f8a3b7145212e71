// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "buildplan/choice.hpp"
#include "buildplan/earlier_names.hpp"
#include "core/error.hpp"
#include "core/events.hpp"
#include "core/json.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::buildplan {

/// The order of builds: for each package those of the same product whose results it needs. It points to the
/// source packages that it was made from, which stay where they are as long as it is used.
struct Plan {
  struct Job {
    const srpm::Srpm* srpm = nullptr;
    std::vector<size_t> needs;  ///< indices of jobs; all come before this one
    /// Something it needs may come with packages still to be built, but nobody can tell with which: what rpm
    /// finds out by looking into packages (pkgconfig(x), libx.so.1()(64bit), a file name), or what
    /// %generate_buildrequires will ask for. Such a job waits until all those are built that do not wait for
    /// it. Where those are known that had it all when they were built before, it waits for these alone;
    /// should they have it no more, it waits for the others after all.
    bool deferred = false;
    bool generates = false;           ///< asks for more BuildRequires while it is built
    std::vector<std::string> learnt;  ///< "pkgconfig(zlib): zlib had it in release 1.0.1"
    /// What others of a circle are built with; the package itself comes later.
    bool is_first_round() const { return !srpm->extra_macros.empty(); }
  };
  std::vector<Job> jobs;  ///< topologically sorted, by name where free

  Json to_json() const;
  /// `srpms` are those that the plan was made for. Nothing when the JSON is no plan for them.
  static std::optional<Plan> from_json(const Json& json, const std::vector<srpm::Srpm>& srpms);
};

/// Identifies everything that a plan is made from.
std::string plan_key(const std::vector<srpm::Srpm>& srpms, const std::string& environment,
                     const EarlierNames& earlier = {});

/// The name of a package in messages; that of a first round says so.
std::string label(const srpm::Srpm& srpm);

/// Why a package is not built for the target's architecture ("its spec does not build for i686
/// (ExclusiveArch: x86_64)"); nothing when it is.
std::optional<std::string> not_for_arch(const srpm::Srpm& srpm, const config::Target& target);

/// Plans the builds. Everything that is wrong with any package is told in one Error(invalid): a BuildRequires
/// that neither the repositories nor the product can provide (with the nearest name there is), BuildRequires
/// that conflict, an architecture that a package is not made for, two packages of one name and version.
/// Packages that build-require each other in a circle: see open_circles.
Plan make_plan(const std::vector<srpm::Srpm>& srpms, const Base& base, Reporter& reporter,
               const EarlierNames& earlier = {});

/// What packages need of their product.
struct Needed {
  std::vector<srpm::Srpm> srpms;  ///< they themselves, too
  /// BuildRequires of these that neither the repositories nor, as far as anybody can tell before they are
  /// built, packages of the product provide; a line each: "app: pkgconfig(lib)".
  std::vector<std::string> open;
};

/// Those of `srpms` whose packages have these labels, and what they build-require of the others, one through
/// another. Where only building can tell who provides something, all of them may be needed.
Needed needed_by(const std::vector<std::string>& labels, const std::vector<srpm::Srpm>& srpms,
                 const Base& base, const EarlierNames& earlier = {});

/// These labels and those of all that build-require them, one through another; where only building can tell
/// who provides something, it may be one of these.
std::vector<std::string> dependants_of(const std::vector<std::string>& labels,
                                       const std::vector<srpm::Srpm>& srpms, const Base& base,
                                       const EarlierNames& earlier = {});

/// A line for a requirement that cannot be had: "greet: pkgconfig(glibb-2.0); did you mean
/// pkgconfig(glib-2.0)?".
std::string missing_line(const std::string& who, const std::string& requirement,
                         const std::vector<std::string>& names);

/// What is said of all of them, and beside them of what only other packages may bring. A line begins with the
/// package: "greet: …".
Error cannot_be_had(const config::Target& target, std::vector<std::string> lines,
                    const std::vector<std::string>& perhaps = {});

}  // namespace rpmworks::buildplan
