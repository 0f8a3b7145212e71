// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: how OpenPGP packets are cut apart (RFC 4880, sections 4.2 and 5.2.3).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace rpmworks::rpm {

/// The Error(invalid) for a key whose packets cannot be read.
Error damaged(const std::string& what);

/// Reads numbers and pieces from the front of a text; going beyond its end is an Error.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : m_rest(text) {}
  bool empty() const { return m_rest.empty(); }
  std::string_view take(size_t count);
  uint32_t number(size_t size);  ///< big-endian
  std::string_view rest() const { return m_rest; }

 private:
  std::string_view m_rest;
};

struct Packet {
  unsigned tag = 0;
  std::string_view whole;
  std::string_view body;
};

/// Takes one packet, of the old or the new format.
Packet next_packet(Cursor& cursor);

struct Subpacket {
  unsigned type = 0;
  std::string_view body;
};

constexpr unsigned k_signature_created = 2;
constexpr unsigned k_signature_expiry = 3;
constexpr unsigned k_key_expiry = 9;
constexpr unsigned k_issuer = 16;
constexpr unsigned k_key_flags = 27;
constexpr unsigned k_issuer_fingerprint = 33;

/// The hashed subpackets of a signature of version 4 or 6, which the signature covers; empty for version 3.
std::vector<Subpacket> hashed_subpackets(const Packet& signature);
/// The unhashed subpackets, which the signature does not cover.
std::vector<Subpacket> unhashed_subpackets(const Packet& signature);

}  // namespace rpmworks::rpm
