// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/openpgp_signature.hpp"

#include <bit>
#include <charconv>

#include "core/digest.hpp"
#include "core/encoding.hpp"
#include "core/error.hpp"

namespace rpmworks::sign {

namespace {

constexpr unsigned k_version = 4;
constexpr unsigned k_binary_document = 0x00;
constexpr unsigned k_sha256 = 8;
constexpr unsigned k_signature_packet = 2;
constexpr unsigned k_created = 2;
constexpr unsigned k_issuer = 16;
constexpr unsigned k_issuer_fingerprint = 33;

std::string big_endian(uint64_t value, size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = size; i > 0; --i, value >>= 8) bytes[i - 1] = static_cast<char>(value & 0xff);
  return bytes;
}

// All subpackets here are shorter than 192 bytes, so that one byte holds the length.
std::string subpacket(unsigned type, std::string_view body) {
  return big_endian(body.size() + 1, 1) + big_endian(type, 1) + std::string(body);
}

// A number: its length in bits, and its bytes without leading zeros.
std::string multiprecision(std::string_view number) {
  while (!number.empty() && number.front() == '\0') number.remove_prefix(1);
  const size_t bits =
      number.empty() ? 0
                     : number.size() * 8 -
                           static_cast<size_t>(std::countl_zero(static_cast<unsigned char>(number.front())));
  return big_endian(bits, 2) + std::string(number);
}

// A packet of the old format, with the shortest length, as gpg writes it.
std::string old_packet(unsigned tag, std::string_view body) {
  const unsigned type_of_length = body.size() < 256 ? 0 : body.size() < 65536 ? 1 : 2;
  return big_endian(0x80 | tag << 2 | type_of_length, 1) +
         big_endian(body.size(), size_t{1} << type_of_length) + std::string(body);
}

/// Reads a canonical S-expression: "(3:abc(1:x))".
class Expression {
 public:
  explicit Expression(std::string_view text) : m_rest(text) {}
  bool take(char character) {
    if (m_rest.empty() || m_rest.front() != character) return false;
    m_rest.remove_prefix(1);
    return true;
  }
  std::optional<std::string_view> atom() {
    size_t length = 0;
    const auto [end, error] = std::from_chars(m_rest.data(), m_rest.data() + m_rest.size(), length);
    const auto digits = static_cast<size_t>(end - m_rest.data());
    if (error != std::errc() || digits == m_rest.size() || *end != ':' || length > m_rest.size() - digits - 1)
      return std::nullopt;
    const std::string_view value = m_rest.substr(digits + 1, length);
    m_rest.remove_prefix(digits + 1 + length);
    return value;
  }
  bool is_atom(std::string_view wanted) { return atom() == wanted; }

 private:
  std::string_view m_rest;
};

}  // namespace

SignatureToMake::SignatureToMake(std::string_view bytes, const KeyName& key, int64_t time) {
  const auto fingerprint = from_hex(key.fingerprint);
  constexpr size_t k_fingerprint = 20;  // of version 4
  if (!fingerprint || fingerprint->size() != k_fingerprint)
    throw Error(ExitCode::trust, "the key " + key.fingerprint + " is not an OpenPGP key of version 4");
  m_key_id = fingerprint->substr(12);
  const std::string subpackets = subpacket(k_issuer_fingerprint, big_endian(k_version, 1) + *fingerprint) +
                                 subpacket(k_created, big_endian(static_cast<uint64_t>(time), 4));
  m_hashed = big_endian(k_version, 1) + big_endian(k_binary_document, 1) + big_endian(key.algorithm, 1) +
             big_endian(k_sha256, 1) + big_endian(subpackets.size(), 2) + subpackets;
  m_digest = Digest()
                 .update(bytes)
                 .update(m_hashed)
                 .update(big_endian(k_version, 1) + big_endian(0xff, 1) + big_endian(m_hashed.size(), 4))
                 .hex();
}

std::string SignatureToMake::packet(const std::vector<std::string>& numbers) const {
  const std::string issuer = subpacket(k_issuer, m_key_id);
  std::string body =
      m_hashed + big_endian(issuer.size(), 2) + issuer + from_hex(m_digest.substr(0, 4)).value();
  for (const auto& number : numbers) body += multiprecision(number);
  return old_packet(k_signature_packet, body);
}

std::optional<std::vector<std::string>> numbers_of_signature(std::string_view expression) {
  Expression rest(expression);
  if (!rest.take('(') || !rest.is_atom("sig-val") || !rest.take('(')) return std::nullopt;
  const auto algorithm = rest.atom();
  if (!algorithm) return std::nullopt;
  const bool is_rsa = *algorithm == "rsa";
  if (!is_rsa && *algorithm != "dsa" && *algorithm != "ecdsa" && *algorithm != "eddsa") return std::nullopt;
  std::vector<std::string> numbers;
  for (const std::string_view name :
       is_rsa ? std::vector<std::string_view>{"s"} : std::vector<std::string_view>{"r", "s"}) {
    if (!rest.take('(') || !rest.is_atom(name)) return std::nullopt;
    const auto value = rest.atom();
    if (!value || value->empty() || !rest.take(')')) return std::nullopt;
    numbers.emplace_back(*value);
  }
  if (!rest.take(')') || !rest.take(')')) return std::nullopt;
  return numbers;
}

}  // namespace rpmworks::sign
