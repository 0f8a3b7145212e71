// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "rpm/spec.hpp"

namespace rpmworks::spec {

/// How a spec applies its patches.
struct SpecPatches {
  std::string text;     ///< the spec with the new patches in it
  bool by_git = false;  ///< its %autosetup has git apply them, which binary patches need
  int setup_line = 0;   ///< where %setup or %autosetup stands
};

/// The spec with the patches `files` listed and applied with -p1, both after its own, whose numbers stay.
/// They are listed as Patch tags, numbered on from the highest; or at the end of %patchlist, where the spec
/// has one. They are applied by the %autosetup, %autopatch or `%{patches}` of the spec that covers their
/// numbers (-p1 is added to one that has no -p and no patches of its own), else by `%patch -P N -p1` lines
/// after its last patch, or after %setup. That form is what every rpm understands. `path` is the spec's, for
/// messages. Throws Error(invalid) when %prep has neither %setup nor %autosetup, and where an %autosetup or
/// %autopatch applies patches otherwise than with -p1.
SpecPatches with_patches(const std::string& text, const std::vector<std::string>& files,
                         const std::string& path);

/// Throws Error(invalid) unless the %prep that rpm makes of such a spec applies `files` once each, in their
/// order and after all other patches: macros may list and apply patches in ways that the text does not show.
void require_applied_last(const rpm::SpecInfo& info, const std::vector<std::string>& files,
                          const std::string& path);

}  // namespace rpmworks::spec
