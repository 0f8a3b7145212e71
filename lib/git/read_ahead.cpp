// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/read_ahead.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/cancel.hpp"
#include "core/threads.hpp"

namespace rpmworks::git {

namespace {

// For fewer files, starting threads takes longer than reading.
constexpr size_t k_few = 64;
// Readers pause at this amount of loaded data, which is enough to bridge the sink's pauses.
constexpr size_t k_most_bytes = 16 << 20;
constexpr size_t k_most_contents = 1024;
// More threads would only wait for memory and for the sink.
constexpr unsigned k_most_threads = 4;

class ReadAhead {
 public:
  ReadAhead(const std::function<RepositoryHandle()>& open, size_t count,
            const std::function<std::string(size_t, const ObjectReader&)>& load)
      : m_open(open), m_count(count), m_load(load), m_window(std::min(count, k_most_contents)) {
    const unsigned threads = std::min(thread_limit(), k_most_threads);
    m_threads = start_threads(threads, [this] { work(); });
  }
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;
  ~ReadAhead() {
    {
      const std::lock_guard guard(m_mutex);
      m_stop = true;
    }
    m_room.notify_all();
  }

  /// Returns the next content in order.
  std::string take() {
    std::unique_lock lock(m_mutex);
    std::optional<std::string>& slot = m_window[m_taken % m_window.size()];
    m_loaded.wait(lock, [&] { return slot || m_failure; });
    if (!slot) std::rethrow_exception(m_failure);
    std::string content = std::move(*slot);
    slot.reset();
    ++m_taken;
    m_bytes -= content.size();
    lock.unlock();
    m_room.notify_all();
    return content;
  }

 private:
  void work() {
    try {
      const RepositoryHandle repository = m_open();
      const ObjectReader reader(repository.get());
      while (const auto index = claim()) put(*index, m_load(*index, reader));
    } catch (...) {
      const std::lock_guard guard(m_mutex);
      if (!m_failure) m_failure = std::current_exception();
      m_stop = true;
      m_loaded.notify_all();
      m_room.notify_all();
    }
  }

  std::optional<size_t> claim() {
    std::unique_lock lock(m_mutex);
    // The content that the sink waits for is loaded regardless of the limit.
    m_room.wait(lock, [&] {
      return m_stop || m_next >= m_count || m_next == m_taken ||
             (m_bytes < k_most_bytes && m_next - m_taken < m_window.size());
    });
    if (m_stop || m_next >= m_count) return std::nullopt;
    return m_next++;
  }

  void put(size_t index, std::string content) {
    const std::lock_guard guard(m_mutex);
    m_bytes += content.size();
    m_window[index % m_window.size()] = std::move(content);
    if (index == m_taken) m_loaded.notify_one();
  }

  const std::function<RepositoryHandle()>& m_open;
  size_t m_count;
  const std::function<std::string(size_t, const ObjectReader&)>& m_load;
  std::mutex m_mutex;
  std::condition_variable m_loaded;
  std::condition_variable m_room;
  std::vector<std::optional<std::string>> m_window;
  size_t m_next = 0;   ///< next item to load
  size_t m_taken = 0;  ///< items that the sink got
  size_t m_bytes = 0;  ///< loaded but not yet taken
  bool m_stop = false;
  std::exception_ptr m_failure;
  std::vector<std::jthread> m_threads;
};

}  // namespace

void read_ahead(const std::function<RepositoryHandle()>& open, size_t count,
                const std::function<std::string(size_t, const ObjectReader&)>& load,
                const std::function<void(size_t, std::string)>& sink) {
  if (count < k_few) {
    const RepositoryHandle repository = open();
    const ObjectReader reader(repository.get());
    for (size_t i = 0; i < count; ++i) {
      throw_if_cancelled();
      sink(i, load(i, reader));
    }
    return;
  }
  ReadAhead ahead(open, count, load);
  for (size_t i = 0; i < count; ++i) {
    throw_if_cancelled();
    sink(i, ahead.take());
  }
}

}  // namespace rpmworks::git
