// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <memory>
#include <string_view>

#include "archive/codec.hpp"
#include "core/digest.hpp"
#include "core/files.hpp"
#include "repodata/describe.hpp"
#include "repodata/repomd.hpp"

namespace rpmworks::repodata {

/// Writes the XML of one table as one gzip member, from blocks that are compressed already.
class XmlFile {
 public:
  XmlFile(const Table& table, const fs::path& folder, size_t packages);
  void add(std::string_view xml, std::string_view gzip);
  /// Ends the file. Nothing may be added after that.
  MetadataFile finish();

 private:
  void add_text(std::string_view xml);
  void write(std::string_view bytes);

  const Table& m_table;
  fs::path m_path;
  FileDescriptor m_fd;
  std::unique_ptr<archive::StreamFrame> m_frame;
  Digest m_digest;
  Digest m_open_digest;
  uint64_t m_size = 0;
  uint64_t m_open_size = 0;
};

}  // namespace rpmworks::repodata
