// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/history.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::importer {

namespace {

constexpr std::string_view k_package = "Source-Package: ";
constexpr std::string_view k_source_sha256 = "Source-Sha256: ";

std::string sanitised(std::string text) {
  std::replace(text.begin(), text.end(), '~', '_');
  std::replace(text.begin(), text.end(), '^', '%');
  // git does not allow "..", a name ending in ".lock" or a dot at the end.
  for (size_t at = 0; (at = text.find("..", at)) != std::string::npos;) text[at + 1] = '_';
  if (text.ends_with('.') || text.ends_with(".lock")) text += '_';
  return text;
}

std::optional<Import> import_of(const git::Repository& repository, const git::Repository::Tag& tag) {
  Import import{.tag = tag.name, .commit = tag.commit};
  std::string package;
  for (const auto& line : split(repository.resolve(tag.commit).message, '\n')) {
    if (line.starts_with(k_package)) package = line.substr(k_package.size());
    if (line.starts_with(k_source_sha256)) import.sha256 = line.substr(k_source_sha256.size());
  }
  if (package.empty()) return std::nullopt;
  try {
    import.nevra = rpm::Nevra::parse(package);
  } catch (const Error&) {
    return std::nullopt;  // written by somebody else
  }
  if (import_tag(import.nevra) != tag.name) return std::nullopt;
  return import;
}

}  // namespace

std::string import_tag(const rpm::Nevra& nevra) {
  return sanitised(fmt::format("{}-{}-{}", nevra.name, nevra.evr.version, nevra.evr.release));
}

std::string upstream_tag(const rpm::Nevra& nevra) {
  return "upstream/" + sanitised(nevra.evr.version);
}

std::string import_message(const rpm::Nevra& nevra, const std::string& sha256) {
  return fmt::format("Import {}-{}-{}\n\n{}{}\n{}{}\n", nevra.name, nevra.evr.version, nevra.evr.release,
                     k_package, nevra.str(), k_source_sha256, sha256);
}

std::vector<Import> past_imports(const git::Repository& repository) {
  std::vector<Import> imports;
  for (const auto& tag : repository.tags())
    if (auto import = import_of(repository, tag)) imports.push_back(std::move(*import));
  std::sort(imports.begin(), imports.end(),
            [](const Import& a, const Import& b) { return std::is_lt(a.nevra <=> b.nevra); });
  return imports;
}

}  // namespace rpmworks::importer
