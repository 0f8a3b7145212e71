// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "core/error.hpp"
#include "core/events.hpp"
#include "core/files.hpp"
#include "gates/metadata_reading.hpp"
#include "manifest/manifest.hpp"
#include "rpm/known_contents.hpp"
#include "solve/selection/selection.hpp"
#include "store/store.hpp"
#include "upgrades/upgrades.hpp"

namespace rpmworks::gates {

/// Something that a gate found.
struct Finding {
  /// Short, exact and stable, unique within its gate: what a waiver names. It has no blank at its ends and
  /// no line break.
  std::string id;
  std::string text;           ///< one line for people
  std::string file = {};      ///< that it is about, relative to the release's folder; empty if there is none
  SourcePosition where = {};  ///< in repos.yaml; without a line if there is none

  bool operator==(const Finding& other) const { return id == other.id && text == other.text; }
};

/// A finding that a waiver accepts.
struct Waived {
  Finding finding;
  manifest::Waiver waiver;
};

/// The result of one gate.
struct Check {
  /// One of config::strict_gates() or config::waivable_gates().
  std::string name;
  std::string subject;  ///< path of the section, name of the target, or name of the release
  bool passed = false;
  std::vector<Finding> findings;
  std::string detail;              ///< for a passed gate: who signed
  ExitCode code = ExitCode::gate;  ///< the exit code if this gate fails
  std::vector<Waived> waived = {};
  std::vector<std::string> notes = {};  ///< what users should know although it is no finding
  /// Something to compare with was not known, so the gate may have missed findings.
  bool is_incomplete = false;
  std::string not_checked = {};  ///< why the gate did not run; then `passed` means nothing
};

/// The packages of a release that is on a server. Its folder holds all other files of it.
struct RemotePackages {
  /// Why a package on the server is not the one of the manifest, as far as that shows without reading it;
  /// empty: nothing shows. Thread-safe. May throw Error(upstream).
  std::function<std::string(const manifest::Entry&)> fault = {};
  /// Calls the function with a temporary copy of a package, and returns why there is none; empty: it was
  /// called. Thread-safe. May throw Error(upstream). Empty: packages are not read; then `fault` is asked.
  std::function<std::string(const manifest::Entry&, const std::function<void(const fs::path&)>&)> read = {};
  std::string why_not_read = {};  ///< why gates that read packages do not run
};

/// What gates compare a release with, besides its folder.
struct GateSettings {
  const config::Config* config = nullptr;  ///< of the product; null if there is none
  /// What the clients of a target have before they install the release; nothing if the configuration does not
  /// say that. May throw Error(upstream). Empty: not known.
  std::function<std::optional<solve::Base>(const config::Target&)> base = {};
  /// If `base` throws Error(upstream), verify() throws it too; else the gates that need the base are not
  /// checked.
  bool is_base_required = false;
  /// The upgrades from earlier releases: see upgrades::find_upgrades. May throw as `base`. Empty: not known.
  std::function<std::shared_ptr<const upgrades::Upgrades>()> upgrades = {};
  /// The release that the one which is being composed will complete, as a delta; empty: none.
  std::string delta_from = {};
  bool are_upgrades_real = false;  ///< carries the upgrades out: see upgrades::carry_out
  /// The store that the packages of a release that is being composed are links to: what it remembers of them
  /// is not found out again. Null: every package is read completely.
  const store::Store* store = nullptr;
  /// Headers that were read before from blobs of `store`; null: none.
  const rpm::KnownContents* contents = nullptr;
  /// The packages, if they are not in the folder but on a server; null: they are in the folder.
  const RemotePackages* remote = nullptr;
  /// Metadata that was read back before; null: none.
  MetadataReading* metadata = nullptr;
};

/// What holds if a gate passes, as one line for people who do not know the gate: "No package is twice in a
/// section or for a target". Empty for other names.
std::string_view gate_description(const std::string& gate);

/// The texts of findings.
std::vector<std::string> texts_of(const std::vector<Finding>& findings);

/// The exit code for a list of checks: `trust` if a check failed with it, else the code of the first failed
/// check, or `done` if none failed.
ExitCode worst_of(const std::vector<Check>& checks);

/// Runs every gate on a release's folder; docs/gates.md describes them. The gates use the keys that the
/// release ships: they show that the release is complete and was signed by those keys. Whether these are the
/// right keys is for the user to check. The waivers of the manifest apply. If the release is in a workspace,
/// it is also compared with the release that was published before it. Gates that need settings which are
/// missing do not run, and say so. Throws Error(invalid) if the folder does not exist.
std::vector<Check> verify(const fs::path& release_folder, Reporter& reporter, unsigned jobs,
                          const GateSettings& settings = {});

/// The gate `withdrawn` alone, on a release in releases/, with the waivers of its manifest. Its notes are
/// about packages that were withdrawn from this very release. Reads manifests, no packages. Throws Error if
/// the manifest of the release cannot be read.
Check withdrawn_since(const std::string& release, const store::Workspace& workspace);

}  // namespace rpmworks::gates
