// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "archive/tarball.hpp"

namespace rpmworks::archive {

/// Compresses blocks of a stream independently of each other, so that they can be compressed in parallel and
/// the result does not depend on how many were at work. One object for each thread.
class BlockCodec {
 public:
  virtual ~BlockCodec() = default;
  /// The compressed form of one block; the forms of all blocks, one after another, between head and tail of
  /// their StreamFrame, are the compressed stream.
  virtual std::string compress(std::string_view block) = 0;
};
std::unique_ptr<BlockCodec> make_codec(Compression compression);

/// What stands around the blocks. Fed the uncompressed bytes in order, by one thread.
class StreamFrame {
 public:
  virtual ~StreamFrame() = default;
  virtual std::string head() { return {}; }
  virtual void update(std::string_view) {}
  virtual std::string tail() { return {}; }
};
std::unique_ptr<StreamFrame> make_frame(Compression compression);

/// How many bytes make a block.
size_t block_size_of(Compression compression);

}  // namespace rpmworks::archive
