// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/staging.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <random>

#include "core/error.hpp"
#include "core/json_value.hpp"

namespace rpmworks::compose {

namespace {

constexpr std::string_view k_prefix = ".rpmworks-";
constexpr std::string_view k_replaced = ".replaced";

/// What a run has in releases/ besides finished releases.
struct Record {
  std::string release;
  std::string folder;  ///< its name in releases/
};

fs::path record_file(const store::Workspace& workspace) {
  return workspace.state() / "staged.json";
}

// Accepts only records that this file could have written: they name the folders that are removed.
bool is_plausible(const Record& record) {
  const auto is_name = [](const std::string& name) {
    return !name.empty() && name.find('/') == std::string::npos && name != "." && name != "..";
  };
  return is_name(record.release) && is_name(record.folder) && record.folder.starts_with(k_prefix);
}

Record record_of_json(const Json& json) {
  Record record{.release = json.at("release"), .folder = json.at("folder")};
  if (!is_plausible(record)) throw JsonError("the record has invalid names");
  return record;
}

// The caller holds the workspace's lock, so no other run uses the folders that the record names.
void tidy(const store::Workspace& workspace) {
  const fs::path file = record_file(workspace);
  if (const auto record = value_in(file, record_of_json)) {
    const fs::path left = workspace.releases() / record->folder;
    const fs::path aside = left.string() + std::string(k_replaced);
    const fs::path place = workspace.releases() / record->release;
    if (is_there(aside) && !is_there(place)) rename_durably(aside, place);
    remove_tree(aside);
    remove_tree(left);
  }
  remove_tree(file);
}

std::string random_digits() {
  std::random_device source;
  return fmt::format("{:08x}", source());
}

// Exchanges two folders atomically. Returns false if the file system does not support that.
bool exchange(const fs::path& one, const fs::path& other) {
  if (::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0) {
    sync_path(other.parent_path());
    return true;
  }
  if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
    throw system_error("rename to", other.string());
  return false;
}

}  // namespace

std::vector<std::string> staged_folders(const store::Workspace& workspace) {
  const auto record = value_in(record_file(workspace), record_of_json);
  if (!record) return {};
  return {record->folder, record->folder + std::string(k_replaced)};
}

Staging::Staging(const store::Workspace& workspace, const std::string& release)
    : m_record(record_file(workspace)) {
  make_folders(workspace.releases());
  make_folders(workspace.state());
  tidy(workspace);
  std::error_code failure;
  do {
    const std::string name = fmt::format("{}{}-{}", k_prefix, release, random_digits());
    m_folder = workspace.releases() / name;
    if (is_there(m_folder)) continue;
    write_file_atomically(m_record, Json{{"release", release}, {"folder", name}}.dump());
    if (fs::create_directory(m_folder, failure)) return;
  } while (!failure);
  errno = failure.value();
  throw system_error("create the folder", m_folder.string());
}

Staging::~Staging() {
  try {
    remove_tree(m_folder);
    if (!is_there(aside())) remove_tree(m_record);
  } catch (const Error&) {
    // A destructor must not throw; the next run removes the folder.
  }
}

fs::path Staging::aside() const {
  return m_folder.string() + std::string(k_replaced);
}

// Nothing was synced while the release was written, and packages may be hard links into the store, which does
// not sync. One call for the file system is faster than one for each of a thousand packages.
void Staging::sync() {
  sync_file_system(m_folder);
  m_is_synced = true;
}

void Staging::install(const fs::path& place) const {
  if (!m_is_synced) sync_file_system(m_folder);
  if (!is_there(place)) {
    rename_durably(m_folder, place);
    return;
  }
  if (exchange(m_folder, place)) return;
  rename_durably(place, aside());
  try {
    rename_durably(m_folder, place);
  } catch (...) {
    rename_durably(aside(), place);
    throw;
  }
  remove_tree(aside());
}

}  // namespace rpmworks::compose
