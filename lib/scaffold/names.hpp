// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::scaffold {

/// A valid package name derived from a project's name; empty if nothing valid remains.
std::string package_name(std::string_view text);

/// A URL for a browser, without credentials: ssh and host:path become https. Empty for folders.
std::string public_url(std::string_view remote);

}  // namespace rpmworks::scaffold
