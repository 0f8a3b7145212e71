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

/// Decides which package keeps a path that several have, because rpm does not install two packages with
/// different files of the same path: (path, package that gives it up). A package that Replaces the other
/// keeps the path, else the first in the closure. Packages that conflict are never installed together and
/// keep their files.
std::set<std::pair<std::string, std::string>> given_up_paths(const Closure& closure,
                                                             const ContentsByName& contents);

/// The links that each package makes instead of update-alternatives. If several packages offer a link, the
/// first in the closure makes it; none if a package has a file with that path.
std::map<std::string, std::vector<Alternative>> links_made(const Closure& closure,
                                                           const ContentsByName& contents);

/// The recipes for the Debian packages of the closure, in its order.
std::vector<Recipe> recipes_of(const Closure& closure, const ContentsByName& contents);

}  // namespace rpmworks::hostbase
