// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/name_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/error.hpp"
#include "spec/text.hpp"

namespace rpmworks::spec {

bool is_name_part(const std::string& text) {
  return !text.empty() && text != "." && text != ".." && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) ||
           std::string_view("._+-~^").find(c) != std::string::npos;
  });
}

void check_names(const std::string& name, const rpm::Evr& evr, const std::string& spec,
                 std::string_view text) {
  const std::pair<const char*, std::string> tags[] = {
      {"Name", name}, {"Version", evr.version}, {"Release", evr.release}};
  for (const auto& [tag, value] : tags) {
    if (is_name_part(value)) continue;
    Error error(ExitCode::invalid, fmt::format("{} is '{}', which is not valid for a package", tag, value));
    const auto lines = find_tag(text, tag);
    std::move(error).at(lines.empty() ? SourcePosition{.file = spec} : position_of(lines.front().line, spec));
    if (value.find('%') != std::string::npos)
      std::move(error).hint(
          "this machine's rpm does not know a macro in it: set it in the target's `buildroot.macros`");
    throw error;
  }
}

void require_file(const fs::path& file) {
  std::error_code unseen;
  const fs::file_status status = fs::status(file, unseen);
  if (unseen || !fs::exists(status) || fs::is_regular_file(status)) return;
  Error error(ExitCode::invalid, fmt::format("{} is {}, not a source package", file.string(),
                                             fs::is_directory(status) ? "a folder" : "not a regular file"));
  if (!fs::is_directory(status)) throw std::move(error).hint("name a .src.rpm file");
  throw std::move(error).hint(fmt::format("make it first: rpmworks srpm {}", file.string()));
}

std::string source_file_name(const rpm::Nevra& nevra, bool lacks_sources) {
  return fmt::format("{}-{}-{}.{}.rpm", nevra.name, nevra.evr.version, nevra.evr.release,
                     lacks_sources ? "nosrc" : "src");
}

}  // namespace rpmworks::spec
