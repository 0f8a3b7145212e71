// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "core/error.hpp"
#include "core/listing.hpp"
#include "core/pool.hpp"
#include "repodata/handles.hpp"
#include "repodata/repodata.hpp"
#include "rpm/runtime.hpp"

// A member of cr_Package is named `requires`, a C++20 keyword. C++ headers must be included before this line.
#define requires requires_
#include <createrepo_c/createrepo_c.h>
#undef requires

namespace rpmworks::repodata {

namespace {

using PackagePtr = Owned<cr_Package, cr_package_free>;
using RepomdPtr = Owned<cr_Repomd, cr_repomd_free>;
using TextPtr = Owned<char, g_free>;

struct ContentStatFree {
  void operator()(cr_ContentStat* stat) const { cr_contentstat_free(stat, nullptr); }
};
using ContentStatPtr = std::unique_ptr<cr_ContentStat, ContentStatFree>;

// createrepo_c's default: yum and dnf show these, and whole changelogs would be most of the metadata.
constexpr int k_changelogs = 10;

// Packages dumped at once: enough to keep all threads busy, few enough to use little memory.
constexpr size_t k_batch = 256;

constexpr auto k_file_mode = fs::perms(0644);
constexpr auto k_folder_mode = fs::perms(0755);

[[noreturn]] void fail(const std::string& doing, const fs::path& file, const GErrorSlot& error) {
  // createrepo_c's messages ("gzclose(): file operation error") do not contain the cause; errno does.
  if (const int cause = error.cause(); cause != 0) {
    errno = cause;
    throw system_error(doing, file.string());
  }
  throw Error(ExitCode::failed, fmt::format("cannot {} {}: {}", doing, file.string(), error.text()));
}

/// The three XML fragments of one package.
struct Dumped {
  PackagePtr package;
  TextPtr primary;
  TextPtr filelists;
  TextPtr other;
};

Dumped dump(const fs::path& folder, const std::string& path, int64_t timestamp) {
  const fs::path file = folder / path;
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) throw system_error("stat", file.string());
  // Becomes <time file=>. The real mtime differs from copy to copy.
  info.st_mtime = timestamp;
  GErrorSlot error;
  const rpm::MessageCapture capture;
  Dumped result;
  result.package.reset(cr_package_from_rpm(file.c_str(), CR_CHECKSUM_SHA256, encode_href(path).c_str(),
                                           nullptr, k_changelogs, &info, CR_HDRR_NONE, error.slot()));
  if (!result.package)
    throw Error(ExitCode::invalid,
                fmt::format("{} cannot be read as a package: {}", file.string(), error.text()))
        .notes(capture.messages());
  const cr_XmlStruct xml = cr_xml_dump(result.package.get(), error.slot());
  result.primary.reset(xml.primary);
  result.filelists.reset(xml.filelists);
  result.other.reset(xml.other);
  if (!xml.primary || !xml.filelists || !xml.other) fail("describe", file, error);
  return result;
}

/// Writes one of primary, filelists and other: the XML, and the database for old clients.
class Table {
 public:
  struct Kind {
    const char* name;
    const char* element;     ///< the element around all packages
    const char* namespaces;  ///< its attributes
    cr_DatabaseType database;
  };

  Table(const Kind& kind, const fs::path& folder, size_t packages, bool sqlite) : m_kind(kind) {
    GErrorSlot error;
    m_xml_path = folder / fmt::format("{}.xml.gz", kind.name);
    m_stat.reset(cr_contentstat_new(CR_CHECKSUM_SHA256, nullptr));
    m_xml.reset(
        cr_sopen(m_xml_path.c_str(), CR_CW_MODE_WRITE, CR_CW_GZ_COMPRESSION, m_stat.get(), error.slot()));
    if (!m_xml) fail("create", m_xml_path, error);
    put(fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{} {} packages=\"{}\">\n", kind.element,
                    kind.namespaces, packages));
    if (!sqlite) return;
    m_database_path = folder / fmt::format("{}.sqlite", kind.name);
    m_database.reset(cr_db_open(m_database_path.c_str(), kind.database, error.slot()));
    if (!m_database) fail("create", m_database_path, error);
  }

  void add(const char* chunk, cr_Package* package) {
    put(chunk);
    GErrorSlot error;
    if (m_database && cr_db_add_pkg(m_database.get(), package, error.slot()) != CRE_OK)
      fail("write", m_database_path, error);
  }

  /// Closes the files and adds them to repomd.
  void finish(cr_Repomd* repomd, int64_t timestamp) {
    put(fmt::format("</{}>", m_kind.element));
    GErrorSlot error;
    if (cr_close(m_xml.release(), error.slot()) != CRE_OK) fail("write", m_xml_path, error);
    cr_RepomdRecord* record = enter(repomd, m_kind.name, m_xml_path, m_stat.get(), timestamp);
    if (!m_database) return;
    if (cr_db_dbinfo_update(m_database.get(), record->checksum, error.slot()) != CRE_OK ||
        cr_db_close(m_database.release(), error.slot()) != CRE_OK)
      fail("write", m_database_path, error);
    // yum of el6 and el7 always supports bzip2.
    const fs::path packed = m_database_path.string() + ".bz2";
    const ContentStatPtr stat(cr_contentstat_new(CR_CHECKSUM_SHA256, nullptr));
    if (cr_compress_file_with_stat(m_database_path.c_str(), packed.c_str(), CR_CW_BZ2_COMPRESSION, stat.get(),
                                   nullptr, FALSE, error.slot()) != CRE_OK)
      fail("compress", packed, error);
    fs::remove(m_database_path);
    cr_RepomdRecord* database =
        enter(repomd, fmt::format("{}_db", m_kind.name).c_str(), packed, stat.get(), timestamp);
    database->db_ver = 10;
  }

