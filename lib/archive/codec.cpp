// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/codec.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <libdeflate.h>

#include <cassert>

#include "archive/deflate_scan.hpp"
#include "core/error.hpp"
#include "core/handle.hpp"

namespace rpmworks::archive {

namespace {

// libdeflate's level 6 gives the size of gzip -6 in a third of the time.
constexpr int k_gzip_level = 6;

// An empty DEFLATE block with fixed codes, flagged as the last.
constexpr std::string_view k_last_block("\3\0", 2);

class NoCodec final : public BlockCodec {
 public:
  std::string compress(std::string_view block) override { return std::string(block); }
};

// One gzip member for all blocks, as in pigz: some readers stop after the first member. libdeflate only makes
// complete DEFLATE streams, so the flag "last block" is removed from its last block, and an empty stored
// block aligns the stream to a byte.
class GzipCodec final : public BlockCodec {
 public:
  GzipCodec() : m_compressor(libdeflate_alloc_compressor(k_gzip_level)) {
    if (!m_compressor) throw std::bad_alloc();
  }

  std::string compress(std::string_view block) override {
    std::string out(libdeflate_deflate_compress_bound(m_compressor.get(), block.size()) + 5, '\0');
    const size_t size =
        libdeflate_deflate_compress(m_compressor.get(), block.data(), block.size(), out.data(), out.size());
    assert(size > 0);
    out.resize(size);
    continue_deflate_stream(out);
    return out;
  }

 private:
  Owned<libdeflate_compressor, libdeflate_free_compressor> m_compressor;
};

class GzipFrame final : public StreamFrame {
 public:
  std::string head() override {
    // No name and no time; "Unix" as gzip writes it (RFC 1952).
    return {'\x1f', '\x8b', 8, 0, 0, 0, 0, 0, 0, 3};
  }
  void update(std::string_view bytes) override {
    m_crc = libdeflate_crc32(m_crc, bytes.data(), bytes.size());
    m_size += static_cast<uint32_t>(bytes.size());
  }
  std::string tail() override {
    std::string bytes(k_last_block);
    for (const uint32_t number : {m_crc, m_size})
      for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(number >> shift & 0xff);
    return bytes;
  }

 private:
  uint32_t m_crc = 0;
  uint32_t m_size = 0;
};

la_ssize_t append(::archive*, void* out, const void* bytes, size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

// In the other formats, complete streams may be concatenated; their programs read them as one.
class LibarchiveCodec final : public BlockCodec {
 public:
  LibarchiveCodec(int (*add_filter)(::archive*), std::string options)
      : m_add_filter(add_filter), m_options(std::move(options)) {}

  std::string compress(std::string_view block) override {
    std::string out;
    const Owned<::archive, archive_write_free> handle(archive_write_new());
    if (!handle) throw std::bad_alloc();
    ::archive* const raw = handle.get();
    archive_write_set_format_raw(raw);
    check(raw, m_add_filter(raw));
    check(raw, archive_write_set_options(raw, m_options.c_str()));
    archive_write_set_bytes_per_block(raw, 0);
    archive_write_set_bytes_in_last_block(raw, 1);
    check(raw, archive_write_open2(raw, &out, nullptr, append, nullptr, nullptr));
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(),
                                                                         archive_entry_free);
    if (!entry) throw std::bad_alloc();
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    check(raw, archive_write_header(raw, entry.get()));
    if (archive_write_data(raw, block.data(), block.size()) != static_cast<la_ssize_t>(block.size()))
      check(raw, ARCHIVE_FATAL);
    check(raw, archive_write_close(raw));
    return out;
  }

 private:
  static void check(::archive* handle, int result) {
    if (result == ARCHIVE_OK) return;
    // ARCHIVE_WARN when adding a filter means that libarchive would run a program instead of a library, and
    // the bytes would depend on what is installed.
    const char* const text = archive_error_string(handle);
    throw Error(ExitCode::failed,
                fmt::format("libarchive cannot compress: {}", text ? text : "no reason given"))
        .hint("libarchive must be built with bzip2, xz and zstd, as Debian's is");
  }

  int (*m_add_filter)(::archive*);
  std::string m_options;
};

}  // namespace

std::unique_ptr<BlockCodec> make_codec(Compression compression) {
  switch (compression) {
    case Compression::none:
      break;
    case Compression::gzip:
      return std::make_unique<GzipCodec>();
    case Compression::bzip2:
      return std::make_unique<LibarchiveCodec>(archive_write_add_filter_bzip2, "bzip2:compression-level=9");
    case Compression::xz:
      return std::make_unique<LibarchiveCodec>(archive_write_add_filter_xz, "xz:compression-level=6");
    case Compression::zstd:
      return std::make_unique<LibarchiveCodec>(archive_write_add_filter_zstd, "zstd:compression-level=9");
  }
  return std::make_unique<NoCodec>();
}

std::string decompress_gzip_block(std::string_view block, size_t size) {
  const Owned<libdeflate_decompressor, libdeflate_free_decompressor> decompressor(
      libdeflate_alloc_decompressor());
  if (!decompressor) throw std::bad_alloc();
  // libdeflate reads only complete streams.
  std::string stream(block);
  stream += k_last_block;
  std::string bytes(size, '\0');
  size_t read = 0;
  size_t made = 0;
  if (libdeflate_deflate_decompress_ex(decompressor.get(), stream.data(), stream.size(), bytes.data(),
                                       bytes.size(), &read, &made) != LIBDEFLATE_SUCCESS ||
      read != stream.size() || made != size)
    throw Error(ExitCode::invalid, "a compressed block is damaged");
  return bytes;
}

std::unique_ptr<StreamFrame> make_frame(Compression compression) {
  if (compression == Compression::gzip) return std::make_unique<GzipFrame>();
  return std::make_unique<StreamFrame>();
}

const std::string& compressors() {
  // Computed once: libarchive builds the text in a buffer shared by all threads.
  static const std::string k_compressors =
      fmt::format("libdeflate {}, {}", LIBDEFLATE_VERSION_STRING, archive_version_details());
  return k_compressors;
}

size_t block_size_of(Compression compression) {
  // Changing a number changes the bytes of every archive with that compression.
  switch (compression) {
    case Compression::bzip2:
      return 899900 * 4;   // just below four of bzip2's blocks of 900 kB
    case Compression::xz:  // larger blocks would need 100 MB of memory per thread for 3 % in size
    case Compression::zstd:
      return 4 << 20;
    case Compression::none:
    case Compression::gzip:
      break;
  }
  return 1 << 20;
}

}  // namespace rpmworks::archive
