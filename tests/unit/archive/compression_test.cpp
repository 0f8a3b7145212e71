// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <random>

#include "archive/tarball.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "process/process.hpp"

using namespace rpmworks;
using archive::Compression;
using archive::TarWriter;

namespace {

// Text that compresses like source code, noise that does not, and long runs, each several gzip blocks long.
std::string mixed_bytes(size_t size) {
  std::mt19937 random(7);
  std::string bytes;
  while (bytes.size() < size) {
    for (int i = 0; i < 20000; ++i)
      bytes += "static int value_" + std::to_string(random() % 5000) + " = 0;\n";
    for (int i = 0; i < 100000; ++i) bytes += static_cast<char>(random());
    bytes.append(300000, 'x');
  }
  bytes.resize(size);
  return bytes;
}

std::string written(const fs::path& file, Compression compression, unsigned threads,
                    std::string_view content) {
  TarWriter tar(file, compression, 1700000000, "", threads);
  tar.add_file("p/file", content, false);
  tar.finish();
  return digest_of_file(file);
}

struct Program {
  Compression compression;
  const char* name;
};

constexpr Program k_programs[] = {{Compression::gzip, "gzip"},
                                  {Compression::bzip2, "bzip2"},
                                  {Compression::xz, "xz"},
                                  {Compression::zstd, "zstd"}};

}  // namespace

TEST_CASE("a source's file name determines its compression") {
  CHECK(archive::compression_of("a-1.tar.gz") == Compression::gzip);
  CHECK(archive::compression_of("a-1.tgz") == Compression::gzip);
  CHECK(archive::compression_of("a-1.tar.bz2") == Compression::bzip2);
  CHECK(archive::compression_of("a-1.tbz2") == Compression::bzip2);
  CHECK(archive::compression_of("a-1.tar.xz") == Compression::xz);
  CHECK(archive::compression_of("a-1.txz") == Compression::xz);
  CHECK(archive::compression_of("a-1.tar.zst") == Compression::zstd);
  CHECK(archive::compression_of("a-1.tar") == Compression::none);
  CHECK_FALSE(archive::compression_of("a-1.zip"));
  CHECK_FALSE(archive::compression_of("a-1.gz"));
  CHECK_FALSE(archive::compression_of(".tar.gz"));
  CHECK_FALSE(archive::compression_of(""));
}

TEST_CASE("the bytes do not depend on the number of threads, and the format's own program reads them") {
  const TempDir folder(fs::temp_directory_path(), "tar-");
  for (const size_t size : {size_t{0}, size_t{1}, size_t{4300000}}) {
    const std::string content = mixed_bytes(size);
    const std::string plain = written(folder.path() / "plain.tar", Compression::none, 1, content);
    for (const auto& program : k_programs) {
      CAPTURE(program.name);
      CAPTURE(size);
      const fs::path file = folder.path() / "packed";
      const std::string one = written(file, program.compression, 1, content);
      CHECK(written(file, program.compression, 2, content) == one);
      CHECK(written(file, program.compression, 4, content) == one);
      const ProcessResult unpacked = run({.argv = {program.name, "-dc"}, .input = read_file(file)});
      CHECK(unpacked.exit_code == 0);
      CHECK(unpacked.err == "");
      CHECK(sha256(unpacked.out) == plain);
    }
  }
}

TEST_CASE("a gzip archive is one member, without name and time") {
  const TempDir folder(fs::temp_directory_path(), "tar-");
  const fs::path file = folder.path() / "a.tar.gz";
  const std::string content = mixed_bytes(3 << 20);
  written(file, Compression::gzip, 2, content);
  written(folder.path() / "a.tar", Compression::none, 1, content);
  const std::string bytes = read_file(file);
  CHECK(bytes.substr(0, 10) == std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10));
  // gzip -l reads only the last member: it prints the sizes of the whole file only if there is one member.
  const ProcessResult listed = run({.argv = {"gzip", "-l", file.string()}});
  CHECK(listed.out.find(std::to_string(fs::file_size(folder.path() / "a.tar"))) != std::string::npos);
}
