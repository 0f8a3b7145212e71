// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "closure.hpp"
#include "contents.hpp"
#include "spec.hpp"

namespace rpmworks::hostbase {

using ContentsByName = std::map<std::string, Contents>;

/// Which package keeps a path that several have, since rpm refuses to install two packages that differ in a
/// file: (path, package that gives it up). The one that Replaces the other keeps it, else the one that stands
/// first in the closure. Packages that conflict are never installed together, and keep what they have.
std::set<std::pair<std::string, std::string>> given_up_paths(const Closure& closure,
                                                             const ContentsByName& contents);

/// The links each package makes in place of update-alternatives. Of several packages that offer a link, the
/// first in the closure makes it; none does when a package has a file of that name.
std::map<std::string, std::vector<Alternative>> links_made(const Closure& closure,
                                                           const ContentsByName& contents);

/// What is built of each Debian package of the closure, in its order.
std::vector<Recipe> recipes_of(const Closure& closure, const ContentsByName& contents);

}  // namespace rpmworks::hostbase
