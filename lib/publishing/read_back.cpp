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
    const std::vector<std::pair<std::string, std::string>> texts(m_view.texts.begin(), m_view.texts.end());
    parallel_for(texts.size(), k_connections, [&](size_t i) {
      const auto& [path, expected] = texts[i];
      std::string fault;
      for (int reading = 0; reading < k_readings; ++reading) {
        if (reading > 0) std::this_thread::sleep_for(k_between);
        throw_if_cancelled();
        fault = fault_of(path, expected.size(), sha256(expected), true);
        if (fault.empty()) return;
      }
      add(path, fault);
    });
  }

  void read_files(bool whole) {
    Activity reading(m_reporter, "reading back", m_view.address, m_view.files.size());
    parallel_for(m_view.files.size(), k_connections, [&](size_t i) {
      const auto& file = m_view.files[i];
      if (const std::string fault = fault_of(file.path, file.size, file.sha256, whole); !fault.empty())
        add(file.path, fault);
      reading.step();
    });
    reading.result(counted(m_view.texts.size() + m_view.files.size(), "file"));
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
  // Why a file is not as expected; empty if it is.
  std::string fault_of(const std::string& path, uint64_t size, const std::string& digest, bool whole) {
    std::vector<std::string> parts;
    for (const auto& part : split(path, '/')) parts.push_back(upstream::encoded(part));
    const std::string url = m_view.address + "/" + join(parts, "/");
    if (!whole) {
      const auto answer = m_http.head({.url = url});
      if (!answer.is_whole()) return answer.reason;
      if (answer.length < 0) return fault_of(path, size, digest, true);  // the server does not state it
      if (static_cast<uint64_t>(answer.length) == size) return "";
      return fmt::format("has {} bytes instead of {}", answer.length, size);
    }
    const fs::path to = m_tmp.path() / sha256(path);
    remove_tree(to);
    const auto answer = m_http.download({.url = url}, to, size + k_most_surplus);
    if (!answer.is_whole()) return answer.reason;
    const uint64_t received = fs::file_size(to);
    const bool is_same = received == size && digest_of_file(to) == digest;
    remove_tree(to);
    if (is_same) return "";
    return received == size ? "has other content" : fmt::format("has {} bytes instead of {}", received, size);
  }

  void add(const std::string& path, const std::string& fault) {
    const std::lock_guard guard(m_mutex);
    m_faults.push_back(fmt::format("{}: {}", path, fault));
  }

  const PublicView& m_view;
  Reporter& m_reporter;
  TempDir m_tmp;
  upstream::Http m_http;
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
