// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.hpp"

#include <fmt/format.h>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/own_folder.hpp"
#include "store/private_folder.hpp"

namespace rpmworks::store {

namespace {

// Two digits of the digest as a folder keeps listings short.
fs::path spread(const fs::path& folder, const std::string& digest) {
  return folder / digest.substr(0, 2) / digest.substr(2);
}

constexpr auto k_read_only = fs::perms(0444);

bool is_whole(const fs::path& place, const std::string& digest) {
  std::error_code failure;
  return fs::is_regular_file(fs::symlink_status(place, failure)) && digest_of_file(place) == digest;
}

}  // namespace

Store::Store(fs::path folder) : m_folder(folder.has_filename() ? std::move(folder) : folder.parent_path()) {
  sweep_unused(m_folder / "tmp", "put-");
}

// A store may lie in a checkout, which may have brought links along with it.
fs::path Store::prepared(const fs::path& place) const {
  if (!is_there(m_folder))
    make_own_folders(fs::absolute(m_folder).parent_path(), m_folder.filename(), private_mode());
  make_own_folders(m_folder, place.parent_path().lexically_relative(m_folder), private_mode());
  return place;
}

std::string Store::put_file(const fs::path& file) {
  const std::string digest = digest_of_file(file);
  const fs::path place = spread(m_folder / "blobs", digest);
  if (is_whole(place, digest)) return digest;
  prepared(place);
  const TempDir aside(prepared(m_folder / "tmp/put").parent_path(), "put-");
  const fs::path staged = aside.path() / "blob";
  // Never a link: who changes the file later, or has it open, would change the blob.
  copy_file_contents(file, staged, k_read_only);
  sync_tree(aside.path());
  rename_durably(staged, place);
  return digest;
}

std::string Store::put_bytes(std::string_view bytes) {
  const std::string digest = sha256(bytes);
  const fs::path place = spread(m_folder / "blobs", digest);
  if (is_whole(place, digest)) return digest;
  write_file_atomically(prepared(place), bytes, k_read_only);
  return digest;
}

fs::path Store::blob(const std::string& digest) const {
  fs::path place = spread(m_folder / "blobs", digest);
  if (fs::is_regular_file(fs::symlink_status(place))) return place;
  throw Error(ExitCode::failed, fmt::format("the store {} has lost {}", m_folder.string(), digest))
      .hint(fmt::format("remove {} and run again: it is made anew", (m_folder / "records").string()));
}

bool Store::has_blob(const std::string& digest) const {
  return digest.size() == 64 && fs::exists(spread(m_folder / "blobs", digest));
}

bool Store::has_whole_blob(const std::string& digest) const {
  return has_blob(digest) && is_whole(spread(m_folder / "blobs", digest), digest);
}

std::optional<std::string> Store::record(const std::string& kind, const std::string& key) const {
  const fs::path place = spread(m_folder / "records" / kind, key);
  if (!fs::exists(place)) return std::nullopt;
  return read_file(place);
}

void Store::put_record(const std::string& kind, const std::string& key, std::string_view json) {
  const fs::path place = spread(m_folder / "records" / kind, key);
  write_file_atomically(prepared(place), json);
}

}  // namespace rpmworks::store
