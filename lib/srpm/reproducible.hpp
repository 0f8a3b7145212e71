// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// Makes a source package a second time without the store and in another environment: from a fresh clone (a
/// dirty tree or a shallow clone is read again instead), in another folder, with another umask and number of
/// threads, and with another git configuration in the clone. Throws Error(gate) with the first difference if
/// the bytes differ from `first`. Environment variables stay: sandboxes have their own, and nothing else
/// reads them.
void require_reproducible(const Origin& origin, const Request& request, const Srpm& first,
                          const Places& places);

}  // namespace rpmworks::srpm
