// SPDX-License-Identifier: GPL-3.0-or-later
// For any bytes, an index is made readable or left unchanged, and placeholders are expanded within their
// limit. The trailers of a message are in its lines.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/error.hpp"
#include "git/commit_trailers.hpp"
#include "git/export_subst.hpp"
#include "git/index_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (rpmworks::git::readable_index(bytes).size() > size) std::abort();
  const auto lines = std::ranges::count(bytes, '\n') + 1;
  for (const auto& trailer : rpmworks::git::trailers_in(bytes))
    if (trailer.key.empty() || trailer.line < 1 || trailer.line > lines) std::abort();
  if (rpmworks::git::without_trailers(bytes).size() > size) std::abort();
  rpmworks::git::CommitFacts facts{.message = bytes};
  facts.author.name = facts.committer.email = bytes.substr(0, 100);
  try {
    const std::string format = "$Format:" + bytes + "$";
    if (rpmworks::git::with_commit_facts(format, facts).size() >
        format.size() + rpmworks::git::k_most_expanded)
      std::abort();
  } catch (const rpmworks::Error& error) {
    if (error.code() != rpmworks::ExitCode::invalid) std::abort();
  }
  return 0;
}
