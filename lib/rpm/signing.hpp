// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::rpm {

/// The parts of a package file that signing needs.
struct PackageToSign {
  std::string start;   ///< lead and signature header with its padding: the only part that signing changes
  std::string header;  ///< the main header with its magic, which a header signature covers
  int64_t build_time = 0;
  bool has_payload_digest = false;  ///< a header signature covers the payload too, by this digest
};

/// Reads a package file (format 4 or 6). Throws Error(invalid) if it is not a package that can be signed.
PackageToSign read_to_sign(const fs::path& package);

/// OpenPGP signatures to add to a package.
struct NewSignatures {
  /// Over the header; one for each key.
  std::vector<std::string> header;
  /// By the first key over header and payload, for clients before rpm 4.14; empty: none.
  std::string payload;
};

/// The lead and signature header of a package with these signatures, exactly as rpmsign of rpm 4.18 writes
/// it: the space reserved for signatures shrinks, so that the length usually stays. If there are several
/// header signatures, RPMSIGTAG_OPENPGP, which rpm 6 reads, holds all of them, and the first one is also
/// where older clients look for it. `start` must have no signature yet. Throws Error(invalid) if a signature
/// cannot be read.
std::string with_signatures(std::string_view start, const NewSignatures& signatures);

/// Why rpm before 4.14 refuses a package with this lead and signature header; empty if it reads it (rpm 4.8,
/// lib/signature.c: at most 32 tags and 8192 bytes).
std::string fault_for_old_clients(std::string_view start);

}  // namespace rpmworks::rpm
