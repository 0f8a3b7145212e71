// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "rpm/spec.hpp"

namespace rpmworks::spec {

/// A spec with patches added to it.
struct Patches {
  std::string text;     ///< the edited spec
  bool by_git = false;  ///< its %autosetup runs git to apply patches, which binary patches need
  int setup_line = 0;   ///< line of %setup or %autosetup
};

/// Adds the patches `files` to a spec, after its own patches, and applies them with -p1. The numbers of
/// existing patches do not change.
///
/// The new patches are listed as Patch tags, numbered from the highest number on, or at the end of %patchlist
/// if the spec has one. They are applied by the %autosetup, %autopatch or `%{patches}` line that covers their
/// numbers; -p1 is added to it if it has no -p and the spec has no patches yet. Otherwise `%patch -P N -p1`
/// lines are added after the last patch or after %setup; every rpm understands this form.
///
/// `path` is the spec's path, for messages. Throws Error(invalid) if %prep has neither %setup nor %autosetup,
/// or if an %autosetup or %autopatch applies patches with something else than -p1.
Patches with_patches(const std::string& text, const std::vector<std::string>& files, const std::string& path);

/// Throws Error(invalid) unless the %prep that rpm expands applies each of `files` once, in order and after
/// all other patches: macros may list and apply patches in ways that the text does not show.
void require_applied_last(const rpm::SpecInfo& info, const std::vector<std::string>& files,
                          const std::string& path);

}  // namespace rpmworks::spec
