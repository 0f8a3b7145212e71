// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace rpmworks {

enum class DigestAlgorithm { md5, sha1, sha256, sha512 };

/// Computes a message digest from data that arrives in pieces.
class Digest {
 public:
  explicit Digest(DigestAlgorithm algorithm = DigestAlgorithm::sha256);
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  Digest& update(std::string_view bytes);
  /// Adds the length of `text`, then `text`, so that ("ab","c") and ("a","bc") differ. For cache keys.
  Digest& field(std::string_view text);
  /// The digest in lower-case hexadecimal. Call it once, after the last update.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// SHA-256 as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);
/// The digest of a file's contents; throws Error if the file cannot be read.
std::string digest_of_file(const std::filesystem::path& file,
                           DigestAlgorithm algorithm = DigestAlgorithm::sha256);
/// Copies a file's contents to a new file of mode 0644 and returns the SHA-256 of the copy. The data is read
/// once: it is digested while it is written or, if the file system shares blocks, when the copy is read. So
/// the digest matches the copy even if another process changes `from` meanwhile.
std::string copy_with_digest(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace rpmworks
