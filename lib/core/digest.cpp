// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/digest.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <cassert>
#include <vector>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/files.hpp"

namespace rpmworks {

namespace {

const EVP_MD* method(DigestAlgorithm algorithm) {
  switch (algorithm) {
    case DigestAlgorithm::md5:
      return EVP_md5();
    case DigestAlgorithm::sha1:
      return EVP_sha1();
    case DigestAlgorithm::sha256:
      return EVP_sha256();
    case DigestAlgorithm::sha512:
      return EVP_sha512();
  }
  return nullptr;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

struct Digest::State {
  std::unique_ptr<EVP_MD_CTX, FreeContext> context{EVP_MD_CTX_new()};
};

Digest::Digest(DigestAlgorithm algorithm) : m_state(std::make_unique<State>()) {
  if (!m_state->context || EVP_DigestInit_ex(m_state->context.get(), method(algorithm), nullptr) != 1)
    throw Error(ExitCode::failed, "this OpenSSL does not offer a digest that is needed")
        .hint("a FIPS policy may forbid MD5; use sources with SHA-256 sums");
}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

Digest& Digest::update(std::string_view bytes) {
  EVP_DigestUpdate(m_state->context.get(), bytes.data(), bytes.size());
  return *this;
}

Digest& Digest::field(std::string_view text) {
  return update(std::to_string(text.size())).update(":").update(text);
}

std::string Digest::hex() {
  unsigned char value[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_DigestFinal_ex(m_state->context.get(), value, &length);
  return to_hex({reinterpret_cast<const char*>(value), length});
}

std::string sha256(std::string_view bytes) {
  return Digest().update(bytes).hex();
}

std::string digest_of_file(const std::filesystem::path& file, DigestAlgorithm algorithm) {
  const FileDescriptor fd = open_for_reading(file);
  Digest digest(algorithm);
  // Neither cleared nor so large that each one were pages new from the kernel: many files are small.
  constexpr size_t k_piece = 1U << 16;
  const auto buffer = std::make_unique_for_overwrite<char[]>(k_piece);
  while (true) {
    const ssize_t got = ::read(fd.get(), buffer.get(), k_piece);
    if (got < 0) throw system_error("read", file.string());
    if (got == 0) break;
    digest.update({buffer.get(), static_cast<size_t>(got)});
  }
  return digest.hex();
}

}  // namespace rpmworks
