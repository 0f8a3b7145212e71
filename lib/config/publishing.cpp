// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/publishing.hpp"

#include <fmt/format.h>

#include "config/duration.hpp"
#include "config/values.hpp"

namespace rpmworks::config {

namespace {

constexpr std::chrono::seconds k_longest_expire{30 * 86400};

std::chrono::seconds read_expire(const Fields& fields, std::chrono::seconds usual) {
  const auto text = fields.text("metadata-expire");
  if (!text) return usual;
  const auto time = parse_duration(**text);
  if (time && *time <= k_longest_expire) return *time;
  throw Error(ExitCode::invalid, fmt::format("{} is {}", fields.named("metadata-expire"), shown(**text)))
      .at(text->where)
      .hint("write a number and s, m, h or d, or a number of seconds, at most 30d: 6h");
}

}  // namespace

const std::vector<std::string>& publishing_keys() {
  static const std::vector<std::string> keys = {"baseurl", "metadata-expire", "keep"};
  return keys;
}

void read_publishing(const Fields& fields, Config& config) {
  if (const auto url = fields.text("baseurl"))
    config.baseurl = require_client_url(*url, fields.named("baseurl"));
  config.metadata_expire = read_expire(fields, config.metadata_expire);
  config.kept_releases = fields.list("keep");
}

}  // namespace rpmworks::config
