// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compose/compose.hpp"
#include "compose/plan.hpp"
#include "sign/signer.hpp"

namespace rpmworks::compose {

/// Warnings about a configuration that is valid but probably not what its author wants: one line each, with
/// the position.
std::vector<std::string> configuration_warnings(const config::Config& config);

/// A warning for each source package whose commit time or build time is later than `now` (seconds since
/// 1970).
std::vector<std::string> future_times(const std::vector<srpm::Srpm>& srpms, int64_t now);

/// Finds problems before the builds that would stop a release after them. `check` calls the checks one by
/// one; a release runs all of them before its first build.
class Preflight {
 public:
  /// `tmp`: for GnuPG's temporary files. Warnings go to `reporter`.
  Preflight(const config::Config& config, layout::Targets targets, fs::path tmp,
            Reporter& reporter = Reporter::silent());

  /// Throws Error(invalid) for a section that this version cannot make or that is for another target. Throws
  /// Error(gate) for packages whose source packages no section takes.
  void require_sections(const std::vector<const config::PackageSource*>& packages) const;

  /// Makes a trial signature with a key and returns the key's fingerprint. Throws Error(trust) if the key
  /// cannot sign now, and Error(gate) if the clients of a target cannot verify its signatures or cannot
  /// import it. Adds to `warnings` what else a user should know about the key.
  std::string require_key(const std::string& name, std::vector<std::string>& warnings);

  /// As require_key, for all keys that sign sections. Runs only once.
  void require_keys();

  /// Throws Error(trust) if a source package given as a file (`srpm:`) carries a signature, unless it is by
  /// the key of each section to which the package goes.
  void require_source(const config::PackageSource& package, const fs::path& srpm);
  /// As require_source, for each of these source packages that was given as a file.
  void require_sources(const std::vector<srpm::Srpm>& srpms);

  /// Runs all checks that are possible once the source packages exist: all of the above, make_plan's checks
  /// of source packages, and the check that an existing release of this name was not made from other source
  /// packages, unless it may be replaced.
  void require_release(const std::string& release, const SourcesByTarget& sources,
                       const store::Workspace& workspace, bool replace);
  /// As above, for a release of one target.
  void require_release(const std::string& release, const std::vector<srpm::Srpm>& srpms,
                       const store::Workspace& workspace, bool replace) {
    require_release(release, SourcesByTarget{{m_targets.all().front()->name, srpms}}, workspace, replace);
  }

 private:
  sign::Signer& signer(const std::string& name, std::vector<std::string>* warnings = nullptr);
  bool takes_sources_of_package(const config::Section& section, const config::PackageSource& package) const;
  std::string signer_of(const rpm::Signature& signature, const fs::path& srpm) const;

  const config::Config& m_config;
  layout::Targets m_targets;
  fs::path m_tmp;
  Reporter& m_reporter;
  bool m_keys_tried = false;
  std::map<std::string, std::unique_ptr<sign::Signer>> m_signers;
};

}  // namespace rpmworks::compose
