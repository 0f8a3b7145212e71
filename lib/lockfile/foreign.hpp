// SPDX-License-Identifier: GPL-3.0-or-later
// Lock files of other programs.
#pragma once

#include <string>
#include <vector>

#include "lockfile/lockfile.hpp"

namespace rpmworks::lockfile {

/// What other formats lack: where the packages of one of their architectures belong.
struct Place {
  std::string target;
  std::string arch;            ///< base architecture of the target, such as x86_64
  std::string section;         ///< of binary packages
  std::string source_section;  ///< of source packages; empty: they are left out, with a note
};

/// The content of another program's file. The lock is sorted but not complete: it has no `inputs`, no
/// keys, and no digests of metadata, and values that the file lacks are empty. So to_text refuses it; its
/// packages can be the earlier versions of a new lock.
struct Imported {
  Lock lock;
  /// A line for everything in the file that the lock cannot hold, and for everything that was guessed.
  std::vector<std::string> notes;
};

/// A text for another program.
struct Exported {
  std::string text;
  std::vector<std::string> notes;  ///< a line for each kind of content that the format cannot hold
};

}  // namespace rpmworks::lockfile
