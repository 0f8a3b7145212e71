// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schedule/builder.hpp"
#include "schedule/last_build.hpp"

namespace rpmworks::schedule {

/// What would come of building one package, without building anything.
struct Forecast {
  enum class State {
    unchanged,  ///< its result is in the store
    build,      ///< it would be built
    perhaps     ///< it would be built unless what is built before it comes out as it was
  };
  const srpm::Srpm* srpm = nullptr;  ///< of those given
  std::string name;                  ///< with " (bootstrap)" for a first round
  std::vector<size_t> needs;         ///< positions in the survey
  std::vector<std::string> learnt;   ///< how some of these are known: "pkgconfig(z): z had it in release 1.0"
  State state = State::unchanged;
  std::string reason;
  std::vector<Change> changes;    ///< since it was last built, as far as they are known by now
  std::vector<Change> because;    ///< why it was last built
  std::optional<double> seconds;  ///< that it took the last time; nothing when it was never built

  std::string state_name() const;
};

/// What build_all would do with the same arguments, in the order of its plan; throws what it would throw
/// before the first build.
std::vector<Forecast> survey(const std::vector<srpm::Srpm>& srpms, engine::Engine& engine,
                             const Setting& setting, const BuildOptions& options);

/// The same with the target's engine.
std::vector<Forecast> survey(const std::vector<srpm::Srpm>& srpms, const config::Config& config,
                             const Setting& setting, const BuildOptions& options);

}  // namespace rpmworks::schedule
