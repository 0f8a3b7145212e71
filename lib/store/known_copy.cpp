// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/known_copy.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>

#include "core/digest.hpp"
#include "store/record_kind.hpp"

namespace rpmworks::store {

namespace {

constexpr RecordKind<std::string> k_copies{.name = "copies",
                                           .version = 1,
                                           .to_json = [](const std::string& state) { return Json(state); },
                                           .from_json = [](const Json& json) { return json.text(); }};

// The clock that the kernel uses for file times advances at least every 10 ms.
constexpr auto k_settled_after = std::chrono::milliseconds(20);

std::chrono::system_clock::time_point time_of(const timespec& time) {
  return std::chrono::system_clock::time_point(std::chrono::seconds(time.tv_sec) +
                                               std::chrono::nanoseconds(time.tv_nsec));
}

}  // namespace

Kinds record_kinds() {
  return kinds_of(k_copies);
}

KnownCopy::KnownCopy(Store& store, const std::string& sha256, const fs::path& file)
    : m_store(store), m_key(Digest().field(fs::absolute(file).lexically_normal().string()).hex()) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return;
  const auto now = std::chrono::system_clock::now();
  m_is_settled = status.st_mtim.tv_nsec != 0 && status.st_ctim.tv_nsec != 0 &&
                 std::max(time_of(status.st_mtim), time_of(status.st_ctim)) + k_settled_after < now;
  m_state = fmt::format("{} {} {} {} {}.{:09} {}.{:09}", sha256, status.st_dev, status.st_ino, status.st_size,
                        status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
                        status.st_ctim.tv_nsec);
}

bool KnownCopy::is_known() const {
  return !m_state.empty() && k_copies.find(m_store, m_key) == m_state;
}

void KnownCopy::remember() {
  if (m_is_settled) k_copies.put(m_store, m_key, m_state);
}

}  // namespace rpmworks::store
