// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rpm/package.hpp"

namespace rpmworks::rpm {

/// A file of a package, as its header describes it.
struct PackagedFile {
  std::string path;
  std::string digest;             ///< of a regular file, in binary; empty for others
  std::string link;               ///< target of a symbolic link
  uint64_t size = 0;              ///< bytes
  uint32_t owner = 0;             ///< index of "user:group" in Contents::words
  uint32_t kind = 0;              ///< index of what file(1) says about it; "" if the header does not tell
  uint32_t capability = 0;        ///< index of its capabilities, such as "cap_net_raw=p"; "" if it has none
  uint16_t mode = 0;              ///< type and permissions, as in stat(2)
  uint8_t colour = 0;             ///< 1: ELF of 32 bits, 2: ELF of 64 bits, 0: neither
  bool is_ghost : 1 = false;      ///< not in the payload
  bool is_config : 1 = false;     ///< %config: rpm keeps what the administrator changed
  bool is_noreplace : 1 = false;  ///< %config(noreplace): a new version is installed beside the changed file

  bool is_regular() const { return (mode & k_type) == k_regular; }
  bool is_directory() const { return (mode & k_type) == k_directory; }
  bool is_link() const { return (mode & k_type) == k_symbolic_link; }

 private:
  // S_IFMT and so on; the values are part of the package format.
  static constexpr unsigned k_type = 0170000, k_regular = 0100000, k_directory = 0040000,
                            k_symbolic_link = 0120000;
};

/// A program that rpm runs when it installs, upgrades or removes packages.
struct Scriptlet {
  std::string kind;     ///< "%pre" to "%verifyscript"; "%triggerin -- NAME", "%filetriggerin -- /usr/lib"
  std::string program;  ///< that runs it, with its arguments: "/bin/sh", "<lua>"; -e and -q as in the spec
  std::string text;     ///< empty if the program runs without a script: "%post -p /sbin/ldconfig"
  bool operator==(const Scriptlet&) const = default;
};

/// The header of a package with its files.
struct Contents {
  Package package;
  std::vector<PackagedFile> files;    ///< in the order of the header: sorted by path
  bool has_scriptlets = false;        ///< scriptlets or triggers
  std::vector<Scriptlet> scriptlets;  ///< in the order of their kinds, triggers last
  std::vector<std::string> words;     ///< the first is empty

  const std::string& owner_of(const PackagedFile& file) const { return words[file.owner]; }
  const std::string& kind_of(const PackagedFile& file) const { return words[file.kind]; }
  const std::string& capability_of(const PackagedFile& file) const { return words[file.capability]; }
};

/// Reads a package file's header without verifying its signature; throws as read_package.
Contents read_contents(const fs::path& file);

/// The packages of an installed system, read from its rpm database.
///
/// The database may be anybody's: see DatabaseFolder. What it says about a package is not verified. Functions
/// are thread-safe.
class InstalledPackages {
 public:
  /// Opens the database at `path`: a folder with its files, or an installed root. Throws Error(invalid) if
  /// there is none that can be read.
  explicit InstalledPackages(const fs::path& path);
  InstalledPackages(InstalledPackages&&) noexcept;
  ~InstalledPackages();

  /// Calls `visit` for each package in the order of the database. Public keys, which rpm also keeps there,
  /// are skipped. `number` identifies the package for contents_of.
  void each(const std::function<void(const Package& package, unsigned number)>& visit) const;
  /// One package with its files. Throws Error(invalid) if it is gone.
  Contents contents_of(unsigned number) const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// What a file permits that most files do not: "setuid root:root", "setgid root:mail", "capabilities
/// cap_net_raw=p", "world-writable", joined by ", ". Empty if nothing is special.
std::string special_rights(const Contents& contents, const PackagedFile& file);

/// Whether rpm would refuse to install both files at the same path (rpmfilesCompare and handleColorConflict
/// of rpm 4.18). A file of 32 and one of 64 bits do not conflict: rpm installs the one that the system
/// prefers.
bool are_in_conflict(const Contents& one, const PackagedFile& of_one, const Contents& other,
                     const PackagedFile& of_other);

}  // namespace rpmworks::rpm
