// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/zchunk_file.hpp"

#include <fmt/format.h>

#include "core/digest.hpp"

namespace rpmworks::repodata {

ZchunkFile::ZchunkFile(const Table& table, const fs::path& folder, size_t packages)
    : m_table(table),
      m_path(folder / fmt::format("{}.xml.zck", table.name)),
      m_stat(cr_contentstat_new(CR_CHECKSUM_SHA256, nullptr)) {
  GErrorSlot error;
  m_file.reset(cr_sopen(m_path.c_str(), CR_CW_MODE_WRITE, CR_CW_ZCK_COMPRESSION, m_stat.get(), error.slot()));
  if (!m_file) fail("create", m_path, error);
  add(table.start(packages));
}

void ZchunkFile::add(std::string_view xml) {
  GErrorSlot error;
  if (cr_write(m_file.get(), xml.data(), static_cast<unsigned>(xml.size()), error.slot()) < 0 ||
      cr_end_chunk(m_file.get(), error.slot()) < 0)
    fail("write", m_path, error);
}

MetadataFile ZchunkFile::finish() {
  add(m_table.end());
  GErrorSlot error;
  if (cr_close(m_file.release(), error.slot()) != CRE_OK) fail("write", m_path, error);
  fs::permissions(m_path, fs::perms(0644));
  return {.type = fmt::format("{}_zck", m_table.name),
          .file = m_path,
          .sha256 = digest_of_file(m_path),
          .size = fs::file_size(m_path),
          .open_sha256 = m_stat->checksum,
          .open_size = static_cast<uint64_t>(m_stat->size),
          .header_sha256 = m_stat->hdr_checksum,
          .header_size = static_cast<uint64_t>(m_stat->hdr_size)};
}

}  // namespace rpmworks::repodata
