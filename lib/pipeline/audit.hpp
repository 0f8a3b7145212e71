// SPDX-License-Identifier: GPL-3.0-or-later
// Questions about many releases: which of them have a package, a source, a signer, a vulnerability.
#pragma once

#include <string>
#include <vector>

#include "audit/assess.hpp"
#include "audit/query.hpp"
#include "audit/readers.hpp"
#include "audit/reports.hpp"
#include "audit/writers.hpp"
#include "pipeline/places.hpp"

namespace rpmworks::pipeline {

/// What questions are about, and what is compared with it.
struct AuditRequest {
  /// Releases by name, and other places (inventory::read). Empty: all releases of the workspace.
  std::vector<std::string> places;
  std::vector<fs::path> advisories;  ///< files and folders: audit::read_advisories
  bool any_vendor = false;           ///< advisories are about packages of the same name of every vendor
  size_t limit = 0;                  ///< the most answers; 0: all
};

/// The places that answers name by their index.
struct AuditPlaces {
  std::vector<audit::Place> places;  ///< in the order of their versions

  /// The places in short: "1.0.0 to 1.0.3, 1.1.0". `holders` in the order of the places.
  std::string shown(const std::vector<audit::Holder>& holders) const;
};

/// An answer, and the places.
template <class T>
struct Audited {
  AuditPlaces where;
  T answer;
};

/// Answers questions. Notes and warnings are reported. Throws as read_place, and Error(usage) for a question
/// that cannot have an answer.
Audited<audit::Answer> audit_questions(const AuditRequest& request,
                                       const std::vector<audit::Question>& questions,
                                       const PlaceSettings& settings, Reporter& reporter);
/// The reports. Without places, they are about the published release, or else the newest one.
Audited<std::vector<audit::Listed>> audit_without_source(const AuditRequest& request,
                                                         const PlaceSettings& settings, Reporter& reporter);
/// Needs repos.yaml, for the upstreams, whose metadata is fetched; no repos.lock.
Audited<std::vector<audit::Listed>> audit_outdated(const AuditRequest& request, const PlaceSettings& settings,
                                                   Reporter& reporter);
/// With `upstreams`, also reads the advisories that the upstreams have now.
Audited<audit::Vulnerabilities> audit_vulnerable(const AuditRequest& request, bool upstreams,
                                                 const PlaceSettings& settings, Reporter& reporter);

/// The security advisories that the product issued itself in these releases, as files of a format: "osv" or
/// "csaf". If several releases have an advisory, that of the last one counts. Throws Error(invalid) if a
/// release is not on this machine, and as the writers of the formats.
std::vector<audit::AdvisoryFile> exported_advisories(const AuditRequest& request, const std::string& format,
                                                     const PlaceSettings& settings, Reporter& reporter);

}  // namespace rpmworks::pipeline
