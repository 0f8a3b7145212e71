// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/duration.hpp"

#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>

namespace rpmworks::config {

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc{} || value <= 0 || end - stop > 1) return std::nullopt;
  int64_t worth = 1;
  if (stop != end) switch (*stop) {
      case 's':
        break;
      case 'm':
        worth = 60;
        break;
      case 'h':
        worth = 3600;
        break;
      case 'd':
        worth = 86400;
        break;
      case 'w':
        worth = int64_t{7} * 86400;
        break;
      default:
        return std::nullopt;
    }
  if (value > std::numeric_limits<int64_t>::max() / worth) return std::nullopt;
  return std::chrono::seconds(value * worth);
}

}  // namespace rpmworks::config
