// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/openpgp.hpp"

#include <fmt/format.h>
#include <rpm/rpmcrypto.h>
#include <rpm/rpmpgp.h>

#include <cstdlib>
#include <memory>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "rpm/key_facts.hpp"
#include "rpm/openpgp_packets.hpp"
#include "rpm/reader.hpp"
#include "rpm/runtime.hpp"

namespace rpmworks::rpm {

namespace {

const uint8_t* bytes(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

std::string fingerprint_of(const Packet& key) {
  uint8_t* found = nullptr;
  size_t length = 0;
  if (pgpPubkeyFingerprint(bytes(key.whole), key.whole.size(), &found, &length) != 0) return {};
  const std::unique_ptr<uint8_t, decltype(&std::free)> owner(found, &std::free);
  std::string text;
  for (size_t i = 0; i < length; ++i) text += fmt::format("{:02X}", found[i]);
  return text;
}

std::string lower(std::string text) {
  for (char& letter : text) letter = static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter + 32 : letter);
  return text;
}

// A packet of the new format (RFC 4880, section 4.2.2). librpm reads a single key only from a packet with the
// tag of a primary key; the body of a subkey is the same.
std::string public_key_packet(std::string_view body) {
  constexpr uint8_t k_new_format = 0xc0;
  const auto size = static_cast<uint32_t>(body.size());
  std::string packet{static_cast<char>(k_new_format | PGPTAG_PUBLIC_KEY), '\xff'};
  for (const unsigned shift : {24U, 16U, 8U, 0U}) packet += static_cast<char>(size >> shift);
  return packet.append(body);
}

// The content of a self-signature, from its hashed subpackets only.
struct SelfSignature {
  int type = -1;
  int64_t created = 0;
  int64_t key_lifetime = 0;  ///< seconds; 0: no expiry
  int flags = -1;            ///< key flags; -1: not given
};

SelfSignature read_signature(const Packet& packet, pgpDigParams params) {
  SelfSignature says{.type = pgpSignatureType(params), .created = pgpDigParamsCreationTime(params)};
  for (const Subpacket& each : hashed_subpackets(packet)) {
    Cursor body(each.body);
    if (each.type == k_key_expiry) says.key_lifetime = body.number(4);
    if (each.type == k_key_flags) says.flags = body.empty() ? 0 : static_cast<int>(body.number(1));
  }
  return says;
}

void hash_key(DIGEST_CTX context, const Packet& key) {
  const uint8_t head[] = {0x99, static_cast<uint8_t>(key.body.size() >> 8),
                          static_cast<uint8_t>(key.body.size())};
  rpmDigestUpdate(context, head, sizeof head);
  rpmDigestUpdate(context, key.body.data(), key.body.size());
}

void hash_user(DIGEST_CTX context, const Packet& user) {
  const auto size = static_cast<uint32_t>(user.body.size());
  const uint8_t head[] = {0xb4, static_cast<uint8_t>(size >> 24), static_cast<uint8_t>(size >> 16),
                          static_cast<uint8_t>(size >> 8), static_cast<uint8_t>(size)};
  rpmDigestUpdate(context, head, sizeof head);
  rpmDigestUpdate(context, user.body.data(), user.body.size());
}

// Reads one certificate packet by packet.
class CertificateReader {
 public:
  explicit CertificateReader(const Packet& primary) : m_primary(primary) {
    pgpDigParams params = nullptr;
    const std::string fingerprint = fingerprint_of(primary);
    if (fingerprint.empty() ||
        pgpPrtParams(bytes(primary.whole), primary.whole.size(), PGPTAG_PUBLIC_KEY, &params) != 0) {
      throw Error(ExitCode::invalid, "an OpenPGP key of a type that rpm does not support")
          .hint("rpm supports version 4 keys of types RSA, DSA and EdDSA");
    }
    m_key.reset(params);
    m_certificate.keys.push_back(signing_key(primary, fingerprint));
  }

  void add(const Packet& packet) {
    switch (packet.tag) {
      case PGPTAG_USER_ID:
        m_user = packet;
        m_subject = Subject::user;
        if (m_first_user.whole.empty()) m_first_user = packet;
        break;
      case PGPTAG_PUBLIC_SUBKEY:
        finish_subkey();
        m_subkey = packet;
        m_subject = Subject::subkey;
        break;
      case PGPTAG_SIGNATURE:
        add_signature(packet);
        break;
      case PGPTAG_PHOTOID:
        m_subject = Subject::other;
        break;
      default:
        break;  // ignore comments, trust packets and later additions of the standard
    }
  }

