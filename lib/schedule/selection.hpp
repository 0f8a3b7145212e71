// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "buildplan/choice.hpp"
#include "buildplan/plan.hpp"
#include "schedule/builder.hpp"

namespace rpmworks::schedule {

/// What a run is about: the source packages that it needs, their plan, and which of them are wanted.
struct Selection {
  std::vector<srpm::Srpm> needed;
  std::vector<std::string> wanted;  ///< labels; empty: all
  std::vector<std::string> rebuild;
  bool force = false;
  buildplan::Plan plan;  ///< of `needed`

  bool is_wanted(const std::string& label) const;
  /// Whether a package is built though nothing has changed.
  bool is_forced(const std::string& label) const;
};

/// Works out what is to be built; a plan that was made of the same before needs no metadata to be read.
/// Throws as make_plan. What is given must outlive the selection.
/// `also` are labels of others that turned out to be needed.
Selection select(const std::vector<srpm::Srpm>& srpms, const buildplan::Base& base,
                 const std::string& environment, store::Store& store, const BuildOptions& options,
                 Reporter& reporter, const std::vector<std::string>& also = {});

}  // namespace rpmworks::schedule
