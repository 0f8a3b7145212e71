// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the signatures of a package file and what they cover.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"
#include "rpm/reader.hpp"

namespace rpmworks::rpm {

/// An OpenPGP signature of a package, or a detached one.
struct FoundSignature {
  std::string packet;           ///< empty if the package has something else in its place
  bool covers_payload = false;  ///< made over header and payload, not only over the header
  bool format6 = false;         ///< in RPMSIGTAG_OPENPGP, which rpm 6 introduced: any number, any algorithm
};

/// The parts of a package file that signatures cover.
struct SignedParts {
  std::string header;    ///< with its magic, as in the file
  uint64_t payload = 0;  ///< offset in the file
  /// First those over the header, then those over header and payload, which exist for old clients, then those
  /// in RPMSIGTAG_OPENPGP that are not repeated elsewhere.
  std::vector<FoundSignature> signatures;
};

/// Reads the parts from the file itself (package file format, versions 3, 4 and 6: lead, signature header,
/// header, payload). Nothing if it has another format.
std::optional<SignedParts> read_signed_parts(const fs::path& package);

/// Splits a sequence of packets into detached signatures. Throws Error(invalid) for other packets.
std::vector<FoundSignature> detached_signatures(std::string_view packets);

/// What a signature says about itself.
struct ReadSignature {
  Signature shown;      ///< without the signer's fingerprint, which is known only after it was verified
  std::string issuer;   ///< fingerprint in the packet, upper case, even if librpm cannot read the rest; may
                        ///< be empty
  PacketHandle handle;  ///< null if librpm cannot read it
};
ReadSignature read_signature_packet(std::string_view packet);

}  // namespace rpmworks::rpm
