// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace rpmworks {

enum class DigestAlgorithm { md5, sha1, sha256, sha512 };

/// A message digest fed piece by piece.
class Digest {
 public:
  explicit Digest(DigestAlgorithm algorithm = DigestAlgorithm::sha256);
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  Digest& update(std::string_view bytes);
  /// Feeds `text` with its length before it, so that ("ab","c") and ("a","bc") differ: for cache keys.
  Digest& field(std::string_view text);
  /// Lower-case hexadecimal. Ends the digest: no update may follow.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// SHA-256 as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);
/// The digest of a file's contents; throws Error when it cannot be read.
std::string digest_of_file(const std::filesystem::path& file,
                           DigestAlgorithm algorithm = DigestAlgorithm::sha256);
/// Copies a file's contents to a new file of mode 0644 and gives the SHA-256 of the copy. The data passes
/// through this process once: it is digested while it is written or, where the file system shares blocks,
/// read from the copy. So the digest is that of the copy even if somebody changes `from` meanwhile.
std::string copy_with_digest(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace rpmworks
