// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the statements of a release (docs/provenance.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attest/envelope.hpp"
#include "compose/stage.hpp"
#include "manifest/manifest.hpp"
#include "sign/signer.hpp"

namespace rpmworks::compose {

/// A statement that is to be signed.
struct UnsignedStatement {
  std::string file;     ///< "provenance/greet-1.0-1.el9.centos6.intoto.jsonl"
  std::string payload;  ///< the text of the statement
  int64_t time = 0;     ///< when what it describes was made, seconds since 1970
  /// With the signatures that it has in another release.
  std::optional<attest::Envelope> envelope = {};
};

/// The statements about the builds of packages in the manifest, sorted by file.
std::vector<UnsignedStatement> build_statements(const Stage& stage, const manifest::Manifest& manifest);

/// The statements of a release on disk that are about packages of `manifest`. Their signatures are not
/// checked. Throws Error(invalid) for a damaged file.
std::vector<UnsignedStatement> released_statements(const manifest::Manifest& manifest,
                                                   const fs::path& folder);

/// Signs statements. Those that are unchanged, or are signed by this key already, keep their signature.
/// Returns the texts of their files, in the same order.
std::vector<std::string> sign_statements(const std::vector<UnsignedStatement>& statements,
                                         sign::Signer& signer, const Stage& stage);

/// The text of attest::k_release_file, for a manifest with this text.
std::string release_statements(const manifest::Manifest& manifest, const std::string& manifest_json,
                               sign::Signer& signer, const Stage& stage);

}  // namespace rpmworks::compose
