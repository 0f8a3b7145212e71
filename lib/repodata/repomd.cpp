// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/repomd.hpp"

#include <fmt/format.h>

namespace rpmworks::repodata {

namespace {

constexpr const char* k_checksum = "sha256";

}  // namespace

Repomd::Repomd(int64_t timestamp) : m_timestamp(timestamp), m_repomd(cr_repomd_new()) {
  cr_repomd_set_revision(m_repomd.get(), std::to_string(timestamp).c_str());
}

void Repomd::add(const MetadataFile& file) {
  const std::string name = fmt::format("{}-{}", file.sha256, file.file.filename().string());
  const fs::path place = file.file.parent_path() / name;
  rename_file(file.file, place);
  cr_RepomdRecord* const record = cr_repomd_record_new(file.type.c_str(), place.c_str());
  cr_repomd_set_record(m_repomd.get(), record);
  const auto inserted = [record](const std::string& text) {
    return text.empty() ? nullptr : g_string_chunk_insert(record->chunk, text.c_str());
  };
  record->location_href = inserted("repodata/" + name);
  record->checksum = inserted(file.sha256);
  record->checksum_type = inserted(k_checksum);
  record->size = static_cast<gint64>(file.size);
  record->timestamp = m_timestamp;
  record->db_ver = file.database_version;
  if (!file.open_sha256.empty()) {
    record->checksum_open = inserted(file.open_sha256);
    record->checksum_open_type = inserted(k_checksum);
    record->size_open = static_cast<gint64>(file.open_size);
  }
  if (!file.header_sha256.empty()) {
    record->checksum_header = inserted(file.header_sha256);
    record->checksum_header_type = inserted(k_checksum);
    record->size_header = static_cast<gint64>(file.header_size);
  }
}

std::string Repomd::text() {
  cr_repomd_sort_records(m_repomd.get());
  GErrorSlot error;
  const TextPtr xml(cr_xml_dump_repomd(m_repomd.get(), error.slot()));
  if (!xml) fail("write", "repomd.xml", error);
  return xml.get();
}

}  // namespace rpmworks::repodata
