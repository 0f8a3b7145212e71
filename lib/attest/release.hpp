// SPDX-License-Identifier: GPL-3.0-or-later
// Statements about a release:
// https://github.com/in-toto/attestation/blob/main/spec/predicates/release.md (version 0.1) and
// https://slsa.dev/spec/v1.0/verification_summary
#pragma once

#include "attest/statement.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::attest {

/// The folder of a release with its statements.
inline constexpr const char* k_provenance_folder = "provenance";
/// The file with the statements about the release itself. The manifest does not list it, because its
/// statements have the digest of the manifest.
inline constexpr const char* k_release_file = "provenance/release.intoto.jsonl";
/// The end of the name of each file with statements.
inline constexpr const char* k_suffix = ".intoto.jsonl";

/// Whether a file of a release, as the manifest names it, has statements about builds.
bool is_build_statement(const std::string& file);

/// Which packages a release consists of: its manifest and each package, with their digests.
Statement release_statement(const manifest::Manifest& manifest, const std::string& manifest_sha256);

/// That the release passed its gates when it was composed.
Statement verification_summary(const manifest::Manifest& manifest, const std::string& manifest_sha256);

}  // namespace rpmworks::attest
