// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/collect.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <utility>

#include "core/error.hpp"
#include "core/handle.hpp"
#include "core/own_folder.hpp"
#include "store/layout.hpp"

namespace rpmworks::store {

namespace {

constexpr char k_version_mark = '@';

Time time_of(const struct stat& info) {
  return Time(std::chrono::duration_cast<Time::duration>(std::chrono::seconds(info.st_mtim.tv_sec) +
                                                         std::chrono::nanoseconds(info.st_mtim.tv_nsec)));
}

void for_each_name(const fs::path& folder, const std::function<void(int, const std::string&)>& take) {
  const Owned<DIR, ::closedir> listing(::opendir(folder.c_str()));
  if (!listing && (errno == ENOENT || errno == ENOTDIR)) return;
  if (!listing) throw system_error("list", folder.string());
  errno = 0;
  while (const dirent* entry = ::readdir(listing.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") take(::dirfd(listing.get()), name);
    errno = 0;
  }
  // An incomplete list would make blobs appear unreferenced.
  if (errno != 0) throw system_error("list", folder.string());
}

// Calls `take` for each file below `folder` whose path is a digest.
void for_each_digest(const fs::path& folder,
                     const std::function<void(const std::string&, const struct stat&)>& take) {
  for_each_name(folder, [&](int, const std::string& start) {
    if (start.size() != k_spread) return;
    for_each_name(folder / start, [&](int within, const std::string& rest) {
      const std::string digest = start + rest;
      struct stat info {};
      if (!is_digest(digest) || ::fstatat(within, rest.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return;
      if (S_ISREG(info.st_mode)) take(digest, info);
    });
  });
}

fs::path file_of(const fs::path& folder, const StoredRecord& record) {
  return spread(records_of(folder) / record.folder, record.key);
}

// Every SHA-256 in a text of unknown format.
std::vector<std::string> digests_in(std::string_view text) {
  constexpr std::string_view k_digits = "0123456789abcdef";
  std::vector<std::string> found;
  for (size_t at = text.find_first_of(k_digits); at != std::string_view::npos;
       at = text.find_first_of(k_digits, at)) {
    const size_t end = std::min(text.find_first_not_of(k_digits, at), text.size());
    // In a longer run of digits, any 64 consecutive digits may be a digest.
    for (size_t from = at; from + k_digest_length <= end; ++from)
      found.emplace_back(text.substr(from, k_digest_length));
    at = end;
  }
  return found;
}

// The decision about a record: the reason to remove it, or the blobs to keep with it.
struct Judgement {
  std::optional<Removal::Why> goes;
  std::vector<std::string> blobs;
};

class Judge {
 public:
  Judge(const fs::path& folder, const Kinds& kinds, const Stays& stays)
      : m_folder(folder), m_kinds(kinds), m_stays(stays) {}

  Judgement of(const StoredRecord& record) const {
    const auto [name, version] = split(record.folder);
    bool is_known = false;
    bool is_earlier = false;
    for (const Kind& kind : m_kinds) {
      if (kind.name != name) continue;
      is_known |= kind.version == version;
      is_earlier |= kind.version > version;
    }
    if (!is_known && is_earlier) return {Removal::Why::superseded, {}};
    if (!is_known) return {std::nullopt, digests_in(read_file(file_of(m_folder, record)))};
    const Stay stay = m_stays ? m_stays(record) : Stay::with_blobs;
    if (stay == Stay::no) return {Removal::Why::chosen, {}};
    Judgement judgement = understood(record, name, version);
    if (stay == Stay::without_blobs) judgement.blobs.clear();
    return judgement;
  }

 private:
  // "srpm@2" is version 2 of "srpm". The version is 0 if folder_of_kind cannot return this name.
  static std::pair<std::string, int> split(const std::string& folder) {
    const size_t mark = folder.find(k_version_mark);
    if (mark == std::string::npos) return {folder, 1};
    int version = 0;
    std::from_chars(folder.data() + mark + 1, folder.data() + folder.size(), version);
    const std::string name = folder.substr(0, mark);
    return folder_of_kind(name, version) == folder ? std::pair(name, version) : std::pair(folder, 0);
  }

  // Values of several types may share a kind, so every matching Kind is tried.
  Judgement understood(const StoredRecord& record, const std::string& name, int version) const {
    const std::string text = read_file(file_of(m_folder, record));
    for (const Kind& kind : m_kinds) {
      if (kind.name != name || kind.version != version) continue;
      if (auto blobs = kind.blobs(text)) return {std::nullopt, std::move(*blobs)};
    }
    return {Removal::Why::unreadable, {}};
  }

  const fs::path& m_folder;
  const Kinds& m_kinds;
  const Stays& m_stays;
};

void remove_file(const fs::path& file) {
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) throw system_error("remove", file.string());
}

}  // namespace

std::string folder_of_kind(const std::string& name, int version) {
  return version == 1 ? name : fmt::format("{}{}{}", name, k_version_mark, version);
}

void for_each_record(const fs::path& folder, const std::function<void(const StoredRecord&)>& take) {
  for_each_name(records_of(folder), [&](int, const std::string& kind) {
    for_each_digest(records_of(folder) / kind, [&](const std::string& key, const struct stat& info) {
      take({kind, key, time_of(info), static_cast<uint64_t>(info.st_size)});
    });
  });
}

void for_each_blob(const fs::path& folder, const std::function<void(const StoredBlob&)>& take) {
  for_each_digest(blobs_of(folder), [&](const std::string& sha256, const struct stat& info) {
    take({sha256, time_of(info), static_cast<uint64_t>(info.st_size), uint64_t{info.st_nlink}});
  });
}

std::set<std::string> reachable(const fs::path& folder, const Kinds& kinds, const Stays& stays) {
  const Judge judge(folder, kinds, stays);
  std::set<std::string> found;
  for_each_record(folder, [&](const StoredRecord& record) {
    for (std::string& blob : judge.of(record).blobs) found.insert(std::move(blob));
  });
  return found;
}

uint64_t Removal::bytes() const {
  uint64_t sum = 0;
  for (const auto* const items : {&records, &blobs})
    for (const Item& item : *items) sum += item.size;
  return sum;
}

Removal plan_removal(const fs::path& folder, const Kinds& kinds, const Stays& stays,
                     const StaysAlone& stays_alone, const FileLock::OnWait& on_wait) {
  if (!is_there(folder)) throw Error(ExitCode::failed, fmt::format("there is no store {}", folder.string()));
  // A link in the store would lead to files outside of it.
  require_own_place(folder, 3, "choose a store of your own");
  Removal plan{
      .folder = folder,
      .records = {},
      .blobs = {},
      .lock = FileLock::take(lock_of_store(folder), fmt::format("the store {}", folder.string()), on_wait)};
  const Judge judge(folder, kinds, stays);
  std::set<std::string> kept;
  for_each_record(folder, [&](const StoredRecord& record) {
    Judgement judgement = judge.of(record);
    if (judgement.goes)
      plan.records.push_back({file_of(folder, record), record.size, *judgement.goes, record.folder});
    for (std::string& blob : judgement.blobs) kept.insert(std::move(blob));
  });
  for_each_blob(folder, [&](const StoredBlob& blob) {
    if (!kept.contains(blob.sha256) && !(stays_alone && stays_alone(blob)))
      plan.blobs.push_back({spread(blobs_of(folder), blob.sha256), blob.size, Removal::Why::unreferenced});
  });
  return plan;
}

void remove(const Removal& plan) {
  for (const Removal::Item& item : plan.records) remove_file(item.file);
  for (const Removal::Item& item : plan.blobs) remove_file(item.file);
}

std::string text_of(Removal::Why why) {
  switch (why) {
    case Removal::Why::chosen:
      return "it was selected";
    case Removal::Why::superseded:
      return "an earlier version of rpmworks wrote it, and nothing reads it any more";
    case Removal::Why::unreadable:
      return "it is damaged";
    case Removal::Why::unreferenced:
      break;
  }
  return "no record refers to it";
}

}  // namespace rpmworks::store