  Certificate finish() {
    finish_subkey();
    SigningKey& primary = m_certificate.keys.front();
    if (m_self.type < 0 && !primary.revoked && m_has_unreadable) {
      throw Error(ExitCode::invalid,
                  fmt::format("this machine's rpm cannot read the self-signatures of the OpenPGP key {}",
                              primary.fingerprint))
          .hint(
              "a newer OpenPGP program made them; ask its owner for a key file for rpm 4, as GnuPG exports "
              "it");
    }
    if (m_self.type < 0 && !primary.revoked) {
      throw Error(ExitCode::invalid,
                  fmt::format("the OpenPGP key {} has no valid self-signature", primary.fingerprint))
          .hint("export the key again from its original keyring, with its user id");
    }
    if (m_self.key_lifetime > 0) primary.expires = primary.created + m_self.key_lifetime;
    m_certificate.user_id = std::string(m_first_user.body);
    return std::move(m_certificate);
  }

 private:
  enum class Subject { primary, user, subkey, other };

  static SigningKey signing_key(const Packet& packet, const std::string& fingerprint) {
    Cursor cursor(packet.body);
    cursor.take(1);
    return {.key_id = lower(fingerprint.substr(fingerprint.size() - 16)),
            .fingerprint = fingerprint,
            .created = cursor.number(4),
            .packet = public_key_packet(packet.body)};
  }

  static bool is_supported(const SigningKey& key) {
    pgpDigParams params = nullptr;
    const bool parsed = pgpPrtParams(bytes(key.packet), key.packet.size(), PGPTAG_PUBLIC_KEY, &params) == 0;
    const PacketHandle owner(params);
    return parsed;
  }

  // Whether the primary key made this signature over the data that `hash` adds.
  template <typename Hash>
  bool made_by_primary(pgpDigParams signature, Hash&& hash) const {
    const auto algorithm = static_cast<int>(pgpDigParamsAlgo(signature, PGPVAL_HASHALGO));
    DIGEST_CTX context = rpmDigestInit(algorithm, RPMDIGEST_NONE);
    if (!context) return false;
    hash(context);
    const bool good = is_made_by(m_key.get(), signature, context);
    rpmDigestFinal(context, nullptr, nullptr, 0);
    return good;
  }

  void add_signature(const Packet& packet) {
    pgpDigParams parsed = nullptr;
    if (pgpPrtParams(bytes(packet.whole), packet.whole.size(), PGPTAG_SIGNATURE, &parsed) != 0) {
      // librpm 4.18 refuses unknown critical subpackets, which Sequoia writes.
      (m_subject == Subject::subkey ? m_has_unreadable_binding : m_has_unreadable) = true;
      return;
    }
    const PacketHandle signature(parsed);
    // Signatures of others are irrelevant, so each signature must be verified as the owner's.
    switch (pgpSignatureType(parsed)) {
      case PGPSIGTYPE_SIGNED_KEY:
        if (m_subject == Subject::primary && over_primary(parsed)) take_self_signature(packet, parsed);
        break;
      case PGPSIGTYPE_KEY_REVOKE:
        if (over_primary(parsed)) m_certificate.keys.front().revoked = true;
        break;
      case PGPSIGTYPE_GENERIC_CERT:
      case PGPSIGTYPE_PERSONA_CERT:
      case PGPSIGTYPE_CASUAL_CERT:
      case PGPSIGTYPE_POSITIVE_CERT:
        if (m_subject == Subject::user && made_by_primary(parsed, [this](DIGEST_CTX context) {
              hash_key(context, m_primary);
              hash_user(context, m_user);
            }))
          take_self_signature(packet, parsed);
        break;
      case PGPSIGTYPE_SUBKEY_BINDING:
        if (m_subject == Subject::subkey && over_subkey(parsed)) take_binding(packet, parsed);
        break;
      case PGPSIGTYPE_SUBKEY_REVOKE:
        if (m_subject == Subject::subkey && over_subkey(parsed)) m_subkey_revoked = true;
        break;
      default:
        break;
    }
  }

