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

TEST_CASE("fields that join to the same text give different keys") {
  CHECK(Digest().field("ab").field("c").hex() != Digest().field("a").field("bc").hex());
}

TEST_CASE("a file's digest is that of its bytes") {
  const TempDir folder(fs::temp_directory_path(), "digest-");
  const std::string bytes(1 << 20, 'x');
  write_file_atomically(folder.path() / "file", bytes);
  CHECK(digest_of_file(folder.path() / "file") == sha256(bytes));
  CHECK_THROWS_AS(digest_of_file(folder.path() / "none"), Error);
}
