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
  std::string folder;  ///< of its kind: "srpm", "srpm@2"
  std::string key;
  Time used;  ///< when it was last put or found, to a day
  uint64_t size = 0;
};

struct StoredBlob {
  std::string sha256;
  Time put;
  uint64_t size = 0;
};

/// Calls `take` for each record, or blob, of the store in `folder`, in no order, while the folders are read.
/// Files with other names than records and blobs have are passed over. What disappears meanwhile is no error.
void for_each_record(const fs::path& folder, const std::function<void(const StoredRecord&)>& take);
void for_each_blob(const fs::path& folder, const std::function<void(const StoredBlob&)>& take);

/// Whether a record stays.
using Stays = std::function<bool(const StoredRecord&)>;

/// The blobs that records of the store refer to, of those records that stay. A record of a kind that is not
/// among `kinds`, or of a later version of one, was written by another rpmworks: it always stays, and every
/// SHA-256 in its text counts as a blob that it refers to.
std::set<std::string> reachable(const fs::path& folder, const Kinds& kinds, const Stays& stays = {});

/// What a collection would remove from a store, and why.
struct Removal {
  enum class Why {
    chosen,       ///< a record that does not stay, as the caller chose
    superseded,   ///< a record of an earlier version of its kind, which nobody reads any more
    unreadable,   ///< a record that is damaged
    unreferenced  ///< a blob that no record refers to
  };
  struct Item {
    fs::path file;
    uint64_t size = 0;
    Why why;
  };
  fs::path folder;            ///< of the store
  std::vector<Item> records;  ///< they go first, so that none is left without its blob
  std::vector<Item> blobs;
  FileLock
      lock;  ///< the store's, exclusive: while the plan lives nobody uses the store, so that it stays true

  /// What all these files hold. Blobs that are also linked into a release give nothing back.
  uint64_t bytes() const;
};

/// What would be removed if only the records that stay were kept, and the blobs that they or `roots`
/// (digests) refer to. Takes the exclusive lock of the store, which must exist: a Store object of this
/// process on the same folder must have ended. Throws Error(locked) while others use the store, or waits if
/// there is an `on_wait`.
Removal plan_removal(const fs::path& folder, const Kinds& kinds, const Stays& stays = {},
                     const std::set<std::string>& roots = {}, const FileLock::OnWait& on_wait = {});

/// Removes what was planned.
void remove(const Removal& plan);

/// "no record refers to it"
std::string text_of(Removal::Why why);

}  // namespace rpmworks::store
