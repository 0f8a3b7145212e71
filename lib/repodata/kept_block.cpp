// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/kept_block.hpp"

#include <fmt/format.h>

#include <charconv>

#include "archive/codec.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "repodata/record_kinds.hpp"

namespace rpmworks::repodata {

namespace {

// Change this whenever the same packages would give other blocks.
constexpr const char* k_block_format = "repodata block 1";

std::string digest_of(std::span<const File> files) {
  Digest digest;
  digest.field(k_block_format).field(version()).field(archive::compressors());
  for (const File& file : files) digest.field(file.path).field(file.sha256);
  return digest.hex();
}

std::string key_of_start(const File& first) {
  return digest_of({&first, 1});
}

std::string name_of(const File& file) {
  return file.sha256 + " " + file.path;
}

// Takes "NUMBER " from the start of a line.
bool take_number(std::string_view& line, size_t& number) {
  const auto [end, failure] = std::from_chars(line.data(), line.data() + line.size(), number);
  if (failure != std::errc() || end == line.data() + line.size() || *end != ' ') return false;
  line.remove_prefix(static_cast<size_t>(end - line.data()) + 1);
  return true;
}

}  // namespace

EarlierBlock::EarlierBlock(const store::Store& store, const File& first) {
  if (read(store, first)) return;
  m_files.clear();
  m_entries.clear();
}

bool EarlierBlock::read(const store::Store& store, const File& first) {
  const auto record = k_blocks.find(store, key_of_start(first));
  if (!record || !store.has_blob(record->blob)) return false;
  const std::string bytes = read_file(store.blob(record->blob));
  if (sha256(bytes) != record->blob) return false;
  std::string_view rest = bytes;
  for (size_t i = 0; i < k_tables.size(); ++i) {
    if (rest.size() < record->gzip_sizes[i]) return false;
    m_gzip[i] = rest.substr(0, record->gzip_sizes[i]);
    rest.remove_prefix(m_gzip[i].size());
    try {
      m_xml[i] = archive::decompress_gzip_block(m_gzip[i], record->xml_sizes[i]);
    } catch (const Error&) {
      return false;
    }
  }
  m_files = record->files;
  return read_index(rest);
}

// The index has a line for each package: the size of its entry in each table, its digest and its path.
bool EarlierBlock::read_index(std::string_view index) {
  std::array<size_t, k_tables.size()> places{};
  while (!index.empty()) {
    const size_t end = index.find('\0');
    if (end == std::string_view::npos) return false;
    std::string_view line = index.substr(0, end);
    index.remove_prefix(end + 1);
    Entry entry;
    for (size_t i = 0; i < k_tables.size(); ++i) {
      size_t size = 0;
      if (!take_number(line, size) || m_xml[i].size() - places[i] < size) return false;
      entry.xml[i] = std::string_view(m_xml[i]).substr(places[i], size);
      places[i] += size;
    }
    m_entries.emplace(line, entry);
  }
  return true;
}

bool EarlierBlock::has_exactly(std::span<const File> files) const {
  return !m_files.empty() && m_files == digest_of(files);
}

bool EarlierBlock::take(const File& file, PerTable& xml) const {
  const auto found = m_entries.find(name_of(file));
  if (found == m_entries.end()) return false;
  for (size_t i = 0; i < xml.size(); ++i) xml[i] += found->second.xml[i];
  return true;
}

void keep_block(store::Store& store, std::span<const File> files, const std::vector<EntrySizes>& sizes,
                const PerTable& xml, const PerTable& gzip) {
  KeptBlock record{.files = digest_of(files), .blob = {}};
  std::string bytes;
  for (size_t i = 0; i < k_tables.size(); ++i) {
    bytes += gzip[i];
    record.gzip_sizes[i] = gzip[i].size();
    record.xml_sizes[i] = xml[i].size();
  }
  for (size_t i = 0; i < files.size(); ++i) {
    for (const size_t size : sizes[i]) bytes += fmt::format("{} ", size);
    bytes += name_of(files[i]) + '\0';
  }
  record.blob = store.put_bytes(bytes);
  k_blocks.put(store, key_of_start(files.front()), record);
}

}  // namespace rpmworks::repodata
