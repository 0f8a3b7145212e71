// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/openpgp_packets.hpp"

#include <fmt/format.h>

namespace rpmworks::rpm {

namespace {

// RFC 4880, section 4.2.2: packet lengths in the new format, and subpacket lengths (5.2.3.1).
uint32_t new_length(Cursor& cursor) {
  const uint32_t first = cursor.number(1);
  if (first < 192) return first;
  if (first < 224) return ((first - 192) << 8) + cursor.number(1) + 192;
  if (first == 255) return cursor.number(4);
  throw damaged("a packet of unknown length");
}

uint32_t subpacket_length(Cursor& cursor) {
  const uint32_t first = cursor.number(1);
  if (first < 192) return first;
  if (first < 255) return ((first - 192) << 8) + cursor.number(1) + 192;
  return cursor.number(4);
}

std::vector<Subpacket> subpackets_in(std::string_view area) {
  std::vector<Subpacket> found;
  Cursor cursor(area);
  while (!cursor.empty()) {
    Cursor body(cursor.take(subpacket_length(cursor)));
    const unsigned type = body.number(1) & 0x7f;
    found.push_back({.type = type, .body = body.rest()});
  }
  return found;
}

// A signature: version, type, two algorithms, and two areas with their lengths, of two bytes in version 4 and
// of four bytes in version 6 (RFC 9580, section 5.2.3).
std::vector<Subpacket> subpackets_of(const Packet& signature, bool hashed) {
  Cursor cursor(signature.body);
  const uint32_t version = cursor.number(1);
  if (version != 4 && version != 6) return {};  // version 3 has no subpackets
  const size_t length = version == 4 ? 2 : 4;
  cursor.take(3);
  const std::string_view covered = cursor.take(cursor.number(length));
  return subpackets_in(hashed ? covered : cursor.take(cursor.number(length)));
}

}  // namespace

Error damaged(const std::string& what) {
  return Error(ExitCode::invalid, fmt::format("damaged OpenPGP data: {}", what));
}

std::string_view Cursor::take(size_t count) {
  if (count > m_rest.size()) throw damaged("truncated packet");
  const std::string_view piece = m_rest.substr(0, count);
  m_rest.remove_prefix(count);
  return piece;
}

uint32_t Cursor::number(size_t size) {
  uint32_t value = 0;
  for (const char byte : take(size)) value = value << 8 | static_cast<uint8_t>(byte);
  return value;
}

Packet next_packet(Cursor& cursor) {
  const std::string_view start = cursor.rest();
  const uint32_t head = cursor.number(1);
  if (!(head & 0x80)) throw damaged("invalid OpenPGP packet");
  Packet packet;
  if (head & 0x40) {
    packet.tag = head & 0x3f;
    packet.body = cursor.take(new_length(cursor));
  } else {
    packet.tag = head >> 2 & 0x0f;
    if ((head & 3) == 3) throw damaged("a packet of unknown length");
    packet.body = cursor.take(cursor.number(size_t{1} << (head & 3)));
  }
  packet.whole = start.substr(0, start.size() - cursor.rest().size());
  return packet;
}

std::vector<Subpacket> hashed_subpackets(const Packet& signature) {
  return subpackets_of(signature, true);
}

std::vector<Subpacket> unhashed_subpackets(const Packet& signature) {
  return subpackets_of(signature, false);
}

}  // namespace rpmworks::rpm
