// SPDX-License-Identifier: GPL-3.0-or-later
// repos.lock: the packages of upstreams that a release contains, so that it stays the same whatever the
// upstreams do later.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/files.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::lockfile {

/// The state of an upstream that packages were selected from.
struct LockedUpstream {
  std::string name;
  std::string url;            ///< without user name and password
  std::string repomd_sha256;  ///< its metadata is kept in the store
  std::string revision;       ///< of repomd.xml; a later lock must not have a lower one
};

/// A key that an upstream's packages may be signed with.
struct LockedKey {
  std::string name;         ///< in repos.yaml
  std::string fingerprint;  ///< upper case
};

/// Another package that could have served.
struct LockedRejection {
  std::string nevra;
  std::string reason;
};

struct LockedPackage {
  std::string target;
  std::string section;
  rpm::Nevra nevra;
  std::string upstream;
  std::string location;              ///< relative to the upstream's address
  uint64_t size = 0;                 ///< bytes
  std::string sha256;                ///< of the file, computed here if the upstream has only SHA-1
  std::string source;                ///< file name of the source package
  std::vector<std::string> because;  ///< from a package of the product to the one that requires this one
  std::string requirement;           ///< of the last in `because`
  std::vector<LockedRejection> rejected;
  std::string held;  ///< EVR of a newer version that was not taken; empty if there is none
};

struct Lock {
  std::string inputs_sha256;  ///< everything in repos.yaml and the product's packages that it depends on
  std::vector<LockedKey> keys;
  std::vector<LockedUpstream> upstreams;
  std::vector<LockedPackage> packages;
};

/// The text of repos.lock: YAML with one key, upstream or package per line, sorted, without times, so that
/// changes to it are easy to review and to merge.
std::string to_text(Lock lock);

/// Reads the text of `file`. Throws Error(invalid) with file:line for text that to_text would not write: a
/// conflict marker, an unknown field or schema, an invalid digest, a duplicate, a wrong order.
Lock parse(const std::string& text, const fs::path& file);

/// The merge of two changed locks (git merge-file's order: base, ours, theirs), by package. Returns the
/// merged text and whether conflicts remain; those are marked as git marks them.
struct Merged {
  std::string text;
  bool has_conflicts = false;
};
Merged merge(const std::string& base, const std::string& ours, const std::string& theirs);

}  // namespace rpmworks::lockfile
