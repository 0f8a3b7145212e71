// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <vector>

#include "deb.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::hostbase {

/// The input for one binary package of the repository.
struct Recipe {
  rpm::Nevra nevra;
  std::string summary;
  std::string url;
  std::string section;
  std::vector<std::string> before;        ///< packages that must be installed before it
  std::vector<std::string> requirements;  ///< "name" or "name >= version"
  std::vector<std::string> beside;        ///< packages that must be installed in the end, in any order
  std::vector<std::string> provides;
  std::vector<std::string> conflicts;
  std::vector<Entry> files;         ///< the files of the unpacked tree to package
  std::set<std::string> conffiles;  ///< those that an administrator may edit
  std::string scriptlets;           ///< spec text, may contain macros
  int64_t epoch = 0;                ///< the build's SOURCE_DATE_EPOCH
};

/// A spec whose %files come from a filled buildroot, without %prep, %build and %install and without generated
/// dependencies. The same recipe gives the same text.
std::string spec_text(const Recipe& recipe);

}  // namespace rpmworks::hostbase
