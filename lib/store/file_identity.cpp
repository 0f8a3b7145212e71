// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file_identity.hpp"

#include <fmt/format.h>

#include <chrono>

namespace rpmworks::store {

namespace {

// The clock that the kernel uses for file times advances at least every 10 ms.
constexpr auto k_tick = std::chrono::milliseconds(20);

}  // namespace

std::string content_identity(const struct stat& info) {
  return fmt::format("{}:{}:{}:{}.{:09}", info.st_dev, info.st_ino, info.st_size, info.st_mtim.tv_sec,
                     info.st_mtim.tv_nsec);
}

bool is_settled(const struct stat& info) {
  const std::chrono::system_clock::time_point changed(std::chrono::seconds(info.st_mtim.tv_sec) +
                                                      std::chrono::nanoseconds(info.st_mtim.tv_nsec));
  return info.st_mtim.tv_nsec != 0 && changed + k_tick < std::chrono::system_clock::now();
}

}  // namespace rpmworks::store
