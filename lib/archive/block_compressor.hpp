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

/// Compresses data into a file, block by block on several threads. Uses memory for a few blocks per thread.
class BlockCompressor {
 public:
  /// Creates `file`, which must not exist.
  BlockCompressor(const fs::path& file, Compression compression, unsigned threads);
  BlockCompressor(const BlockCompressor&) = delete;
  BlockCompressor& operator=(const BlockCompressor&) = delete;
  ~BlockCompressor();

  void write(std::string_view bytes);
  void write_zeros(size_t count);
  /// Compresses the remaining data and ends the stream; nothing may be written after that.
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
  std::string m_filling;  ///< the current block of write()

  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::deque<std::shared_ptr<Block>> m_to_compress;
  std::deque<std::shared_ptr<Block>> m_to_write;  ///< in stream order; used only by the writer
  bool m_stop = false;
  std::vector<std::jthread> m_threads;
};

}  // namespace rpmworks::archive
