// SPDX-License-Identifier: GPL-3.0-or-later
#include "lockfile/foreign_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "config/values.hpp"
#include "core/text.hpp"
#include "lockfile/faults.hpp"
#include "lockfile/write.hpp"

namespace rpmworks::lockfile {

namespace {

using config::shown;

const config::Node* value_at(const config::Node& node, const std::string& key) {
  const auto at = std::ranges::find(node.entries, key, &config::Node::Entry::key);
  return at == node.entries.end() ? nullptr : at->value.get();
}

std::vector<std::string> keys_of(const config::Node& node) {
  std::vector<std::string> keys;
  for (const auto& entry : node.entries) keys.push_back(entry.key);
  return keys;
}

// The names that a mapping may have: those in it, which are noted if they are unknown, and the known ones,
// for messages about a value that is no mapping.
std::vector<std::string> allowed(const config::Node& node, const std::vector<std::string>& known) {
  std::vector<std::string> names = known;
  for (const auto& entry : node.entries)
    if (std::ranges::find(known, entry.key) == known.end()) names.push_back(entry.key);
  return names;
}

}  // namespace

ForeignEntry::ForeignEntry(const config::Document& document, const config::Node& node, config::Mark where,
                           const std::string& kind, const std::string& number,
                           const std::vector<std::string>& known, Notes& notes)
    : m_document(document),
      m_node(node),
      m_fields(document, node, where, kind + number, allowed(node, known)),
      m_notes(notes) {
  if (known.empty()) return;
  for (const auto& entry : node.entries) {
    if (std::ranges::find(known, entry.key) != known.end()) continue;
    std::string note = fmt::format("ignored the unknown field {} ({})", shown(entry.key),
                                   kind.empty() ? "of the file" : kind);
    if (std::ranges::find(notes, note) == notes.end()) notes.push_back(std::move(note));
  }
}

ForeignEntry::ForeignEntry(const config::Document& document, const std::vector<std::string>& known,
                           Notes& notes)
    : ForeignEntry(document, document.root(), {1, 1}, "", "", known, notes) {}

std::string ForeignEntry::text(const std::string& name) const {
  const auto value = m_fields.text(name);
  return value ? **value : std::string();
}

std::string ForeignEntry::required_text(const std::string& name) const {
  return *m_fields.required_text(name);
}

std::vector<std::string> ForeignEntry::list(const std::string& name) const {
  std::vector<std::string> values;
  for (const auto& value : m_fields.list(name)) values.push_back(*value);
  return values;
}

std::vector<ForeignEntry> ForeignEntry::items(const std::string& name, const std::string& kind,
                                              const std::vector<std::string>& known) const {
  std::vector<ForeignEntry> items;
  const config::Node* list = value_at(m_node, name);
  if (!list || list->kind == config::Node::Kind::null) return items;
  if (list->kind != config::Node::Kind::list)
    throw Error(ExitCode::invalid, fmt::format("{} must be a list", m_fields.named(name)))
        .at(m_document.position(list->mark));
  for (const auto& item : list->items)
    items.push_back(ForeignEntry(m_document, *item, item->mark, kind, fmt::format(" {}", items.size() + 1),
                                 known, m_notes));
  return items;
}

ForeignEntry ForeignEntry::entry(const std::string& name, const std::vector<std::string>& known) const {
  const config::Node* node = value_at(m_node, name);
  if (!node) throw m_fields.missing(name);
  return ForeignEntry(m_document, *node, node->mark, fmt::format("'{}'", name), "", known, m_notes);
}

std::vector<std::string> ForeignEntry::names() const {
  return keys_of(m_node);
}

uint64_t ForeignEntry::size() const {
  uint64_t bytes = 0;
  if (!m_fields.has("size")) return bytes;
  const std::string text = required_text("size");
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (failure == std::errc() && end == text.data() + text.size() && bytes > 0) return bytes;
  throw error("size", fmt::format("{} is {}, not a number of bytes", m_fields.named("size"), shown(text)));
}

Error ForeignEntry::error(const std::string& field, const std::string& message) const {
  const config::Node* value = value_at(m_node, field);
  return Error(ExitCode::invalid, message).at(value ? m_document.position(value->mark) : m_fields.where());
}

void ForeignEntry::require_valid(const LockedPackage& package) const {
  const auto fault = fault_of_values(package);
  if (!fault) return;
  // The fields of both formats from which a field of the lock is read.
  static const std::map<std::string, std::vector<std::string>> k_origins = {
      {"sha256", {"checksum"}}, {"source", {"srpm", "sourcerpm"}}, {"location", {"url"}}, {"arch", {"url"}}};
  std::string field = fault->field;
  if (const auto at = k_origins.find(field); at != k_origins.end() && !m_fields.has(field))
    for (const auto& origin : at->second)
      if (m_fields.has(origin)) field = origin;
  throw error(field, fault->message);
}

void Importer::add(LockedPackage package, const std::string& checksum, const ForeignEntry& entry) {
  std::string algorithm = "none";
  if (!checksum.empty()) {
    const size_t colon = checksum.find(':');
    if (colon == std::string::npos || colon + 1 == checksum.size())
      throw entry.error("checksum", fmt::format("'checksum' is {}, not ALGORITHM:DIGEST", shown(checksum)));
    algorithm = checksum.substr(0, colon);
    for (char& c : algorithm) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (algorithm == "sha256") package.sha256 = checksum.substr(colon + 1);
  }
  entry.require_valid(package);

  auto& packages = m_imported.lock.packages;
  const auto [added, is_new] = m_added.emplace(package.nevra.str() + " " + package.upstream, packages.size());
  if (!is_new) {
    if (line_of(packages[added->second]) == line_of(package)) return;
    throw entry.error("name", fmt::format("{} is listed twice, with different content", package.nevra.str()));
  }
  if (package.sha256.empty())
    m_without_sha256.push_back(fmt::format("{} ({})", package.nevra.str(), algorithm));
  if (package.size == 0) m_without_size.push_back(package.nevra.str());
  if (package.location.empty()) m_without_location.push_back(package.nevra.str());
  packages.push_back(std::move(package));
}

void Importer::finish() {
  sort(m_imported.lock);
  note_packages(m_imported.notes, m_without_sha256,
                "packages without a SHA-256 digest, which must be computed from the file");
  note_packages(m_imported.notes, m_without_size, "packages without a size");
  note_packages(m_imported.notes, m_without_location,
                "packages without a location, which the metadata of the upstream has");
}

void note_packages(Notes& notes, const std::vector<std::string>& packages, std::string_view what) {
  if (packages.empty()) return;
  notes.push_back(fmt::format("{}: {}", what, join(packages, ", ")));
}

}  // namespace rpmworks::lockfile
