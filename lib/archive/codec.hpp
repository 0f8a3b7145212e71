// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "archive/tarball.hpp"

namespace rpmworks::archive {

/// Compresses blocks of a stream independently, so that this can be done in parallel and the result does not
/// depend on the number of threads. One object per thread.
class BlockCodec {
 public:
  virtual ~BlockCodec() = default;
  /// Compresses one block. The compressed blocks in order, between head and tail of their StreamFrame, are
  /// the compressed stream.
  virtual std::string compress(std::string_view block) = 0;
};
std::unique_ptr<BlockCodec> make_codec(Compression compression);

/// The bytes of a block that the codec for gzip compressed. Throws Error(invalid) unless they are `size`
/// bytes.
std::string decompress_gzip_block(std::string_view block, size_t size);

/// The data before and after the blocks. Gets the uncompressed bytes in order, on one thread.
class StreamFrame {
 public:
  virtual ~StreamFrame() = default;
  virtual std::string head() { return {}; }
  virtual void update(std::string_view) {}
  virtual std::string tail() { return {}; }
};
std::unique_ptr<StreamFrame> make_frame(Compression compression);

/// The size of a block in bytes.
size_t block_size_of(Compression compression);

}  // namespace rpmworks::archive
