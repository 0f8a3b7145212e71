// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string_view>

#include "core/files.hpp"
#include "repodata/describe.hpp"
#include "repodata/repomd.hpp"

namespace rpmworks::repodata {

/// Writes the XML of one table as a zchunk file (github.com/zchunk/zchunk): dnf downloads only the chunks
/// that differ from the file that it has. Each block is a chunk, because few blocks change.
class ZchunkFile {
 public:
  ZchunkFile(const Table& table, const fs::path& folder, size_t packages);
  void add(std::string_view xml);
  MetadataFile finish();

 private:
  struct Close {
    void operator()(CR_FILE* file) const { cr_close(file, nullptr); }
  };
  const Table& m_table;
  fs::path m_path;
  ContentStatPtr m_stat;
  std::unique_ptr<CR_FILE, Close> m_file;
};

}  // namespace rpmworks::repodata
