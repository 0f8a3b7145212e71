// SPDX-License-Identifier: GPL-3.0-or-later
// For any License tag: no crash, and a licence that is refused is refused by an empty list too. For any
// message of a commit: advisories or Error(invalid).
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "compose/advisory_trailers.hpp"
#include "compose/license_expression.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace rpmworks::compose;
  const std::string expression(reinterpret_cast<const char*>(data), size);
  const auto some = refused_licenses(expression, {"mit", "gplv2+"});
  const auto all = refused_licenses(expression, {});
  if (all.empty() || some.size() > all.size()) std::abort();
  rpmworks::git::Commit commit;
  commit.id = std::string(40, 'a');
  commit.subject = expression.substr(0, expression.find('\n'));
  commit.message = expression;
  try {
    const auto found = advisories_in({{.package = "p", .url = "u", .commits = {commit, commit}}}, {}, "acme");
    for (const auto& [advisory, sources] : found.advisories)
      for (const std::string* text :
           {&advisory.id, &advisory.title, &advisory.description, &advisory.severity})
        if (rpmworks::forbidden_in_xml(*text)) std::abort();
  } catch (const rpmworks::Error& error) {
    if (error.code() != rpmworks::ExitCode::invalid || error.render().empty()) std::abort();
  }
  return 0;
}
