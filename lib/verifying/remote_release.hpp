// SPDX-License-Identifier: GPL-3.0-or-later
// A release on a web server, so that the gates can check it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/events.hpp"
#include "gates/gates.hpp"

namespace rpmworks::verifying {

/// Whether the text is a URL of http or https, which names a release on a server.
bool is_remote(const std::string& text);

/// The folder that a file:// URL names; other texts unchanged.
std::string local_place(const std::string& text);

/// A release on a web server: its files are downloaded to a temporary folder, except the packages.
///
/// Of the packages, only the sizes are asked for: their digests are in the signed manifest and in the signed
/// metadata, which must agree. `with_packages` downloads each package too, one after another on each
/// connection, and removes it when it was read.
class RemoteRelease {
 public:
  /// Opens the release at a URL: of a release, of releases/, or of PRODUCT.repo. Throws Error(invalid) if
  /// there is no release, and Error(upstream) if a server cannot be reached or refuses.
  static RemoteRelease open(const std::string& url, bool with_packages, Reporter& reporter);
  RemoteRelease(RemoteRelease&&) noexcept;
  ~RemoteRelease();

  /// Its files on this machine.
  const fs::path& folder() const;
  /// Its URL without secrets.
  const std::string& shown() const;
  /// For GateSettings::remote.
  const gates::RemotePackages& packages() const;

  /// Downloads packages into the folder. Throws Error(trust) if one has not the digest that the manifest
  /// gives, and Error(upstream) if one is missing or cannot be downloaded.
  void take_packages(const std::vector<manifest::Entry>& packages, Reporter& reporter) const;

  /// Completes the checks of the gates: notes tell what cannot be seen on a server, and if the release was
  /// reached by way of its mirror lists, the gate `mirrors` checks every mirror that they name.
  void complete(std::vector<gates::Check>& checks, Reporter& reporter) const;

 private:
  struct State;
  explicit RemoteRelease(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::verifying
