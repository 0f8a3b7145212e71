// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::srpm {

/// How a spec applies its patches.
struct SpecPatches {
  std::string text;     ///< the spec with the new patches in it
  bool by_git = false;  ///< its %autosetup has git apply them, which binary patches need
  int setup_line = 0;   ///< where %setup or %autosetup stands
};

/// The spec with a Patch tag for each of `files` after its own, numbered on from them, and applied after them
/// with -p1: by %autosetup or %autopatch where it has them (-p1 is added to one that has no -p and no patches
/// of its own), else by `%patch -P N -p1` lines after its last %patch, or after %setup. That form is what
/// every rpm understands. `path` is the spec's, for messages. Throws Error(invalid) when %prep has neither
/// %setup nor %autosetup, and where an %autosetup or %autopatch applies patches otherwise than with -p1.
SpecPatches with_patches(const std::string& text, const std::vector<std::string>& files,
                         const std::string& path);

}  // namespace rpmworks::srpm
