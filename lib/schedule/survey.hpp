// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schedule/build.hpp"
#include "schedule/last_build.hpp"

namespace rpmworks::schedule {

/// What building one package would do.
struct Forecast {
  enum class State {
    unchanged,  ///< its result is in the store
    build,      ///< it would be built
    perhaps     ///< it would be built unless the builds before it make the same packages again
  };
  engine::PackagePtr package;
  std::string name;           ///< Package::label
  std::vector<size_t> needs;  ///< positions in the survey
  std::vector<std::string>
      learnt;  ///< how some of these are known: "pkgconfig(z): z provided it in release 1.0"
  State state = State::unchanged;
  std::string reason;
  std::vector<Change> changes;    ///< since the last build, as far as known
  std::vector<Change> because;    ///< why it was last built
  std::optional<double> seconds;  ///< how long the last build took; nothing if it was never built

  std::string state_name() const;
};

/// What build_all would do with the same arguments, in the order of its plan. Nothing is built. Throws what
/// build_all would throw before the first build.
std::vector<Forecast> survey(const engine::Packages& packages, const Setup& setup,
                             const BuildOptions& options, Reporter& reporter);

/// The same with the target's engine.
std::vector<Forecast> survey(const engine::Packages& packages, const engine::Setup& setup,
                             const config::Target& target, const BuildOptions& options, Reporter& reporter);

}  // namespace rpmworks::schedule
