// SPDX-License-Identifier: GPL-3.0-or-later
// repos.lock: the packages of upstreams that a release contains, so that it stays the same whatever the
// upstreams do later. docs/lock.md describes the format.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/files.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::lockfile {

/// The state of an upstream that packages were selected from.
struct LockedUpstream {
  std::string name;
  std::string url;                 ///< without user name and password
  bool is_mirror_list = false;     ///< `url` is the address of a mirror list or metalink
  std::vector<std::string> trust;  ///< names of the keys that its packages may be signed with
  std::string repomd_sha256;       ///< its metadata is kept in the store
  std::string revision;            ///< of repomd.xml; a later lock must not have a lower one; may be empty
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
  std::string source;                ///< file name of the source package; may be empty
  std::vector<std::string> because;  ///< from a package of the product to the one that requires this one
  std::string requirement;           ///< of the last in `because`
  std::vector<LockedRejection> rejected;
  std::string held;  ///< EVR of a newer version that was not taken; empty if there is none
};

struct Lock {
  /// By the name of each target: SHA-256 of everything in repos.yaml and in the product's packages that the
  /// selection for this target depends on.
  std::map<std::string, std::string> inputs;
  /// Two locks were merged entry by entry, and nobody has solved the result: `lock --check` must report it as
  /// out of date, whatever `inputs` says. `lock` writes the file without this mark.
  bool is_merged = false;
  /// Where the digest is, or should be, if the text is not what to_text wrote: somebody edited the file, or
  /// merged it line by line. Not written.
  std::optional<SourcePosition> altered_at = {};
  std::vector<LockedKey> keys;
  std::vector<LockedUpstream> upstreams;
  std::vector<LockedPackage> packages;
};

/// The text of repos.lock: YAML with one key, upstream or package per line, sorted, without times, so that
/// changes to it are easy to review and to merge. It ends with its own digest. Throws Error(invalid) if parse
/// would refuse the text, such as for a name with control characters that came from an upstream's metadata.
std::string to_text(Lock lock);

/// Reads the text of `file`. Throws Error(invalid) with file:line:column for content that to_text would not
/// write: a conflict marker, an unknown field or schema, an invalid digest, a duplicate, a wrong order, an
/// upstream or key that is not in the file. Other spacing, comments and styles of YAML are accepted. A wrong
/// or missing digest is not an error: see Lock::altered_at.
Lock parse(const std::string& text, const fs::path& file);

/// The merge of two changed locks.
struct Merged {
  std::string text;
  bool has_conflicts = false;
};

/// Merges changes of two sides (in the order of git merge-file: base, ours, theirs) by entry. An entry is a
/// key, an upstream, or all versions of one package name in one section, target and architecture. If both
/// sides changed the same entry in different ways, the text contains both, marked as git marks conflicts, so
/// that parse refuses it. An empty text is a lock without entries: git passes one as the base if both sides
/// added the file.
///
/// If the result differs from both sides, or one of them was altered, it has Lock::is_merged. If both sides
/// changed the inputs of a target, it has those of ours, which may even match the merged repos.yaml, but the
/// mark makes it out of date.
///
/// Throws Error(invalid) if parse refuses one of the texts; the file of its position is "base", "ours" or
/// "theirs".
Merged merge(const std::string& base, const std::string& ours, const std::string& theirs);

}  // namespace rpmworks::lockfile
