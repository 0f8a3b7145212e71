// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// Makes a source package a second time without the store and in another environment: from a fresh clone (a
/// dirty tree or a shallow clone is read again instead), in another folder, with another umask, time zone,
/// language, home, git configuration and number of threads. Throws Error(gate) with the first difference if
/// the bytes differ from `first`. Changes the process's environment and umask meanwhile, so nothing else may
/// run.
void require_reproducible(const git::Repository& repository, const std::string& url, const Request& request,
                          const Srpm& first, const Places& places);

}  // namespace rpmworks::srpm
