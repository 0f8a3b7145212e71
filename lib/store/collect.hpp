// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "core/lock.hpp"
#include "store/record_kind.hpp"

namespace rpmworks::store {

using Time = std::chrono::system_clock::time_point;

struct StoredRecord {
  std::string folder;  ///< the folder of its kind: "srpm", "srpm@2"
  std::string key;
  Time used;  ///< when it was last put or found, accurate to a day
  uint64_t size = 0;
};

struct StoredBlob {
  std::string sha256;
  Time put;
  uint64_t size = 0;
  uint64_t links = 1;  ///< more than 1 if a release links to the file, for example
};

/// Calls `take` for each record, or each blob, the folder of the store in `folder`, in no particular order,
/// while the folders are read. Ignores files whose names are not those of records or blobs. A file that
/// disappears meanwhile is not an error.
void for_each_record(const fs::path& folder, const std::function<void(const StoredRecord&)>& take);
void for_each_blob(const fs::path& folder, const std::function<void(const StoredBlob&)>& take);

/// What a collection does with a record.
enum class Stay {
  with_blobs,     ///< keeps it and the blobs that it refers to
  without_blobs,  ///< keeps it alone: it is useful even if its blobs must be made again
  no              ///< removes it
};
using Stays = std::function<Stay(const StoredRecord&)>;

/// Whether to keep a blob even if no kept record refers to it.
using StaysAlone = std::function<bool(const StoredBlob&)>;

/// The blobs that the kept records of the store refer to. If the kind of a record is not in `kinds`, or its
/// version is later, another version of rpmworks wrote it: such a record is always kept, and every SHA-256 in
/// its text counts as a reference to a blob.
std::set<std::string> reachable(const fs::path& folder, const Kinds& kinds, const Stays& stays = {});

/// The plan of a collection: which files to remove from a store, and why.
struct Removal {
  enum class Why {
    chosen,       ///< the caller chose to remove the record
    superseded,   ///< the record has an earlier version of its kind, which is no longer read
    unreadable,   ///< the record is damaged
    unreferenced  ///< no record refers to the blob
  };
  struct Item {
    fs::path file;
    uint64_t size = 0;
    Why why;
    std::string kind = {};  ///< of a record: "srpm"; empty: a blob
  };
  fs::path folder;            ///< of the store
  std::vector<Item> records;  ///< removed first, so that no record is left without its blob
  std::vector<Item> blobs;
  FileLock lock;  ///< the exclusive lock of the store, so that the plan stays valid

  /// The total size of these files. Removing a blob that is also linked into a release frees no space.
  uint64_t bytes() const;
};

/// Plans to remove every record that `stays` does not keep (without it, all are kept), and every blob that no
/// kept record refers to, unless `stays_alone` keeps it. The store must exist. Takes the exclusive lock of
/// the store, so this process must have no Store object for the same folder. If another process uses the
/// store, throws Error(locked) or, with `on_wait`, waits.
Removal plan_removal(const fs::path& folder, const Kinds& kinds, const Stays& stays = {},
                     const StaysAlone& stays_alone = {}, const FileLock::OnWait& on_wait = {});

/// Removes the files of the plan.
void remove(const Removal& plan);

/// "no record refers to it"
std::string text_of(Removal::Why why);

}  // namespace rpmworks::store
