// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "recipes.hpp"

namespace rpmworks::hostbase {

/// Seeds for which a rule found a package that does not contain them: a capability that nothing in the
/// closure provides, a file that no package has, a module that is not part of Perl.
std::vector<std::string> wrong_answers(const Closure& closure, const ContentsByName& contents);

/// The names in RPM distributions for the content of a package: python3-pyyaml for a package with
/// python3dist(pyyaml), perl-A-B for liba-b-perl with perl(A::B), the packages that Perl itself is split
/// into.
std::vector<std::string> names_by_contents(const std::string& debian_name, const Contents& contents);

}  // namespace rpmworks::hostbase
