// SPDX-License-Identifier: GPL-3.0-or-later
// Licences as the License tag of packages has them.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace rpmworks::gates {

/// A licence with single blanks, in lower case: names of licences have no case (SPDX, annex D).
std::string normal_license(const std::string& license);

/// The licences of an expression that `allowed`, in the form of normal_license, lacks; empty if they allow
/// the package. The expression is one of SPDX, "MIT AND (GPL-2.0-only WITH Classpath-exception-2.0 OR
/// Apache-2.0)", or an older tag, "GPLv2+ and (BSD or Public Domain)"; operators have no case, AND comes
/// before OR. Of alternatives, one is sufficient. "X WITH Y" is allowed if it is in the list or X is: an
/// exception only adds permissions. A whole expression that is in the list is allowed. If the expression
/// cannot be parsed, returns the whole of it.
std::vector<std::string> refused_licenses(const std::string& expression,
                                          const std::set<std::string>& allowed);

}  // namespace rpmworks::gates
