// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <mutex>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/own_folder.hpp"
#include "store/findings.hpp"
#include "store/known_blob.hpp"
#include "store/layout.hpp"
#include "store/private_folder.hpp"

namespace rpmworks::store {

namespace {

constexpr auto k_read_only = fs::perms(0444);
// A record's mtime tells when it was last used, with this precision: to update it at every use would cost a
// write.
constexpr time_t k_use_is_noted_after = 24L * 60 * 60;

bool is_blob(const fs::path& place) {
  std::error_code failure;
  return fs::is_regular_file(fs::symlink_status(place, failure));
}

bool is_whole(const fs::path& place, const std::string& digest) {
  return is_blob(place) && digest_of_file(place) == digest;
}

void note_use(const FileDescriptor& fd, const struct stat& info) {
  if (info.st_mtim.tv_sec + k_use_is_noted_after > ::time(nullptr)) return;
  constexpr timespec k_times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, {.tv_sec = 0, .tv_nsec = UTIME_NOW}};
  // This fails if the process may only read the store; then the record seems to have been unused for longer.
  (void)::futimens(fd.get(), k_times);
}

}  // namespace

/// The shared lock of a store. It is taken at the first use, because the folder may not exist before.
struct Store::Use {
  FileLock::OnWait on_wait;
  std::mutex mutex;
  bool is_begun = false;
  std::optional<FileLock> lock;  ///< nothing if locking is impossible
};

fs::path lock_of_store(const fs::path& folder) {
  return folder / "lock";
}

Store::Store(fs::path folder, FileLock::OnWait on_wait)
    : m_folder(folder.has_filename() ? std::move(folder) : folder.parent_path()),
      m_use(std::make_unique<Use>()),
      m_findings(std::make_unique<Findings>(m_folder)) {
  m_use->on_wait = std::move(on_wait);
}

Store::~Store() = default;
Store::Store(Store&& other) noexcept = default;
Store& Store::operator=(Store&& other) noexcept = default;

void Store::use() const {
  const std::lock_guard guard(m_use->mutex);
  if (m_use->is_begun || !is_there(m_folder)) return;
  m_use->lock = FileLock::share(lock_of_store(m_folder), fmt::format("the store {}", m_folder.string()),
                                m_use->on_wait);
  m_use->is_begun = true;
  // Not in the constructor: only code that uses the store has checked that the folder is not a link.
  sweep_unused(m_folder / "tmp", "put-");
}

// The store may lie in a checkout, which may contain links.
fs::path Store::prepared(const fs::path& place) const {
  if (!is_there(m_folder))
    make_own_folders(fs::absolute(m_folder).parent_path(), m_folder.filename(), private_mode());
  use();
  make_own_folders(m_folder, place.parent_path().lexically_relative(m_folder), private_mode());
  return place;
}

StagedBlob Store::stage(const fs::path& file) {
  TempDir folder(prepared(m_folder / "tmp/put").parent_path(), "put-");
  // Never a hard link: a process that changes the file later, or has it open, would change the blob.
  std::string digest = copy_with_digest(file, folder.path() / "blob");
  return {std::move(folder), std::move(digest)};
}

std::string Store::put(StagedBlob staged) {
  const std::string& digest = staged.sha256();
  const fs::path place = spread(blobs_of(m_folder), digest);
  if (is_whole(place, digest)) return digest;
  fs::permissions(staged.file(), k_read_only);
  rename_file(staged.file(), prepared(place));
  // Nobody else writes to the copy: it was whole when it was staged.
  KnownBlob::of(*this, digest).keep_whole();
  return digest;
}

std::string Store::put_file(const fs::path& file) {
  return put(stage(file));
}

std::string Store::put_bytes(std::string_view bytes) {
  const std::string digest = sha256(bytes);
  const fs::path place = spread(blobs_of(m_folder), digest);
  use();
  if (is_whole(place, digest)) return digest;
  replace_file(prepared(place), bytes, k_read_only);
  return digest;
}

fs::path Store::blob(const std::string& digest) const {
  if (has_blob(digest)) return spread(blobs_of(m_folder), digest);
  throw lacks(digest);
}

Error Store::lacks(const std::string& digest) const {
  return Error(ExitCode::failed, fmt::format("the store {} lacks {}", m_folder.string(), digest))
      .hint(fmt::format("remove {} and run again: it is made again", records_of(m_folder).string()));
}

fs::path Store::whole_blob(const std::string& digest) const {
  fs::path place = blob(digest);
  if (digest_of_file(place) == digest) return place;
  std::error_code failure;
  fs::remove(place, failure);
  throw Error(ExitCode::failed, fmt::format("{} in the store {} is damaged", digest, m_folder.string()))
      .note(failure ? fmt::format("it cannot be removed: {}", failure.message()) : "it was removed")
      .hint(failure ? fmt::format("remove {} and run again: it is made again", place.string())
                    : "run again: it is made again");
}

bool Store::has_blob(const std::string& digest) const {
  use();
  return is_digest(digest) && is_blob(spread(blobs_of(m_folder), digest));
}

bool Store::has_whole_blob(const std::string& digest) const {
  return has_blob(digest) && digest_of_file(spread(blobs_of(m_folder), digest)) == digest;
}

std::optional<std::string> Store::digest_in_name(const fs::path& file) const {
  std::string digest = file.parent_path().filename().string() + file.filename().string();
  if (!has_blob(digest) || spread(blobs_of(m_folder), digest) != file) return std::nullopt;
  return digest;
}

bool Store::copy_blob(const std::string& digest, const fs::path& to) const {
  if (!has_blob(digest)) return false;
  if (copy_with_digest(spread(blobs_of(m_folder), digest), to) == digest) return true;
  fs::remove(to);
  return false;
}

std::optional<std::string> Store::record(const std::string& kind, const std::string& key) const {
  use();
  const fs::path place = spread(records_of(m_folder) / kind, key);
  const FileDescriptor fd(::open(place.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  std::string text(static_cast<size_t>(info.st_size), '\0');
  size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(fd.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  text.resize(size);
  note_use(fd, info);
  return text;
}

void Store::put_record(const std::string& kind, const std::string& key, std::string_view text) {
  replace_file(prepared(spread(records_of(m_folder) / kind, key)), text);
}

void Store::remove_record(const std::string& kind, const std::string& key) {
  use();
  const fs::path place = spread(records_of(m_folder) / kind, key);
  if (::unlink(place.c_str()) == 0)
    sync_path(place.parent_path());
  else if (errno != ENOENT)
    throw system_error("remove", place.string());
}

void Store::sync() const {
  if (is_there(m_folder)) sync_file_system(m_folder);
}

}  // namespace rpmworks::store
