// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/limits.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "config/values.hpp"

namespace rpmworks::config {

namespace {

using std::string;

struct Unit {
  char letter;
  uint64_t worth;
};
constexpr Unit k_sizes[] = {{'M', uint64_t{1} << 20}, {'G', uint64_t{1} << 30}, {'T', uint64_t{1} << 40}};
constexpr Unit k_times[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
constexpr uint64_t k_longest_limit = 30 * 86400;
constexpr uint64_t k_any = std::numeric_limits<int64_t>::max();

// A number above 0 with a unit after it; a bare number if `units` is empty.
template <typename Units>
std::optional<uint64_t> measure(const string& text, const Units& units) {
  uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc{} || value == 0) return std::nullopt;
  if (std::size(units) == 0) return stop == end ? std::optional(value) : std::nullopt;
  for (const Unit& unit : units)
    if (stop + 1 == end && *stop == unit.letter && value <= std::numeric_limits<uint64_t>::max() / unit.worth)
      return value * unit.worth;
  return std::nullopt;
}

template <typename Units>
std::optional<uint64_t> read_measure(const Fields& fields, const string& name, const Units& units,
                                     uint64_t most, const string& hint) {
  const auto text = fields.text(name);
  if (!text) return std::nullopt;
  const auto value = measure(**text, units);
  if (value && *value <= most) return value;
  throw Error(ExitCode::invalid, fmt::format("{} is {}", fields.named(name), shown(**text)))
      .at(text->where)
      .hint(hint);
}

}  // namespace

Limits Limits::over(const Limits& others) const {
  return {.memory = memory ? memory : others.memory,
          .processes = processes ? processes : others.processes,
          .time = time ? time : others.time,
          .disk = disk ? disk : others.disk};
}

Limits read_limits(const Fields& of) {
  const auto fields = of.fields("limits", of.named("limits"), {"memory", "processes", "time", "disk"});
  if (!fields) return {};
  const string sizes = "write a number and M, G or T: 4G";
  Limits limits;
  limits.memory = read_measure(*fields, "memory", k_sizes, k_any, sizes);
  limits.disk = read_measure(*fields, "disk", k_sizes, k_any, sizes);
  if (const auto count = read_measure(*fields, "processes", std::vector<Unit>{}, 1U << 22,
                                      "write a number from 1 to 4194304"))
    limits.processes = static_cast<unsigned>(*count);
  if (const auto time = read_measure(*fields, "time", k_times, k_longest_limit,
                                     "write a number and s, m, h or d, at most 30d: 2h"))
    limits.time = std::chrono::seconds(*time);
  return limits;
}

std::optional<uint64_t> read_ccache(const Fields& fields) {
  const auto text = fields.text("ccache");
  if (!text || **text == "false") return std::nullopt;
  if (**text == "true") return k_usual_ccache;
  return read_measure(fields, "ccache", k_sizes, k_any, "write true, false, or its size limit: 20G");
}

}  // namespace rpmworks::config
