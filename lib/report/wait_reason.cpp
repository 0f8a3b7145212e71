// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/wait_reason.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

namespace rpmworks::report {

namespace {

using schedule::Timeline;
using schedule::Waited;

std::string time_text(double seconds) {
  if (seconds < 60) return fmt::format("{:g} s", std::round(seconds * 100) / 100);
  const auto whole = static_cast<int64_t>(seconds);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02} h", whole / 3600, whole / 60 % 60, whole % 60);
}

}  // namespace

std::string wait_reason(const Timeline& timeline, size_t job) {
  const Waited waited = waited_for(timeline, job);
  if (waited.what == Waited::For::nothing) return "nothing";
  const std::string& name = timeline.jobs[waited.job].name;
  if (waited.what == Waited::For::need) return name;
  if (waited.what == Waited::For::any)
    return fmt::format("{}, the last build that might have provided what it needs", name);
  return fmt::format("a slot, which {} occupied ({})", name, time_text(waited.seconds));
}

}  // namespace rpmworks::report
