// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the packages of a release again, from what the release says about them, and compares every byte.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/events.hpp"
#include "core/files.hpp"
#include "manifest/manifest.hpp"
#include "product/session.hpp"
#include "sign/signer.hpp"

namespace rpmworks::proving {

/// What is to be proven, and where its inputs are.
struct ProveRequest {
  /// The folder of a release whose signatures and digests were verified.
  fs::path release;
  /// Where git repositories are, by the name of their package: URLs or folders. They replace the addresses
  /// that the release gives.
  std::map<std::string, std::string> repositories = {};
  /// The folder to which the release's relative addresses of repositories are relative; empty: they are not
  /// known.
  fs::path base = {};
  /// Folders with packages for build roots, found by their digests: other releases, copies of repositories.
  std::vector<fs::path> packages = {};
  /// Only these packages of repos.yaml; empty: all.
  std::vector<std::string> only = {};
  bool network = false;  ///< builds that may use the network for the release may use it here
};

/// One package of the release.
struct PackageProof {
  enum class Outcome {
    reproduced,   ///< every byte is the same, with the published signature
    differs,      ///< `why` is the first difference
    not_rebuilt,  ///< `why` says what is missing
    given,        ///< a source package from which the release was made: there is nothing before it
    not_ours,     ///< a vendor's package, which was not made for this release
    not_asked     ///< the request names other packages
  };

  std::string file;  ///< as Entry::file
  std::string nevra;
  std::string sha256;
  Outcome outcome = Outcome::not_rebuilt;
  std::string why;   ///< one line; empty if it was reproduced
  std::string note;  ///< one line about what was not as published although the package is; may be empty
};

/// The outcome of a proof.
struct Proof {
  manifest::Manifest manifest;
  std::string manifest_sha256;
  std::vector<PackageProof> packages;  ///< in the order of the manifest

  size_t count(PackageProof::Outcome outcome) const;
  /// How many packages were to be made again.
  size_t count_tried() const;
  /// Whether there were such packages, and all of them were reproduced.
  bool is_complete() const;
  /// Whether it is about the whole release, not only about packages that were asked for.
  bool is_of_release() const { return count(PackageProof::Outcome::not_asked) == 0; }
};

/// "reproduced", "differs", "not rebuilt", "given", "not ours", "not asked"
std::string name_of(PackageProof::Outcome outcome);

/// Proves a release: for each build that its statements describe, fetches the commit and the packages of the
/// build root by their digests, makes the source package, builds, puts the published signatures on, and
/// compares. Uses nothing but the release and the inputs that it names; the workspace of `locations` should
/// be new: what it holds would be used instead of being made again. Never throws because a package cannot be
/// made again: that is an outcome. Throws Error(invalid) if the release does not say how it was built, and
/// Error(usage) if the request names an unknown package.
Proof prove(const ProveRequest& request, const product::Locations& locations, Reporter& reporter,
            unsigned jobs);

/// The proof as an in-toto statement: a test result
/// (https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md, version 0.1). Its
/// subjects are the reproduced packages, and the manifest if the whole release was asked for. The tests are
/// the packages; `rpmworks_findings` of the predicate has each that was not reproduced, and why.
std::string proof_statement(const Proof& proof);

/// The same in a DSSE envelope, signed by `signer`, with a newline. Throws Error(trust) if the key cannot
/// sign.
std::string signed_proof(const Proof& proof, sign::Signer& signer);

}  // namespace rpmworks::proving
