// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/signature_packets.hpp"

#include <rpm/rpmbase64.h>
#include <rpm/rpmpgp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "rpm/openpgp_packets.hpp"
#include "rpm/package_format.hpp"

namespace rpmworks::rpm {

namespace {

// The package file format: a lead of fixed size, then two headers, each with magic, counts, index and data.
constexpr size_t k_intro = 16;
constexpr size_t k_entry = 16;
constexpr uint32_t k_binary = 7;          // RPM_BIN_TYPE
constexpr uint32_t k_string_array = 8;    // RPM_STRING_ARRAY_TYPE
constexpr uint32_t k_dsa_header = 267;    // RPMSIGTAG_DSA
constexpr uint32_t k_rsa_header = 268;    // RPMSIGTAG_RSA
constexpr uint32_t k_openpgp = 278;       // RPMSIGTAG_OPENPGP
constexpr uint32_t k_rsa_package = 1002;  // RPMSIGTAG_PGP
constexpr uint32_t k_dsa_package = 1005;  // RPMSIGTAG_GPG

std::string bytes_at(const FileDescriptor& file, uint64_t offset, size_t size) {
  std::string bytes(size, '\0');
  size_t done = 0;
  while (done < size) {
    const ssize_t got =
        ::pread(file.get(), bytes.data() + done, size - done, static_cast<off_t>(offset + done));
    if (got <= 0) throw damaged("truncated package");
    done += static_cast<size_t>(got);
  }
  return bytes;
}

struct IndexedData {
  std::string whole;
  size_t entries = 0;
  std::string_view data() const { return std::string_view(whole).substr(k_intro + k_entry * entries); }
};

IndexedData header_at(const FileDescriptor& file, uint64_t offset, uint64_t file_size) {
  const std::string intro = bytes_at(file, offset, k_intro);
  Cursor cursor(intro);
  if (cursor.take(k_header_magic.size()) != k_header_magic) throw damaged("not a package");
  const uint64_t entries = cursor.number(4);
  const uint64_t data = cursor.number(4);
  const uint64_t size = k_intro + k_entry * entries + data;
  if (size > file_size - offset) throw damaged("truncated package");
  return {.whole = bytes_at(file, offset, size), .entries = entries};
}

struct IndexEntry {
  uint32_t tag = 0;
  uint32_t type = 0;
  uint32_t offset = 0;
  uint32_t count = 0;
};

// Decoded by librpm, as rpm itself does: core's base64 needs OpenSSL, which tools/inside is not linked with.
std::optional<std::string> decoded(std::string_view base64) {
  void* bytes = nullptr;
  size_t size = 0;
  if (rpmBase64Decode(std::string(base64).c_str(), &bytes, &size) != 0) return std::nullopt;
  const std::unique_ptr<void, decltype(&std::free)> owner(bytes, &std::free);
  return std::string(static_cast<const char*>(bytes), size);
}

// The strings of RPMSIGTAG_OPENPGP: base64, one packet each.
void add_newer(std::vector<FoundSignature>& found, const IndexEntry& entry, std::string_view data) {
  const auto is_known = [&](const std::string& packet) {
    return std::ranges::find(found, packet, &FoundSignature::packet) != found.end();
  };
  if (entry.type != k_string_array || entry.count == 0) {
    found.emplace_back();
    return;
  }
  for (uint32_t i = 0; i < entry.count; ++i) {
    const size_t end = data.find('\0');
    if (end == std::string_view::npos) throw damaged("truncated signature");
    const auto packet = decoded(data.substr(0, end));
    data.remove_prefix(end + 1);
    if (!packet || packet->empty()) {
      found.emplace_back();
    } else if (!is_known(*packet)) {
      found.push_back({.packet = *packet, .covers_payload = false, .format6 = true});
    }
  }
}

std::vector<FoundSignature> signatures_in(const IndexedData& header) {
  std::vector<IndexEntry> entries;
  Cursor index(std::string_view(header.whole).substr(k_intro, k_entry * header.entries));
  while (!index.empty())
    entries.push_back({.tag = index.number(4),
                       .type = index.number(4),
                       .offset = index.number(4),
                       .count = index.number(4)});
  std::vector<FoundSignature> found;
  for (const uint32_t tag : {k_rsa_header, k_dsa_header, k_rsa_package, k_dsa_package, k_openpgp})
    for (const IndexEntry& entry : entries) {
      if (entry.tag != tag) continue;
      if (entry.offset > header.data().size()) throw damaged("truncated signature");
      const std::string_view data = header.data().substr(entry.offset);
      if (tag == k_openpgp) {
        add_newer(found, entry, data);
      } else if (entry.type != k_binary) {
        found.emplace_back();
      } else {
        found.push_back({.packet = std::string(Cursor(data).take(entry.count)),
                         .covers_payload = tag == k_rsa_package || tag == k_dsa_package,
                         .format6 = false});
      }
    }
  return found;
}

// The fingerprint in the packet. An unhashed one may be forged, but then the signature does not match its
// key.
std::string issuer_of(std::string_view bytes) {
  Cursor cursor(bytes);
  const Packet packet = next_packet(cursor);
  for (const auto& subpackets : {hashed_subpackets(packet), unhashed_subpackets(packet)})
    for (const Subpacket& each : subpackets) {
      if (each.type != k_issuer_fingerprint || each.body.empty()) continue;
      std::string digits = to_hex(each.body.substr(1));
      for (char& digit : digits) digit = static_cast<char>(digit >= 'a' && digit <= 'f' ? digit - 32 : digit);
      return digits;
    }
  return {};
}

std::string name_of_hash_algorithm(unsigned algorithm) {
  switch (algorithm) {
    case PGPHASHALGO_MD5:
      return "md5";
    case PGPHASHALGO_SHA1:
      return "sha1";
    case PGPHASHALGO_SHA224:
      return "sha224";
    case PGPHASHALGO_SHA256:
      return "sha256";
    case PGPHASHALGO_SHA384:
      return "sha384";
    case PGPHASHALGO_SHA512:
      return "sha512";
    default:
      return "hash algorithm " + std::to_string(algorithm);
  }
}

}  // namespace

std::optional<SignedParts> read_signed_parts(const fs::path& package) {
  try {
    const FileDescriptor file = open_for_reading(package);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    const auto size = static_cast<uint64_t>(status.st_size);
    if (size < k_lead_size) return std::nullopt;
    const IndexedData signature = header_at(file, k_lead_size, size);
    const uint64_t at = (k_lead_size + signature.whole.size() + 7) / 8 * 8;  // padded to a multiple of 8
    if (at > size) return std::nullopt;
    SignedParts parts;
    parts.header = header_at(file, at, size).whole;
    parts.payload = at + parts.header.size();
    parts.signatures = signatures_in(signature);
    return parts;
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::vector<FoundSignature> detached_signatures(std::string_view packets) {
  std::vector<FoundSignature> found;
  Cursor cursor(packets);
  while (!cursor.empty()) {
    const Packet packet = next_packet(cursor);
    if (packet.tag != PGPTAG_SIGNATURE) throw damaged("it contains packets that are not signatures");
    found.push_back({.packet = std::string(packet.whole), .covers_payload = true, .format6 = false});
  }
  return found;
}

ReadSignature read_signature_packet(std::string_view packet) {
  ReadSignature read;
  try {
    read.issuer = issuer_of(packet);
  } catch (const Error&) {
    return read;
  }
  pgpDigParams parsed = nullptr;
  const auto* bytes = reinterpret_cast<const uint8_t*>(packet.data());
  if (pgpPrtParams(bytes, packet.size(), PGPTAG_SIGNATURE, &parsed) != 0) return read;
  read.handle.reset(parsed);
  const auto* id = reinterpret_cast<const char*>(pgpDigParamsSignID(parsed));
  read.shown = {.key_id = to_hex({id, sizeof(pgpKeyID_t)}),
                .fingerprint = {},
                .hash = name_of_hash_algorithm(pgpDigParamsAlgo(parsed, PGPVAL_HASHALGO)),
                .created = pgpDigParamsCreationTime(parsed)};
  // A packet may have only the fingerprint, whose end is the key id (RFC 4880, section 12.2).
  constexpr size_t k_v4_digits = 40;
  const bool has_id = read.shown.key_id.find_first_not_of('0') != std::string::npos;
  if (!has_id && read.issuer.size() == k_v4_digits) {
    read.shown.key_id = read.issuer.substr(k_v4_digits - 2 * sizeof(pgpKeyID_t));
    for (char& digit : read.shown.key_id)
      digit = static_cast<char>(digit >= 'A' && digit <= 'F' ? digit + 32 : digit);
  }
  return read;
}

}  // namespace rpmworks::rpm
