// SPDX-License-Identifier: GPL-3.0-or-later
// Apart from encoding.cpp: programs that need no base64 need not be linked with OpenSSL.
#include <openssl/evp.h>

#include <algorithm>

#include "core/encoding.hpp"

namespace rpmworks {

namespace {

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* octets(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a NUL
  text.resize(
      static_cast<size_t>(EVP_EncodeBlock(octets(text), octets(bytes), static_cast<int>(bytes.size()))));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  const size_t padding = text.size() - std::min(text.find_last_not_of('=') + 1, text.size());
  // OpenSSL ignores blanks at both ends and decodes '=' anywhere as zero, so both are rejected here.
  if (text.size() % 4 != 0 || padding > 2 || text.find('=') < text.size() - padding ||
      text.find_first_of(" \t\r\n") != std::string_view::npos)
    return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(octets(bytes), octets(text), static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  bytes.resize(static_cast<size_t>(length) - padding);
  return bytes;
}

}  // namespace rpmworks
