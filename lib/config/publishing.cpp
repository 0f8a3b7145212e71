// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/publishing.hpp"

#include "config/values.hpp"

namespace rpmworks::config {

const std::vector<std::string>& publishing_keys() {
  static const std::vector<std::string> keys = {"baseurl", "metadata-expire", "keep"};
  return keys;
}

void read_publishing(const Fields& fields, Config& config) {
  if (const auto url = fields.text("baseurl"))
    config.baseurl = require_client_url(*url, fields.named("baseurl"));
  if (const auto text = fields.text("metadata-expire"))
    config.metadata_expire = require_duration(*text, fields.named("metadata-expire"), "30d", "6h");
  config.kept_releases = fields.list("keep");
}

}  // namespace rpmworks::config