  bool over_primary(pgpDigParams signature) const {
    return made_by_primary(signature, [this](DIGEST_CTX context) { hash_key(context, m_primary); });
  }
  bool over_subkey(pgpDigParams signature) const {
    return made_by_primary(signature, [this](DIGEST_CTX context) {
      hash_key(context, m_primary);
      hash_key(context, m_subkey);
    });
  }

  // The newest signature applies: an owner extends a key's expiry by signing it again.
  void take_self_signature(const Packet& packet, pgpDigParams params) {
    const SelfSignature says = read_signature(packet, params);
    if (m_self.type < 0 || says.created >= m_self.created) m_self = says;
  }
  void take_binding(const Packet& packet, pgpDigParams params) {
    const SelfSignature says = read_signature(packet, params);
    if (m_binding.type >= 0 && says.created < m_binding.created) return;
    m_binding = says;
  }

  void finish_subkey() {
    constexpr int k_may_sign = 0x02;
    const bool signs = m_binding.type >= 0 && m_binding.flags >= 0 && (m_binding.flags & k_may_sign);
    const std::string fingerprint = signs ? fingerprint_of(m_subkey) : std::string();
    if (!fingerprint.empty()) {
      SigningKey key = signing_key(m_subkey, fingerprint);
      if (m_binding.key_lifetime > 0) key.expires = key.created + m_binding.key_lifetime;
      key.revoked = m_subkey_revoked;
      // Revoked subkeys too, so that a verification can report them.
      if (is_supported(key)) {
        m_certificate.keys.push_back(std::move(key));
      } else {
        m_certificate.unreadable_subkeys.push_back(fingerprint);
      }
    } else if (signs) {
      // librpm knows the fingerprints only of keys of types that it supports.
      m_certificate.unreadable_subkeys.push_back(
          key_facts(public_key_packet(m_subkey.body)).at(0).fingerprint);
    } else if (m_binding.type < 0 && m_has_unreadable_binding) {
      m_certificate.unreadable_subkeys.push_back(fingerprint_of(m_subkey));
    }
    m_has_unreadable_binding = false;
    m_subkey = {};
    m_binding = {};
    m_subkey_revoked = false;
  }

