// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/digest.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "core/files.hpp"

using namespace rpmworks;

TEST_CASE("digests are those of FIPS 180-4 and RFC 1321") {
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(Digest(DigestAlgorithm::md5).update("abc").hex() == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(Digest(DigestAlgorithm::sha1).update("a").update("bc").hex() ==
        "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST_CASE("fields that concatenate to the same text give different keys") {
  CHECK(Digest().field("ab").field("c").hex() != Digest().field("a").field("bc").hex());
}

TEST_CASE("a file's digest is that of its bytes") {
  const TempDir folder(fs::temp_directory_path(), "digest-");
  const std::string bytes(1 << 20, 'x');
  write_file_atomically(folder.path() / "file", bytes);
  CHECK(digest_of_file(folder.path() / "file") == sha256(bytes));
  CHECK_THROWS_AS(digest_of_file(folder.path() / "none"), Error);
}

TEST_CASE("a copy is digested while it is made") {
  const TempDir folder(fs::temp_directory_path(), "digest-");
  std::string bytes(3UL << 20, 'x');
  for (size_t i = 0; i < bytes.size(); i += 1000) bytes[i] = static_cast<char>(i / 1000);
  for (const std::string& content : {std::string(), std::string("abc"), bytes}) {
    const fs::path from = folder.path() / "from";
    const fs::path to = folder.path() / "to";
    write_file_atomically(from, content);
    CHECK(copy_with_digest(from, to) == sha256(content));
    CHECK(read_file(to) == content);
    CHECK_FALSE(fs::equivalent(from, to));
    CHECK_THROWS_AS(copy_with_digest(from, to), Error);
    CHECK(read_file(to) == content);  // an existing file stays
    fs::remove(to);
    CHECK_THROWS_AS(copy_with_digest(folder.path() / "none", to), Error);
    CHECK_THROWS_AS(copy_with_digest(folder.path(), to), Error);
    CHECK_FALSE(fs::exists(to));
  }
}
