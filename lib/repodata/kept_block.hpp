// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: blocks in the store.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "repodata/describe.hpp"
#include "store/store.hpp"

namespace rpmworks::repodata {

/// The sizes of a package's entries in the XML of each table.
using EntrySizes = std::array<size_t, k_tables.size()>;

/// The last kept block that starts with a given package. When a package is added to a
/// block, or removed from it, the earlier block is usually found by its first package.
class EarlierBlock {
 public:
  EarlierBlock() = default;
  /// Reads the block from the store. Without a block, or if it is damaged, has nothing.
  EarlierBlock(const store::Store& store, const File& first);
  EarlierBlock(const EarlierBlock&) = delete;
  EarlierBlock& operator=(const EarlierBlock&) = delete;

  bool has_exactly(std::span<const File> files) const;
  const PerTable& xml() const { return m_xml; }
  const PerTable& gzip() const { return m_gzip; }
  /// Appends the entries of a package to `xml`. Returns false if the block lacks them.
  bool take(const File& file, PerTable& xml) const;

 private:
  struct Entry {
    std::array<std::string_view, k_tables.size()> xml;  ///< in m_xml
  };
  bool read(const store::Store& store, const File& first);
  bool read_index(std::string_view index);

  std::string m_files;  ///< digest of the packages
  PerTable m_xml;
  PerTable m_gzip;
  std::map<std::string, Entry, std::less<>> m_entries;  ///< by digest and path
};

/// Keeps a block for the next time.
void keep_block(store::Store& store, std::span<const File> files, const std::vector<EntrySizes>& sizes,
                const PerTable& xml, const PerTable& gzip);

}  // namespace rpmworks::repodata
