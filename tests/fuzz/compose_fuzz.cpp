// SPDX-License-Identifier: GPL-3.0-or-later
// For any message of a commit: advisories that XML can represent, or Error(invalid); no crash, no other
// exception.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "compose/advisory_trailers.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string message(reinterpret_cast<const char*>(data), size);
  rpmworks::git::Commit commit;
  commit.id = std::string(40, 'a');
  commit.subject = message.substr(0, message.find('\n'));
  commit.message = message;
  try {
    const auto found = rpmworks::compose::advisories_in(
        {{.package = "p", .url = "u", .commits = {commit, commit}}}, {}, "acme");
    for (const auto& [advisory, sources] : found.advisories)
      for (const std::string* text :
           {&advisory.id, &advisory.title, &advisory.description, &advisory.severity})
        if (rpmworks::forbidden_in_xml(*text)) std::abort();
  } catch (const rpmworks::Error& error) {
    if (error.code() != rpmworks::ExitCode::invalid || error.render().empty()) std::abort();
  }
  return 0;
}
