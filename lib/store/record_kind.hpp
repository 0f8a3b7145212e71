// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/json_value.hpp"
#include "store/known_blob.hpp"
#include "store/store.hpp"

namespace rpmworks::store {

/// How thoroughly to check the blobs that a record refers to. If a blob fails the check, the record counts as
/// missing.
enum class Blobs {
  present,      ///< the blobs exist
  known_whole,  ///< the blobs were read once and are unchanged since: has_blob_known_whole
  whole         ///< the blobs are read now
};

/// The name of the folder with a kind's records. It includes the version, except version 1. So records of
/// another version are never mistaken for records of this version, and programs that use the other version
/// still find them.
std::string folder_of_kind(const std::string& name, int version);

/// One kind of records: its name, the conversion of its values to and from JSON, and the blobs that they
/// refer to.
template <class T>
struct RecordKind {
  const char* name;
  int version;  ///< from 1; increased whenever earlier JSON would be misunderstood
  Json (*to_json)(const T&);
  T (*from_json)(const Json&);  ///< throws JsonError or Error for JSON that to_json cannot have written
  std::vector<std::string> (*blobs)(const T&) = nullptr;  ///< SHA-256 digests; null: none

  void put(Store& store, const std::string& key, const T& value) const {
    store.put_record(folder_of_kind(name, version), key, to_json(value).dump());
  }

  /// The value under a key. A damaged record, or one of another version, counts as missing. Its blobs are not
  /// checked.
  std::optional<T> find(const Store& store, const std::string& key) const {
    const auto text = store.record(folder_of_kind(name, version), key);
    return text ? value_of(*text, from_json) : std::nullopt;
  }

  /// As find(store, key), but returns nothing unless all blobs that the record refers to pass the check
  /// `need`.
  std::optional<T> find(Store& store, const std::string& key, Blobs need) const {
    auto found = find(store, key);
    if (!found || !blobs) return found;
    const std::vector<std::string> referred = blobs(*found);
    const bool has_all = std::ranges::all_of(referred, [&](const std::string& sha256) {
      return need == Blobs::present       ? store.has_blob(sha256)
             : need == Blobs::known_whole ? has_blob_known_whole(store, sha256)
                                          : store.has_whole_blob(sha256);
    });
    return has_all ? std::move(found) : std::nullopt;
  }

  void remove(Store& store, const std::string& key) const {
    store.remove_record(folder_of_kind(name, version), key);
  }
};

/// What a collection needs to know about a kind.
struct Kind {
  std::string name;
  int version = 1;
  /// The blobs that a record refers to; nothing if the record is damaged.
  std::function<std::optional<std::vector<std::string>>(std::string_view text)> blobs;
};

using Kinds = std::vector<Kind>;

template <class T>
Kind collected(const RecordKind<T>& kind) {
  return {kind.name, kind.version, [kind](std::string_view text) -> std::optional<std::vector<std::string>> {
            const auto value = value_of(text, kind.from_json);
            if (!value) return std::nullopt;
            return kind.blobs ? kind.blobs(*value) : std::vector<std::string>{};
          }};
}

/// The Kinds of a module: kinds_of(k_one, k_other).
template <class... T>
Kinds kinds_of(const RecordKind<T>&... kinds) {
  return {collected(kinds)...};
}

/// The kinds of lib/store itself.
Kinds record_kinds();

}  // namespace rpmworks::store
