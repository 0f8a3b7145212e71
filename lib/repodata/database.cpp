// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/database.hpp"

#include <fmt/format.h>

#include "core/digest.hpp"

namespace rpmworks::repodata {

namespace {

// The format of the databases that yum of el6 and el7 reads.
constexpr int k_database_version = 10;

}  // namespace

Database::Database(const Table& table, const fs::path& folder)
    : m_table(table), m_path(folder / fmt::format("{}.sqlite", table.name)) {
  GErrorSlot error;
  m_database.reset(cr_db_open(m_path.c_str(), table.database, error.slot()));
  if (!m_database) fail("create", m_path, error);
}

void Database::add(cr_Package* package) {
  GErrorSlot error;
  if (cr_db_add_pkg(m_database.get(), package, error.slot()) != CRE_OK) fail("write", m_path, error);
}

MetadataFile Database::finish(const std::string& xml_sha256) {
  GErrorSlot error;
  if (cr_db_dbinfo_update(m_database.get(), xml_sha256.c_str(), error.slot()) != CRE_OK ||
      cr_db_close(m_database.release(), error.slot()) != CRE_OK)
    fail("write", m_path, error);
  // yum of el6 and el7 always supports bzip2.
  const fs::path packed = m_path.string() + ".bz2";
  const ContentStatPtr stat(cr_contentstat_new(CR_CHECKSUM_SHA256, nullptr));
  if (cr_compress_file_with_stat(m_path.c_str(), packed.c_str(), CR_CW_BZ2_COMPRESSION, stat.get(), nullptr,
                                 FALSE, error.slot()) != CRE_OK)
    fail("compress", packed, error);
  fs::remove(m_path);
  fs::permissions(packed, fs::perms(0644));
  return {.type = fmt::format("{}_db", m_table.name),
          .file = packed,
          .sha256 = digest_of_file(packed),
          .size = fs::file_size(packed),
          .open_sha256 = stat->checksum,
          .open_size = static_cast<uint64_t>(stat->size),
          .database_version = k_database_version};
}

}  // namespace rpmworks::repodata