 private:
  // cr_xmlfile_… is not used: if closing fails, it leaks its object and the open file.
  void put(const std::string& xml) {
    GErrorSlot error;
    if (cr_puts(m_xml.get(), xml.c_str(), error.slot()) < 0) fail("write", m_xml_path, error);
  }

  // Adds a finished file to repomd. Its name contains its checksum, so that a client never mixes two
  // versions.
  static cr_RepomdRecord* enter(cr_Repomd* repomd, const char* type, const fs::path& file,
                                cr_ContentStat* stat, int64_t timestamp) {
    GErrorSlot error;
    cr_RepomdRecord* record = cr_repomd_record_new(type, file.c_str());
    cr_repomd_set_record(repomd, record);
    cr_repomd_record_load_contentstat(record, stat);
    if (cr_repomd_record_fill(record, CR_CHECKSUM_SHA256, error.slot()) != CRE_OK ||
        cr_repomd_record_rename_file(record, error.slot()) != CRE_OK)
      fail("index", file, error);
    cr_repomd_record_set_timestamp(record, timestamp);
    return record;
  }

  struct CloseXml {
    void operator()(CR_FILE* file) const { cr_close(file, nullptr); }
  };
  struct CloseDatabase {
    void operator()(cr_SqliteDb* database) const { cr_db_close(database, nullptr); }
  };

  Kind m_kind;
  fs::path m_xml_path;
  fs::path m_database_path;
  ContentStatPtr m_stat;
  std::unique_ptr<CR_FILE, CloseXml> m_xml;
  std::unique_ptr<cr_SqliteDb, CloseDatabase> m_database;
};

constexpr Table::Kind k_primary{
    "primary", "metadata", "xmlns=\"" CR_XML_COMMON_NS "\" xmlns:rpm=\"" CR_XML_RPM_NS "\"", CR_DB_PRIMARY};
constexpr Table::Kind k_filelists{"filelists", "filelists", "xmlns=\"" CR_XML_FILELISTS_NS "\"",
                                  CR_DB_FILELISTS};
constexpr Table::Kind k_other{"other", "otherdata", "xmlns=\"" CR_XML_OTHER_NS "\"", CR_DB_OTHER};

// The paths as the metadata lists them: relative, normalized, sorted. Throws for a duplicate.
std::vector<std::string> listed(const std::vector<fs::path>& packages) {
  std::vector<std::string> paths;
  for (const auto& package : packages) {
    const fs::path plain = package.lexically_normal();
    if (plain.empty() || plain.is_absolute() || *plain.begin() == "..")
      throw Error(ExitCode::failed,
                  fmt::format("{} is not below the folder of its repository", package.string()));
    paths.push_back(plain.generic_string());
  }
  std::ranges::sort(paths);
  const auto twice = std::ranges::adjacent_find(paths);
  if (twice != paths.end())
    throw Error(ExitCode::gate, fmt::format("{} is listed twice in its repository", *twice));
  return paths;
}

void write_tables(const fs::path& folder, const fs::path& staged, const std::vector<std::string>& paths,
                  const Options& options, cr_Repomd* repomd) {
  Table primary(k_primary, staged, paths.size(), options.sqlite);
  Table filelists(k_filelists, staged, paths.size(), options.sqlite);
  Table other(k_other, staged, paths.size(), options.sqlite);
  for (size_t begin = 0; begin < paths.size(); begin += k_batch) {
    std::vector<Dumped> batch(std::min(k_batch, paths.size() - begin));
    parallel_for(batch.size(), options.threads,
                 [&](size_t i) { batch[i] = dump(folder, paths[begin + i], options.timestamp); });
    parallel_for(3, options.threads, [&](size_t i) {
      for (const Dumped& one : batch) {
        if (i == 0) primary.add(one.primary.get(), one.package.get());
        if (i == 1) filelists.add(one.filelists.get(), one.package.get());
        if (i == 2) other.add(one.other.get(), one.package.get());
      }
    });
  }
  primary.finish(repomd, options.timestamp);
  filelists.finish(repomd, options.timestamp);
  other.finish(repomd, options.timestamp);
}

}  // namespace

void write(const fs::path& folder, const std::vector<fs::path>& packages, const Options& options) {
  initialise();
  const fs::path final_place = folder / "repodata";
  if (fs::symlink_status(final_place).type() != fs::file_type::not_found)
    throw Error(ExitCode::failed, fmt::format("{} already exists", final_place.string()))
        .hint("remove it, or write the metadata of another folder");
  const std::vector<std::string> paths = listed(packages);

  // createrepo_c derives the locations in repomd.xml from the folder's name, so the staged folder has the
  // name repodata too.
  TempDir aside(folder, ".repodata-");
  const fs::path staged = aside.path() / "repodata";
  make_folders(staged);

  const RepomdPtr repomd(cr_repomd_new());
  cr_repomd_set_revision(repomd.get(), std::to_string(options.timestamp).c_str());
  write_tables(folder, staged, paths, options, repomd.get());
  cr_repomd_sort_records(repomd.get());

  GErrorSlot error;
  const TextPtr xml(cr_xml_dump_repomd(repomd.get(), error.slot()));
  if (!xml) fail("write", staged / "repomd.xml", error);
  write_new_file(staged / "repomd.xml", xml.get());

  for (const auto& entry : entries_in(staged)) fs::permissions(entry.path(), k_file_mode);
  fs::permissions(staged, k_folder_mode);
  rename_file(staged, final_place);
}

}  // namespace rpmworks::repodata
