// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// Makes a source package once more, in other surroundings and without the store: from a fresh clone (of a
/// whole commit; a dirty tree or a shallow clone is read again), in another folder, with another umask, time
/// zone, language, home and git configuration, and another number of threads. Throws Error(gate) naming the
/// first difference when the bytes are others than those of `first`. Changes environment and umask of the
/// process meanwhile: nothing else may run.
void require_reproducible(const git::Repository& repository, const std::string& url, const Request& request,
                          const Srpm& first, const Places& places);

}  // namespace rpmworks::srpm
