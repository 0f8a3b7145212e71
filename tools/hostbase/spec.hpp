// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <vector>

#include "deb.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::hostbase {

/// Everything that goes into one binary package of the repository.
struct Recipe {
  rpm::Nevra nevra;
  std::string summary;
  std::string url;
  std::string section;
  std::vector<std::string> before;        ///< what must be installed before it
  std::vector<std::string> requirements;  ///< "name" or "name >= version"
  std::vector<std::string> beside;        ///< what must be there in the end, in whatever order
  std::vector<std::string> provides;
  std::vector<std::string> conflicts;
  std::vector<Entry> files;         ///< what of the unpacked tree is packaged
  std::set<std::string> conffiles;  ///< of them, those an administrator may edit
  std::string scriptlets;           ///< spec text, macros and all
  int64_t epoch = 0;                ///< the build's SOURCE_DATE_EPOCH
};

/// A spec whose %files come from a filled buildroot: there is nothing to prepare, build or install, and no
/// dependency is generated. The same recipe gives the same text.
std::string spec_text(const Recipe& recipe);

}  // namespace rpmworks::hostbase
