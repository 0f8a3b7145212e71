// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/digest.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <cerrno>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "core/handle.hpp"

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

// The size of the read buffer. Many files are small, so the buffer is not cleared before each use and is too
// small to need new pages from the kernel. It fits into the processor's cache.
constexpr size_t k_piece = 1U << 16;

// Calls `take` for each piece of the file, from the current position to the end.
template <class Take>
void read_pieces(const FileDescriptor& fd, const std::filesystem::path& file, Take take) {
  const auto buffer = std::make_unique_for_overwrite<char[]>(k_piece);
  while (true) {
    const ssize_t got = ::read(fd.get(), buffer.get(), k_piece);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error("read", file.string());
    if (got == 0) return;
    take(std::string_view(buffer.get(), static_cast<size_t>(got)));
  }
}

}  // namespace

struct Digest::State {
  Owned<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
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
  Digest digest(algorithm);
  read_pieces(open_for_reading(file), file, [&](std::string_view piece) { digest.update(piece); });
  return digest.hex();
}

std::string copy_with_digest(const std::filesystem::path& from, const std::filesystem::path& to) {
  const FileDescriptor source = open_for_reading(from);
  const FileDescriptor copy = create_file(to);
  try {
    if (share_blocks(source, copy)) return digest_of_file(to);
    Digest digest;
    read_pieces(source, from, [&](std::string_view piece) {
      digest.update(piece);
      write_all(copy, piece, to);
    });
    return digest.hex();
  } catch (...) {
    ::unlink(to.c_str());
    throw;
  }
}

}  // namespace rpmworks
