// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "buildplan/needs.hpp"
#include "core/events.hpp"

namespace rpmworks::buildplan {

/// Opens the circles of packages that build-require each other, so that none is left: with the repositories'
/// packages where these have them, else with a first round (`bootstrap`) of as few packages as will do, the
/// first by name. Those of a circle then see what the first round made, and the package itself is built with
/// what they make. Throws Error(invalid) that names a shortest circle where neither helps.
void open_circles(Needs& needs, Reporter& reporter);

}  // namespace rpmworks::buildplan
