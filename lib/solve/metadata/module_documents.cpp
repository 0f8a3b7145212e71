// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/metadata/module_documents.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "solve/metadata/metadata_text.hpp"

namespace rpmworks::solve {

namespace {

bool is_marker(std::string_view line, std::string_view marker) {
  return line.starts_with(marker) && (line.size() == marker.size() || line[marker.size()] == ' ');
}

// The documents of a YAML text. A marker at the beginning of a line ends a document wherever it is.
std::vector<std::string> documents_in(std::string_view text) {
  std::vector<std::string> documents(1);
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, text[end - 1] == '\n' ? end - 1 : end);
    if (is_marker(line, "---") || is_marker(line, "..."))
      documents.emplace_back();
    else
      documents.back().append(text.substr(0, end));
    text.remove_prefix(end);
  }
  std::erase_if(documents,
                [](const std::string& one) { return one.find_first_not_of(" \t\r\n") == std::string::npos; });
  return documents;
}

}  // namespace

std::vector<std::string> module_documents(const upstream::Metadata& metadata) {
  if (!metadata.has_modules) return {};
  if (metadata.modules.path.empty())
    throw Error(ExitCode::upstream,
                fmt::format("{} has modules, but their metadata was not fetched", metadata.name));
  return documents_in(metadata_text(metadata, metadata.modules));
}

const config::Node* member(const config::Node* node, std::string_view key) {
  if (!node) return nullptr;
  for (const config::Node::Entry& entry : node->entries)
    if (entry.key == key) return entry.value.get();
  return nullptr;
}

std::string text_of(const config::Node* node) {
  return node ? node->scalar : std::string();
}

}  // namespace rpmworks::solve
