// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/key_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/digest.hpp"
#include "core/encoding.hpp"
#include "rpm/openpgp_packets.hpp"

namespace rpmworks::rpm {

namespace {

// RFC 4880, section 4.3.
constexpr unsigned k_tag_signature = 2;
constexpr unsigned k_tag_public_key = 6;
constexpr unsigned k_tag_user_id = 13;
constexpr unsigned k_tag_public_subkey = 14;
constexpr unsigned k_tag_user_attribute = 17;

struct Curve {
  std::string_view oid;  ///< hexadecimal, as in the packet
  std::string_view name;
};

// RFC 6637, section 11; RFC 9580, section 9.2; g10/openpgp-oid.c of GnuPG for the names.
constexpr std::array<Curve, 10> k_curves = {{{"2a8648ce3d030107", "nistp256"},
                                             {"2b81040022", "nistp384"},
                                             {"2b81040023", "nistp521"},
                                             {"2b2403030208010107", "brainpoolP256r1"},
                                             {"2b240303020801010b", "brainpoolP384r1"},
                                             {"2b240303020801010d", "brainpoolP512r1"},
                                             {"2b8104000a", "secp256k1"},
                                             {"2b06010401da470f01", "ed25519"},
                                             {"2b060104019755010501", "cv25519"},
                                             {"2b6571", "ed448"}}};

std::string curve_name(Cursor& cursor) {
  const std::string oid = to_hex(cursor.take(cursor.number(1)));
  const auto* const known = std::ranges::find(k_curves, oid, &Curve::oid);
  return known == k_curves.end() ? "curve " + oid : std::string(known->name);
}

// The name of a key's algorithm; the rest of the packet gives its size or curve.
std::string algorithm_name(unsigned algorithm, Cursor& cursor) {
  switch (algorithm) {
    case 1:
    case 2:
    case 3:
      return fmt::format("rsa{}", cursor.number(2));
    case 16:
    case 20:
      return fmt::format("elg{}", cursor.number(2));
    case 17:
      return fmt::format("dsa{}", cursor.number(2));
    case 18:
    case 19:
    case 22:
      return curve_name(cursor);
    case 25:
      return "x25519";
    case 26:
      return "x448";
    case 27:
      return "ed25519 of RFC 9580";
    case 28:
      return "ed448 of RFC 9580";
    default:
      return fmt::format("of the unknown algorithm {}", algorithm);
  }
}

// RFC 4880, section 9.4.
std::string name_of_hash(unsigned algorithm) {
  constexpr std::array<std::string_view, 12> k_names = {"", "md5", "sha1",   "ripemd160", "",       "",
                                                        "", "",    "sha256", "sha384",    "sha512", "sha224"};
  if (algorithm < k_names.size() && !k_names.at(algorithm).empty()) return std::string(k_names.at(algorithm));
  return fmt::format("hash algorithm {}", algorithm);
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'f' ? c - 32 : c);
  return text;
}

// RFC 4880, section 12.2.
std::string v4_fingerprint(const Packet& key) {
  const auto size = key.body.size();
  const std::string head = {'\x99', static_cast<char>(size >> 8), static_cast<char>(size)};
  return upper(Digest(DigestAlgorithm::sha1).update(head).update(key.body).hex());
}

KeyFacts facts_of(const Packet& key) {
  KeyFacts facts;
  Cursor cursor(key.body);
  facts.version = static_cast<int>(cursor.number(1));
  facts.created = cursor.number(4);
  if (facts.version == 2 || facts.version == 3) cursor.take(2);  // days of validity
  const unsigned algorithm = cursor.number(1);
  if (facts.version == 5 || facts.version == 6) cursor.take(4);  // length of the rest
  facts.algorithm = algorithm_name(algorithm, cursor);
  if (facts.version == 4) facts.fingerprint = v4_fingerprint(key);
  return facts;
}

// Collects data from the packets after a primary key.
class FactsReader {
 public:
  explicit FactsReader(const Packet& key) : m_facts(facts_of(key)) {}

