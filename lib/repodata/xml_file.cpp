// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/xml_file.hpp"

#include <fmt/format.h>

namespace rpmworks::repodata {

XmlFile::XmlFile(const Table& table, const fs::path& folder, size_t packages)
    : m_table(table),
      m_path(folder / fmt::format("{}.xml.gz", table.name)),
      m_fd(create_file(m_path)),
      m_frame(archive::make_frame(archive::Compression::gzip)) {
  write(m_frame->head());
  add_text(table.start(packages));
}

void XmlFile::add(std::string_view xml, std::string_view gzip) {
  m_open_digest.update(xml);
  m_open_size += xml.size();
  m_frame->update(xml);
  write(gzip);
}

MetadataFile XmlFile::finish() {
  add_text(m_table.end());
  write(m_frame->tail());
  m_fd.reset();
  return {.type = m_table.name,
          .file = m_path,
          .sha256 = m_digest.hex(),
          .size = m_size,
          .open_sha256 = m_open_digest.hex(),
          .open_size = m_open_size};
}

void XmlFile::add_text(std::string_view xml) {
  add(xml, archive::make_codec(archive::Compression::gzip)->compress(xml));
}

void XmlFile::write(std::string_view bytes) {
  m_digest.update(bytes);
  m_size += bytes.size();
  write_all(m_fd, bytes, m_path);
}

}  // namespace rpmworks::repodata
