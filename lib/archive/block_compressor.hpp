// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "archive/codec.hpp"
#include "core/files.hpp"

namespace rpmworks::archive {

/// Compresses what is written to it into a file, block by block on several threads. Memory is bounded by a
/// few blocks a thread.
class BlockCompressor {
 public:
  /// Creates `file`, which must not exist.
  BlockCompressor(const fs::path& file, Compression compression, unsigned threads);
  BlockCompressor(const BlockCompressor&) = delete;
  BlockCompressor& operator=(const BlockCompressor&) = delete;
  ~BlockCompressor();

  void write(std::string_view bytes);
  void write_zeros(size_t count);
  /// Compresses what is left and writes the end of the stream; nothing may be written after it.
  void finish();

 private:
  struct Block {
    std::string bytes;  ///< uncompressed, then compressed
    std::exception_ptr failure;
    bool done = false;
  };

  void work();
  void hand_over();
  void write_first();
  void write_out(std::string_view bytes);

  fs::path m_file;
  FileDescriptor m_fd;
  Compression m_compression;
  size_t m_block_size;
  std::unique_ptr<StreamFrame> m_frame;
  std::string m_filling;  ///< the block that write() fills

  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::deque<std::shared_ptr<Block>> m_to_compress;
  std::deque<std::shared_ptr<Block>> m_to_write;  ///< in the order of the stream; used by the writer alone
  bool m_stop = false;
  std::vector<std::jthread> m_threads;
};

}  // namespace rpmworks::archive
