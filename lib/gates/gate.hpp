// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the gates of a release, each in a file of its own.
#pragma once

#include <span>

#include "gates/release_on_disk.hpp"
#include "gates/target_on_base.hpp"

namespace rpmworks::gates {

/// What a gate checks.
struct GateInputs {
  const ReleaseOnDisk& release;
  /// For a gate that checks one section; else null.
  const manifest::SectionInfo* section = nullptr;
  /// For a gate that checks the packages for one target; else null.
  TargetOnBase* target = nullptr;
  const config::Config* config = nullptr;  ///< null if there is none for this release
  const GateSettings* settings = nullptr;  ///< for the gates of the release; else null
};
using Gate = Check (*)(const GateInputs&);

/// Checks the release: manifest.json can be read, the section key that it names signed it, and the release
/// has the name of its folder. Every other gate relies on the manifest and runs only if it can be read.
Check manifest_gate(const GateInputs& inputs);

/// Checks a section: only its own trusted keys signed its packages, each signature is the one given in the
/// manifest, and the key of the section's metadata has not expired.
Check signatures_gate(const GateInputs& inputs);
/// Checks a section: every package has the size and digest given in the manifest, and no package is missing.
Check digests_gate(const GateInputs& inputs);
/// Checks a section: it contains no NEVRA twice.
Check duplicates_gate(const GateInputs& inputs);
/// Checks a section: its key signed repomd.xml, which is as in the manifest and lists exactly the section's
/// packages.
Check repodata_gate(const GateInputs& inputs);

/// Checks the release: it contains the source package of every package that was built from one, and no source
/// package that nothing was built from.
Check sources_gate(const GateInputs& inputs);
/// Checks the release: it contains no unknown file, and its .repo file requires signatures.
Check files_gate(const GateInputs& inputs);
/// Checks the release: the releases before it that are in the same folder are the ones that it follows, with
/// the manifests that they had. Notes a published release that it leaves out.
Check history_gate(const GateInputs& inputs);
/// Checks the release: signed statements say how each package that was built here was built, and which
/// packages the release has.
Check provenance_gate(const GateInputs& inputs);
/// Checks the release: the release before it shipped every key that signs it, so clients have that key.
Check keys_gate(const GateInputs& inputs);
/// Checks the release: it contains no package that was withdrawn from an earlier one.
Check withdrawn_gate(const GateInputs& inputs);

// The following gates rely on the headers of the packages, so they run only if all packages are the ones in
// the manifest and signed by trusted keys.

/// Checks a section: its clients can read and verify all of its packages.
Check readable_gate(const GateInputs& inputs);
/// Checks a section: its packages are for the architecture of the section, and so are the programs in them.
Check architecture_gate(const GateInputs& inputs);
/// Checks a target: no NEVRA is in two of its sections. Notes several versions of a vendor's package.
Check duplicates_across_gate(const GateInputs& inputs);
/// Checks a target: packages that can be installed together have no conflicting files.
Check file_conflicts_gate(const GateInputs& inputs);
/// Checks a target: each package can be installed on the base, and all of them together.
Check closure_gate(const GateInputs& inputs);
/// Checks a target: nothing requires what the release does not provide any more.
Check lost_gate(const GateInputs& inputs);
/// Checks the release: it contains only packages with allowed licences.
Check licenses_gate(const GateInputs& inputs);
/// Checks the release: it has no more files that run with other rights, or that everybody can write, than the
/// release before.
Check permissions_gate(const GateInputs& inputs);
/// Checks the release: no package that was built here is without any effect.
Check empty_gate(const GateInputs& inputs);

/// Checks the release: clients get to it from every earlier release that is kept.
Check upgrade_gate(const GateInputs& inputs);

/// A check that passed if `findings` is empty. `detail` is shown only if it passed.
Check judged(const std::string& name, const std::string& subject, std::vector<Finding> findings,
             ExitCode code = ExitCode::gate, const std::string& detail = {});
/// A check that could not be made.
Check not_checked(const std::string& name, const std::string& subject, const std::string& why);

/// Applies the waivers of the manifest to the checks, and returns the check of the waivers themselves: none
/// has expired, and each was used, if its gate ran. `config` tells where they are written; may be null. `now`
/// is in seconds since 1970.
Check apply_waivers(const manifest::Manifest& manifest, const std::string& subject,
                    const config::Config* config, int64_t now, std::vector<Check>& checks);

}  // namespace rpmworks::gates
