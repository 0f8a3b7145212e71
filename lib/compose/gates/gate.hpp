// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the gates, a file each.
#pragma once

#include <span>

#include "compose/gates/release_on_disk.hpp"

namespace rpmworks::compose {

/// What a gate judges.
struct GateInputs {
  const ReleaseOnDisk& release;
  /// Of a gate that judges one section; else null.
  const manifest::SectionInfo* section = nullptr;
};
using Gate = Check (*)(const GateInputs&);

/// Of the release: manifest.json can be read, the section key that it names signed it, and the release has
/// the name of its folder. Every other gate relies on the manifest and runs only if it can be read.
Check manifest_gate(const GateInputs& inputs);
/// Of a section: its own trusted keys signed every package, as the manifest says, and the key of its metadata
/// has not expired.
Check signatures_gate(const GateInputs& inputs);
/// Of a section: every package is the file of the manifest, and there are as many as it says.
Check digests_gate(const GateInputs& inputs);
/// Of a section: no NEVRA twice.
Check duplicates_gate(const GateInputs& inputs);
/// Of a section: its key signed repomd.xml, which is that of the manifest and lists exactly its packages.
Check repodata_gate(const GateInputs& inputs);
/// Of the release: it holds the source package of everything that was built from one.
Check sources_gate(const GateInputs& inputs);
/// Of the release: it holds no file that it does not account for, and what it tells clients is safe.
Check files_gate(const GateInputs& inputs);

/// The gates of each section, in the order in which they are shown.
std::span<const Gate> section_gates();
/// The gates of the release that follow those of its sections.
std::span<const Gate> release_gates();

/// A check that passed if there are no findings; `detail` is shown only then.
Check judged(const std::string& name, const std::string& subject, std::vector<std::string> findings,
             ExitCode code, const std::string& detail = {});

}  // namespace rpmworks::compose
