// SPDX-License-Identifier: GPL-3.0-or-later
// DSSE envelopes: https://github.com/secure-systems-lab/dsse (protocol.md and envelope.md, version 1.0.2)
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::attest {

/// The type of the payload of every envelope that rpmworks writes: an in-toto statement.
inline constexpr const char* k_in_toto = "application/vnd.in-toto+json";

/// A signature of an envelope.
struct EnvelopeSignature {
  /// Full fingerprint of the OpenPGP key, upper case. Envelopes of other programs may have any text.
  std::string keyid;
  std::string sig;  ///< a binary OpenPGP signature of signed_bytes
};

/// A text, with signatures of it.
struct Envelope {
  std::string payload_type;
  std::string payload;
  std::vector<EnvelopeSignature> signatures;
};

/// What the signatures of an envelope sign: the pre-authentication encoding of type and payload.
std::string signed_bytes(std::string_view payload_type, std::string_view payload);

/// The envelope as JSON in one line, with a newline: a file may have several.
std::string to_line(const Envelope& envelope);

/// An envelope around an in-toto statement, as to_line. `sign` gets the bytes to sign, and returns a binary
/// OpenPGP signature of the key `keyid`.
std::string signed_line(const std::string& statement, const std::string& keyid,
                        const std::function<std::string(const std::string& bytes)>& sign);

/// The envelopes in a text of one line each. Throws Error(invalid) naming file and line if one is not an
/// envelope.
std::vector<Envelope> envelopes_of(std::string_view text, const std::string& file_name);

}  // namespace rpmworks::attest
