// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <memory>
#include <string>

#include "core/files.hpp"

namespace GpgME {
class Context;
class Error;
}  // namespace GpgME

namespace rpmworks::sign {

/// A GnuPG context on a home. Thread-safe; throws Error when GnuPG is not installed.
std::unique_ptr<GpgME::Context> gpgme_context(const fs::path& home);

/// What gpgme says went wrong, for a person.
std::string gpgme_text(const GpgME::Error& error);

}  // namespace rpmworks::sign
