// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the gates of a release, each in a file of its own.
#pragma once

#include <span>

#include "compose/gates/release_on_disk.hpp"

namespace rpmworks::compose {

/// What a gate checks.
struct GateInputs {
  const ReleaseOnDisk& release;
  /// For a gate that checks one section; else null.
  const manifest::SectionInfo* section = nullptr;
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
/// Checks the release: it contains the source package of every package that was built from one.
Check sources_gate(const GateInputs& inputs);
/// Checks the release: it contains no unknown file, and its .repo file requires signatures.
Check files_gate(const GateInputs& inputs);

/// The gates for each section, in the order in which their results are shown.
std::span<const Gate> section_gates();
/// The gates for the release that run after those of its sections.
std::span<const Gate> release_gates();

/// A check that passed if `findings` is empty. `detail` is shown only if it passed.
Check judged(const std::string& name, const std::string& subject, std::vector<Finding> findings,
             ExitCode code, const std::string& detail = {});

}  // namespace rpmworks::compose
