// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "audit/index_update.hpp"
#include "audit/schema.hpp"
#include "core/error.hpp"
#include "core/lock.hpp"
#include "core/text.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::audit {

namespace {

void sort_places(std::vector<Place>& places) {
  const auto is_before = [](const Place& a, const Place& b) {
    const auto order = rpm::Evr{"", a.name, ""} <=> rpm::Evr{"", b.name, ""};
    return order != 0 ? order < 0 : a.name < b.name;
  };
  // The releases of a workspace come in their order.
  if (!std::ranges::is_sorted(places, is_before)) std::ranges::stable_sort(places, is_before);
  std::set<std::string> known;
  std::erase_if(places, [&](const Place& place) { return !known.insert(place.key).second; });
}

// Nothing if the file does not exist, or with a note why it cannot be used.
std::optional<Database> opened(const fs::path& file, Reporter& reporter) {
  std::error_code unknown;
  if (!fs::is_regular_file(file, unknown)) return std::nullopt;
  try {
    Database database = Database::read(file);
    require_tables(database);
    return database;
  } catch (const Unusable& why) {
    reporter.note(fmt::format("the index {} is made again, because {}", file.string(), why.what()));
    return std::nullopt;
  }
}

struct Update {
  const std::vector<Place>& places;
  const Needs& needs;
  const fs::path& tmp;
  unsigned jobs;
  Reporter& reporter;

  void apply(Database& database, bool is_new) const {
    if (is_new) create_tables(database);
    update(database, places, needs, tmp, jobs, reporter);
  }
};

// Writes a new file beside `file`, which replaces it. Throws Error(failed) if that is not possible.
void rewrite(const fs::path& file, const Update& update) {
  make_folders(file.parent_path());
  const FileLock lock = FileLock::wait(file.parent_path() / (file.filename().string() + ".lock"));
  {
    // Another process may have done it while this one waited.
    const auto current = opened(file, Reporter::silent());
    if (current && is_up_to_date(*current, update.places, update.needs)) return;
  }
  const TempDir folder(file.parent_path(), ".audit-");
  const fs::path made = folder.path() / "index";
  bool is_new = true;
  if (opened(file, Reporter::silent())) {
    copy_file_contents(file, made);
    is_new = false;
  }
  try {
    Database database = Database::write(made);
    update.apply(database, is_new);
  } catch (const Unusable& why) {
    if (is_new) throw Error(ExitCode::failed, fmt::format("cannot write {}: {}", made.string(), why.what()));
    update.reporter.note(fmt::format("the index {} is made again, because {}", file.string(), why.what()));
    fs::remove(made);
    Database database = Database::write(made);
    update.apply(database, true);
  }
  // Not synced: it can be made again, and SQLite notices an empty or truncated file.
  rename_file(made, file);
}

}  // namespace

Index::Index() = default;
Index::Index(Index&&) noexcept = default;
Index::~Index() = default;

Index Index::open(const IndexFiles& files, std::vector<Place> places, const Needs& needs, unsigned jobs,
                  Reporter& reporter) {
  sort_places(places);
  Index index;
  index.m_places = std::move(places);
  const Update update{
      .places = index.m_places, .needs = needs, .tmp = files.tmp, .jobs = jobs, .reporter = reporter};
  std::optional<Database> database;
  for (const fs::path& file : files.files) {
    database = opened(file, reporter);
    if (database && is_up_to_date(*database, index.m_places, needs)) break;
    database.reset();
  }
  for (auto file = files.files.begin(); !database && file != files.files.end(); ++file) {
    try {
      rewrite(*file, update);
      database = opened(*file, reporter);
    } catch (const Error& error) {
      if (error.code() != ExitCode::failed) throw;
      reporter.note(fmt::format("the index cannot be kept in {}: {}", file->string(), error.what()));
    }
  }
  if (!database) {
    if (!files.files.empty()) reporter.note("the index is made in memory, and is lost when the command ends");
    database = Database::in_memory();
    update.apply(*database, true);
  }
  index.m_database = std::make_unique<Database>(std::move(*database));
  index.choose_scope();
  index.m_gaps = gaps_of(*index.m_database, index.m_places, needs);
  return index;
}

// The table `scope` has the places that questions are about, with their positions.
void Index::choose_scope() {
  m_database->run("CREATE TEMP TABLE scope(release INTEGER PRIMARY KEY, position INTEGER NOT NULL)");
  std::unordered_map<std::string, int64_t> rows;
  Statement all = m_database->prepare("SELECT place, id FROM release");
  while (all.step()) rows.emplace(all.text(0), all.number(1));
  Statement insert = m_database->prepare("INSERT OR IGNORE INTO scope VALUES(?, ?)");
  for (size_t i = 0; i < m_places.size(); ++i) {
    const auto row = rows.find(m_places[i].key);
    if (row == rows.end()) throw Unusable("it lacks a release");
    m_rows.push_back(row->second);
    insert.bind(1, row->second).bind(2, static_cast<int64_t>(i)).run();
  }
}

void with_index(const IndexFiles& files, const std::vector<Place>& places, const Needs& needs, unsigned jobs,
                Reporter& reporter, const std::function<void(const Index&)>& work) {
  try {
    return work(Index::open(files, places, needs, jobs, reporter));
  } catch (const Unusable& why) {
    reporter.note(fmt::format("the index is made again, because {}", why.what()));
  }
  for (const fs::path& file : files.files) {
    std::error_code ignored;
    fs::remove(file, ignored);
  }
  try {
    work(Index::open(files, places, needs, jobs, reporter));
  } catch (const Unusable& why) {
    throw Error(ExitCode::failed, fmt::format("the index of the audit cannot be used: {}", why.what()))
        .hint("if this happens again, report it as a bug of rpmworks");
  }
}

}  // namespace rpmworks::audit
