// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "compose/compose.hpp"
#include "config/config.hpp"
#include "manifest/manifest.hpp"
#include "report/data.hpp"
#include "rpm/known_contents.hpp"
#include "store/workspace.hpp"

namespace rpmworks::compose {

/// What the page of a release is made from.
struct ReleasePageInputs {
  const manifest::Manifest& manifest;  ///< must exist as long as the result
  std::string upgrade_guide;           ///< the text of UPGRADE.md; may be empty
  std::function<fs::path(const manifest::Entry&)> file_of;
  const rpm::KnownContents& contents;           ///< headers that need not be read again
  const config::Config* config = nullptr;       ///< of the product; null: not known
  const store::Workspace* workspace = nullptr;  ///< in which earlier releases are; null: none
  CommitsBetween commits_between = {};          ///< empty: the page shows no commits
  std::string no_base = {};                     ///< why gates that need the base do not run; empty: they run
};

/// Everything on the page of a release that no clock gave: the headers of its packages, the newest releases
/// of the product before it, and the gates that it has to pass. A package that cannot be read has no header
/// there. The releases before it are no input of a release: see ARCHITECTURE.md.
report::ReleaseData release_page_data(const ReleasePageInputs& inputs);

}  // namespace rpmworks::compose
