// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/block_compressor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/error.hpp"
#include "core/threads.hpp"

namespace rpmworks::archive {

BlockCompressor::BlockCompressor(const fs::path& file, Compression compression, unsigned threads)
    : m_file(file),
      m_fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)),
      m_compression(compression),
      m_block_size(block_size_of(compression)),
      m_frame(make_frame(compression)) {
  if (!m_fd) throw system_error("create", file.string());
  m_filling.reserve(m_block_size);
  write_out(m_frame->head());
  if (compression == Compression::none) return;
  m_threads = start_threads(std::max(threads, 1U), [this] { work(); });
}

BlockCompressor::~BlockCompressor() {
  {
    const std::lock_guard guard(m_mutex);
    m_stop = true;
    m_to_compress.clear();
  }
  m_changed.notify_all();
}

void BlockCompressor::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t taken = std::min(bytes.size(), m_block_size - m_filling.size());
    m_filling.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
    if (m_filling.size() == m_block_size) hand_over();
  }
}

void BlockCompressor::write_zeros(size_t count) {
  static constexpr char k_zeros[4096] = {};
  for (; count > 0; count -= std::min(count, sizeof k_zeros))
    write(std::string_view(k_zeros, std::min(count, sizeof k_zeros)));
}

void BlockCompressor::finish() {
  // An empty input is one empty block: a stream of the other formats with no block at all is no valid one.
  if (!m_filling.empty() || m_compression != Compression::none) hand_over();
  while (!m_to_write.empty()) write_first();
  write_out(m_frame->tail());
}

void BlockCompressor::hand_over() {
  m_frame->update(m_filling);
  if (m_compression == Compression::none) {
    write_out(m_filling);
    m_filling.clear();
    return;
  }
  auto block = std::make_shared<Block>();
  block->bytes = std::move(m_filling);
  m_filling.clear();
  m_filling.reserve(m_block_size);
  m_to_write.push_back(block);
  {
    const std::lock_guard guard(m_mutex);
    m_to_compress.push_back(std::move(block));
  }
  m_changed.notify_all();
  // One block waiting for each that is being compressed keeps the threads busy.
  while (m_to_write.size() > 2 * m_threads.size()) write_first();
}

void BlockCompressor::write_first() {
  const std::shared_ptr<Block> block = std::move(m_to_write.front());
  m_to_write.pop_front();
  {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return block->done; });
  }
  if (block->failure) std::rethrow_exception(block->failure);
  write_out(block->bytes);
}

void BlockCompressor::work() {
  std::unique_ptr<BlockCodec> codec;
  for (;;) {
    std::shared_ptr<Block> block;
    {
      std::unique_lock lock(m_mutex);
      m_changed.wait(lock, [&] { return m_stop || !m_to_compress.empty(); });
      if (m_stop) return;
      block = std::move(m_to_compress.front());
      m_to_compress.pop_front();
    }
    try {
      if (!codec) codec = make_codec(m_compression);
      block->bytes = codec->compress(block->bytes);
    } catch (...) {
      block->failure = std::current_exception();
    }
    {
      const std::lock_guard guard(m_mutex);
      block->done = true;
    }
    m_changed.notify_all();
  }
}

void BlockCompressor::write_out(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(m_fd.get(), bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) throw system_error("write", m_file.string());
    bytes.remove_prefix(static_cast<size_t>(wrote));
  }
}

}  // namespace rpmworks::archive
