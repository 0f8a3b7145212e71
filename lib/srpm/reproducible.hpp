// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// Makes a source package once more, in other surroundings and without the store: from a fresh clone (of a
/// whole commit; a dirty tree or a shallow clone is read again), in another folder, with another umask and
/// number of threads, and in the clone another git configuration. Throws Error(gate) naming the first
/// difference when the bytes are others than those of `first`. The environment of this process is the same:
/// sandboxes get one of their own, whatever it is.
void require_reproducible(const git::Repository& repository, const std::string& url, const Request& request,
                          const Srpm& first, const Places& places);

}  // namespace rpmworks::srpm