  void add(const Packet& packet) {
    switch (packet.tag) {
      case k_tag_user_id:
        m_subject = Subject::user;
        if (m_facts.user_id.empty()) m_facts.user_id = packet.body;
        break;
      case k_tag_public_subkey:
        m_subject = Subject::other;
        m_facts.subkey_algorithms.push_back(facts_of(packet).algorithm);
        break;
      case k_tag_user_attribute:
        m_subject = Subject::other;
        break;
      case k_tag_signature:
        add_signature(packet);
        break;
      default:
        break;
    }
  }

  KeyFacts finish() {
    if (m_lifetime > 0) m_facts.expires = m_facts.created + m_lifetime;
    return std::move(m_facts);
  }

 private:
  enum class Subject { primary, user, other };

  void add_signature(const Packet& packet) {
    constexpr unsigned k_certifications_from = 0x10;
    constexpr unsigned k_certifications_to = 0x13;
    constexpr unsigned k_direct = 0x1f;
    constexpr unsigned k_revocation = 0x20;
    Cursor cursor(packet.body);
    if (cursor.number(1) < 4) return;
    const unsigned type = cursor.number(1);
    cursor.take(1);
    const unsigned hash = cursor.number(1);
    if (!is_own(packet)) return;
    if (type == k_revocation) m_facts.revoked = true;
    const bool on_user =
        m_subject == Subject::user && type >= k_certifications_from && type <= k_certifications_to;
    if (on_user) m_facts.self_hashes.push_back(name_of_hash(hash));
    if (on_user || (m_subject == Subject::primary && type == k_direct)) take_lifetime(packet);
  }

  // The newest signature applies: extending a key's expiry means signing it again.
  void take_lifetime(const Packet& packet) {
    constexpr unsigned k_created = 2;
    int64_t made = 0;
    int64_t lifetime = 0;
    for (const Subpacket& each : hashed_subpackets(packet)) {
      if (each.type == k_created) made = Cursor(each.body).number(4);
      if (each.type == k_key_expiry) lifetime = Cursor(each.body).number(4);
    }
    if (made < m_made) return;
    m_made = made;
    m_lifetime = lifetime;
  }

  bool is_own(const Packet& packet) const {
    if (m_facts.version != 4) return true;  // for other versions, only the version is reported
    for (const auto& subpackets : {hashed_subpackets(packet), unhashed_subpackets(packet)})
      for (const Subpacket& each : subpackets) {
        if (each.type == k_issuer_fingerprint && !each.body.empty())
          return upper(to_hex(each.body.substr(1))) == m_facts.fingerprint;
        if (each.type == k_issuer) return m_facts.fingerprint.ends_with(upper(to_hex(each.body)));
      }
    return false;
  }

  KeyFacts m_facts;
  Subject m_subject = Subject::primary;
  int64_t m_made = -1;
  int64_t m_lifetime = 0;
};

}  // namespace

std::optional<unsigned> KeyFacts::bits() const {
  for (const std::string_view kind : {"rsa", "dsa", "elg"})
    if (algorithm.starts_with(kind)) return static_cast<unsigned>(std::stoul(algorithm.substr(kind.size())));
  return std::nullopt;
}

std::vector<KeyFacts> key_facts(std::string_view packets) {
  std::vector<KeyFacts> keys;
  std::optional<FactsReader> reader;
  Cursor cursor(packets);
  while (!cursor.empty()) {
    const Packet packet = next_packet(cursor);
    if (packet.tag == k_tag_public_key) {
      if (reader) keys.push_back(reader->finish());
      reader.emplace(packet);
    } else if (reader) {
      reader->add(packet);
    }
  }
  if (reader) keys.push_back(reader->finish());
  return keys;
}

}  // namespace rpmworks::rpm
