// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/metadata/module_documents.hpp"

#include <fmt/format.h>

#include <algorithm>

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

// The client's own system, which no repository has.
constexpr std::string_view k_platform = "platform";

std::vector<std::string> streams_in(const config::Node& node) {
  if (node.kind == config::Node::Kind::scalar) return {node.scalar};  // version 1 of the format
  std::vector<std::string> streams;
  for (const auto& item : node.items) streams.push_back(item->scalar);
  return streams;
}

std::map<std::string, std::vector<std::string>> required_in(const config::Node& dependencies) {
  std::map<std::string, std::vector<std::string>> streams;
  if (const config::Node* required = member(&dependencies, "requires"))
    for (const auto& entry : required->entries)
      if (entry.key != k_platform) streams.emplace(entry.key, streams_in(*entry.value));
  return streams;
}

}  // namespace

ModuleRequirements module_requirements(const config::Node* data) {
  const config::Node* const dependencies = member(data, "dependencies");
  if (!dependencies) return {};
  if (dependencies->kind == config::Node::Kind::mapping) return {required_in(*dependencies)};
  ModuleRequirements alternatives;
  for (const auto& item : dependencies->items) alternatives.push_back(required_in(*item));
  return alternatives;
}

bool allows(const std::vector<std::string>& wanted, const std::string& stream) {
  if (std::ranges::count(wanted, "-" + stream) > 0) return false;
  return std::ranges::count(wanted, stream) > 0 ||
         std::ranges::all_of(wanted, [](const std::string& one) { return one.starts_with('-'); });
}

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