  Packet m_primary;
  PacketHandle m_key;
  Packet m_first_user;
  Packet m_user;
  Packet m_subkey;
  Subject m_subject = Subject::primary;
  SelfSignature m_self;
  SelfSignature m_binding;
  bool m_subkey_revoked = false;
  bool m_has_unreadable = false;          ///< a signature on the primary key or a user id
  bool m_has_unreadable_binding = false;  ///< a signature on the current subkey
  Certificate m_certificate;
};

// The packets of each certificate.
std::vector<std::vector<Packet>> split_certificates(std::string_view packets) {
  std::vector<std::vector<Packet>> certificates;
  Cursor cursor(packets);
  while (!cursor.empty()) {
    const Packet packet = next_packet(cursor);
    if (packet.tag == PGPTAG_PUBLIC_KEY) certificates.emplace_back();
    if (certificates.empty()) throw damaged("it does not start with a public key");
    certificates.back().push_back(packet);
  }
  return certificates;
}

std::string decoded_base64(std::string_view text) {
  auto bytes = from_base64(text);
  if (!bytes) throw damaged("invalid base64");
  return std::move(*bytes);
}

// RFC 4880, section 6.1.
uint32_t crc24(std::string_view text) {
  uint32_t crc = 0xb704ce;
  for (const char byte : text) {
    crc ^= static_cast<uint32_t>(static_cast<uint8_t>(byte)) << 16;
    for (int i = 0; i < 8; ++i) {
      crc <<= 1;
      if (crc & 0x1000000) crc ^= 0x1864cfb;
    }
  }
  return crc & 0xffffff;
}

std::string unarmour_block(std::string_view block) {
  std::string body;
  std::string checksum;
  bool in_headers = true;
  for (const std::string& line : split(block, '\n')) {
    const std::string_view text = trim(line);
    // "Version: …" and similar headers, up to an empty line; some programs omit both.
    if (in_headers && (text.empty() || text.find(':') != std::string_view::npos)) {
      in_headers = !text.empty();
      continue;
    }
    in_headers = false;
    if (text.starts_with('=')) {
      checksum = text.substr(1);
    } else {
      body += text;
    }
  }
  std::string decoded = decoded_base64(body);
  if (!checksum.empty()) {
    const std::string expected = decoded_base64(checksum);
    if (expected.size() != 3 || Cursor(expected).number(3) != crc24(decoded)) {
      throw damaged("the checksum does not match");
    }
  }
  if (decoded.empty()) throw damaged("the block is empty");
  return decoded;
}

std::vector<std::string> unarmour_kind(std::string_view text, std::string_view kind) {
  const std::string head = fmt::format("-----BEGIN PGP {}-----", kind);
  const std::string tail = fmt::format("-----END PGP {}-----", kind);
  std::vector<std::string> blocks;
  for (size_t begin = text.find(head); begin != std::string_view::npos; begin = text.find(head, begin)) {
    begin += head.size();
    const size_t end = text.find(tail, begin);
    if (end == std::string_view::npos) throw damaged("the end of the block is missing");
    // The rest of the first line does not belong to the block.
    const size_t line = text.find('\n', begin);
    blocks.push_back(unarmour_block(text.substr(line + 1, end > line ? end - line - 1 : 0)));
    begin = end;
  }
  return blocks;
}

}  // namespace

std::vector<std::string> unarmour(std::string_view text) {
  return unarmour_kind(text, "PUBLIC KEY BLOCK");
}

std::vector<std::string> unarmour_signatures(std::string_view text) {
  return unarmour_kind(text, "SIGNATURE");
}

SignatureFacts signature_facts(std::string_view packets) {
  constexpr unsigned k_signature = 2;
  Cursor cursor(packets);
  const Packet packet = next_packet(cursor);
  if (packet.tag != k_signature) throw damaged("it is not a signature");
  if (!cursor.empty()) throw damaged("something follows the signature");
  Cursor body(packet.body);
  SignatureFacts facts{.version = body.number(1)};
  if (facts.version != 4) return facts;
  facts.type = body.number(1);
  body.number(1);
  facts.hash = body.number(1);
  for (const Subpacket& each : hashed_subpackets(packet)) {
    if (each.type == k_signature_created) facts.created = Cursor(each.body).number(4);
    if (each.type == k_signature_expiry) facts.expires = Cursor(each.body).number(4) != 0;
  }
  return facts;
}

CertificateList read_all_certificates(std::string_view packets) {
  start_runtime();
  const MessageCapture unheard;
  CertificateList list;
  for (const std::vector<Packet>& packets_of_one : split_certificates(packets)) {
    std::string whole;
    for (const Packet& packet : packets_of_one) whole += packet.whole;
    try {
      CertificateReader reader(packets_of_one.front());
      for (size_t i = 1; i < packets_of_one.size(); ++i) reader.add(packets_of_one[i]);
      Certificate certificate = reader.finish();
      certificate.whole = whole;
      list.usable.push_back(std::move(certificate));
    } catch (const Error& error) {
      UnusableKey key{.fingerprint = {}, .user_id = {}, .reason = error};
      try {
        const KeyFacts facts = key_facts(whole).at(0);
        key.fingerprint = facts.fingerprint;
        key.user_id = facts.user_id;
      } catch (const Error&) {
        // The reason says that it is damaged.
      }
      list.unusable.push_back(std::move(key));
    }
  }
  return list;
}

std::vector<Certificate> read_certificates(std::string_view packets) {
  CertificateList list = read_all_certificates(packets);
  if (!list.unusable.empty()) throw Error(list.unusable.front().reason);
  return std::move(list.usable);
}

namespace {

std::string armour_kind(std::string_view packets, std::string_view kind) {
  const uint32_t crc = crc24(packets);
  const std::string sum{static_cast<char>(crc >> 16), static_cast<char>(crc >> 8), static_cast<char>(crc)};
  std::string text = fmt::format("-----BEGIN PGP {}-----\n\n", kind);
  const std::string encoded = to_base64(packets);
  for (size_t at = 0; at < encoded.size(); at += 64) text += encoded.substr(at, 64) + "\n";
  return text + fmt::format("={}\n-----END PGP {}-----\n", to_base64(sum), kind);
}

}  // namespace

std::string armour(std::string_view packets) {
  return armour_kind(packets, "PUBLIC KEY BLOCK");
}

std::string armour_signature(std::string_view packets) {
  return armour_kind(packets, "SIGNATURE");
}

}  // namespace rpmworks::rpm
