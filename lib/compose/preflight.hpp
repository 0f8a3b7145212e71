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

/// What is no error in a configuration, and yet wants a second look before anybody gets a release: a line
/// each, with its place.
std::vector<std::string> configuration_warnings(const config::Config& config);

/// A warning for each source package whose commit or build lies in the future of `now` (seconds since 1970).
std::vector<std::string> future_times(const std::vector<srpm::Srpm>& srpms, int64_t now);

/// What would stop a release after its builds, and can be known before them. `check` asks for one thing after
/// the other, a release for all of them before its first build.
class Preflight {
 public:
  /// GnuPG's temporary files go to `tmp`; warnings go to `reporter`.
  Preflight(const config::Config& config, Targets targets, fs::path tmp,
            Reporter& reporter = Reporter::silent());

  /// Whether the sections can be made, and take what the packages become. Error(invalid) for a section that
  /// this version cannot make, Error(gate) for packages whose source packages no section takes.
  void require_sections(const std::vector<const config::PackageSource*>& packages) const;

  /// Whether a key can sign now, shown by a trial signature; gives its fingerprint. Error(trust), and
  /// Error(gate) when the target's clients cannot verify what it signs or cannot import it. Adds to
  /// `warnings` what else is to be said of it.
  std::string require_key(const std::string& name, std::vector<std::string>& warnings);

  /// The same of all keys that sign sections, once. A new release is signed in any case, so that this can be
  /// asked before anything of it is made.
  void require_keys();

  /// Whether a source package that somebody gave can be shipped: it carries no signature, or that of the key
  /// of each section that it goes to. Error(trust) otherwise.
  void require_source(const config::PackageSource& package, const fs::path& srpm);
  /// The same of those that were given among these.
  void require_sources(const std::vector<srpm::Srpm>& srpms);

  /// All that can be told when the source packages are there: the above, what make_plan would refuse of
  /// source packages, and a release of this name made of others, which must not be overwritten.
  void require_release(const std::string& release, const SourcesByTarget& sources,
                       const store::Workspace& workspace, bool replace);
  /// The same of a release of one target.
  void require_release(const std::string& release, const std::vector<srpm::Srpm>& srpms,
                       const store::Workspace& workspace, bool replace) {
    require_release(release, SourcesByTarget{{m_targets.all().front()->name, srpms}}, workspace, replace);
  }

 private:
  sign::Signer& signer(const std::string& name, std::vector<std::string>* warnings = nullptr);
  bool takes_sources_of_package(const config::Section& section, const config::PackageSource& package) const;
  std::string signer_of(const rpm::Signature& signature, const fs::path& srpm) const;

  const config::Config& m_config;
  Targets m_targets;
  fs::path m_tmp;
  Reporter& m_reporter;
  bool m_keys_tried = false;
  std::map<std::string, std::unique_ptr<sign::Signer>> m_signers;
};

}  // namespace rpmworks::compose
