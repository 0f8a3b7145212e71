// SPDX-License-Identifier: GPL-3.0-or-later
#include "publishing/read_back.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>

#include "core/digest.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "upstream/address.hpp"
#include "upstream/http.hpp"

namespace rpmworks::publishing {

namespace {

constexpr unsigned k_connections = 8;
constexpr int k_readings = 3;
constexpr std::chrono::seconds k_between{2};
constexpr size_t k_most_named = 20;
constexpr uint64_t k_most_surplus = 1 << 20;  // of a file that is larger than expected

class Reader {
 public:
  Reader(const product::Session& session, const PublicView& view)
      : m_view(view), m_reporter(session.reporter), m_tmp(session.workspace.tmp(), "read-back-") {}

  void read_texts() {
    std::vector<std::pair<std::string, std::string>> texts(m_view.texts.begin(), m_view.texts.end());
    texts.insert(texts.end(), m_view.changing.begin(), m_view.changing.end());
    m_cached_until = std::chrono::steady_clock::now() + k_cached_for + k_between;
    parallel_for(texts.size(), k_connections, [&](size_t i) { read_text(texts[i].first, texts[i].second); });
  }

  void read_files(bool whole) {
    Activity reading(m_reporter, "reading back", m_view.address, m_view.files.size());
    parallel_for(m_view.files.size(), k_connections, [&](size_t i) {
      const auto& file = m_view.files[i];
      if (const Fault fault = fault_of(file.path, file.size, file.sha256, whole); !fault.text.empty())
        add(file.path, fault.text);
      reading.step();
    });
    reading.result(counted(m_view.texts.size() + m_view.changing.size() + m_view.files.size(), "file"));
  }

  void require_no_faults() {
    if (m_faults.empty()) return;
    std::ranges::sort(m_faults);
    const size_t count = m_faults.size();
    if (count > k_most_named) {
      m_faults.resize(k_most_named);
      m_faults.push_back(fmt::format("and {} more", count - k_most_named));
    }
    throw Error(ExitCode::upstream, fmt::format("{} at {} {} not what was published", counted(count, "file"),
                                                m_view.address, count == 1 ? "is" : "are"))
        .notes(m_faults)
        .hint(
            "the same command copies again what differs; if the address is served by a cache or another "
            "machine, look there");
  }

 private:
  // How a file is not as expected. The text is empty if it is.
  struct Fault {
    std::string text;
    bool is_other = false;  ///< there is a file, but with other content
  };

  void read_text(const std::string& path, const std::string& expected) {
    const std::string digest = sha256(expected);
    for (int reading = 1;; ++reading) {
      throw_if_cancelled();
      const Fault fault = fault_of(path, expected.size(), digest, true);
      if (fault.text.empty()) return;
      const bool may_be_cached = fault.is_other && m_view.changing.contains(path) &&
                                 std::chrono::steady_clock::now() < m_cached_until;
      if (reading >= k_readings && !may_be_cached) return add(path, fault.text);
      if (reading == k_readings)
        m_reporter.note(
            fmt::format("{}/{} {}: a cache may have the earlier file, so it is read again for up "
                        "to {} seconds",
                        m_view.address, path, fault.text, k_cached_for.count()));
      std::this_thread::sleep_for(k_between);
    }
  }

  Fault fault_of(const std::string& path, uint64_t size, const std::string& digest, bool whole) {
    std::vector<std::string> parts;
    for (const auto& part : split(path, '/')) parts.push_back(upstream::encoded(part));
    const std::string url = m_view.address + "/" + join(parts, "/");
    const auto other_size = [&](uint64_t found) {
      return Fault{fmt::format("has {} bytes instead of {}", found, size), true};
    };
    if (!whole) {
      const auto answer = m_http.head({.url = url});
      if (!answer.is_whole()) return {answer.reason};
      if (answer.length < 0) return fault_of(path, size, digest, true);  // the server does not state it
      return static_cast<uint64_t>(answer.length) == size ? Fault() : other_size(answer.length);
    }
    const fs::path to = m_tmp.path() / sha256(path);
    remove_tree(to);
    const auto answer = m_http.download({.url = url}, to, size + k_most_surplus);
    if (!answer.is_whole()) return {answer.reason};
    const uint64_t received = fs::file_size(to);
    const bool is_same = received == size && digest_of_file(to) == digest;
    remove_tree(to);
    if (is_same) return {};
    return received == size ? Fault{"has other content", true} : other_size(received);
  }

  void add(const std::string& path, const std::string& fault) {
    const std::lock_guard guard(m_mutex);
    m_faults.push_back(fmt::format("{}: {}", path, fault));
  }

  const PublicView& m_view;
  Reporter& m_reporter;
  TempDir m_tmp;
  upstream::Http m_http;
  std::chrono::steady_clock::time_point m_cached_until;
  std::mutex m_mutex;
  std::vector<std::string> m_faults;
};

}  // namespace

void read_back(const product::Session& session, const PublicView& view, bool whole) {
  Reader reader(session, view);
  reader.read_texts();
  reader.read_files(whole);
  reader.require_no_faults();
}

}  // namespace rpmworks::publishing
