// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rpm/package.hpp"

namespace rpmworks::rpm {

/// A file of a package, as its header describes it.
struct PackagedFile {
  std::string path;
  std::string digest;       ///< of a regular file, in binary; empty for others
  std::string link;         ///< target of a symbolic link
  uint64_t size = 0;        ///< bytes
  uint32_t owner = 0;       ///< index of "user:group" in Contents::words
  uint32_t kind = 0;        ///< index of what file(1) says about it; "" if the header does not tell
  uint32_t capability = 0;  ///< index of its capabilities, such as "cap_net_raw=p"; "" if it has none
  uint16_t mode = 0;        ///< type and permissions, as in stat(2)
  uint8_t colour = 0;       ///< 1: ELF of 32 bits, 2: ELF of 64 bits, 0: neither
  bool is_ghost = false;    ///< not in the payload

  bool is_regular() const { return (mode & k_type) == k_regular; }
  bool is_directory() const { return (mode & k_type) == k_directory; }
  bool is_link() const { return (mode & k_type) == k_symbolic_link; }

 private:
  // S_IFMT and so on; the values are part of the package format.
  static constexpr unsigned k_type = 0170000, k_regular = 0100000, k_directory = 0040000,
                            k_symbolic_link = 0120000;
};

/// A scriptlet of a package: what rpm runs when it installs or removes it. Triggers are no scriptlets.
struct ScriptletText {
  std::string section;      ///< "%post"
  std::string interpreter;  ///< with its arguments: "/bin/sh"
  std::string text;         ///< empty if rpm only runs the interpreter
};

/// The header of a package with its files.
struct Contents {
  Package package;
  std::vector<PackagedFile> files;  ///< in the order of the header: sorted by path
  bool has_scriptlets = false;      ///< scriptlets or triggers
  std::vector<ScriptletText> scriptlets = {};
  std::vector<std::string> words;  ///< the first is empty

  const std::string& owner_of(const PackagedFile& file) const { return words[file.owner]; }
  const std::string& kind_of(const PackagedFile& file) const { return words[file.kind]; }
  const std::string& capability_of(const PackagedFile& file) const { return words[file.capability]; }
};

/// Reads a package file's header without verifying its signature; throws as read_package.
Contents read_contents(const fs::path& file);

/// Whether rpm would refuse to install both files at the same path (rpmfilesCompare and handleColorConflict
/// of rpm 4.18). A file of 32 and one of 64 bits do not conflict: rpm installs the one that the system
/// prefers.
bool are_in_conflict(const Contents& one, const PackagedFile& of_one, const Contents& other,
                     const PackagedFile& of_other);

}  // namespace rpmworks::rpm
