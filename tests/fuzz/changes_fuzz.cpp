// SPDX-License-Identifier: GPL-3.0-or-later
// For any bytes as two manifests (separated by a null byte), reading returns a manifest or throws
// Error(invalid); what was read can be written and read again; and the manifests can be compared and shown in
// every format. Any bytes may be an upgrade guide, too.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "changes/change_log.hpp"
#include "changes/client_commands.hpp"
#include "changes/formats.hpp"
#include "core/error.hpp"

using namespace rpmworks;

namespace {

std::optional<manifest::Manifest> read(const std::string& text) {
  try {
    return manifest::Manifest::from_json(text, "manifest.json");
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid || error.render().empty()) std::abort();
    return std::nullopt;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const auto& step : changes::steps_from(text, "1"))
    if (step.lines.empty()) std::abort();
  const size_t end = text.find('\0');
  const auto before = read(text.substr(0, end));
  const auto after = end == std::string::npos ? before : read(text.substr(end + 1));
  if (!before || !after) return 0;
  const std::string written = before->to_json();
  const auto again = read(written);
  if (!again || again->to_json() != written) std::abort();
  const auto changes =
      changes::compare({.where = "one", .manifest = *before}, {.where = "two", .manifest = *after}, {});
  for (const std::string& shown : {changes::to_text(changes, 3), changes::to_markdown(changes, 3),
                                   changes::to_html(changes, nullptr, 3)})
    if (shown.find('\x1b') != std::string::npos) std::abort();
  changes::with_entry("# Log\n", changes::change_log(changes), "LOG.md");
  changes::to_json(changes).dump();
  return 0;
}
