// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::config {

/// RPM names of Debian packages that no rule derives: Debian's name → names in RPM distributions.
const std::map<std::string, std::vector<std::string>, std::less<>>& rpm_names_of_debian();

/// Possible Debian packages for a name or a capability of an RPM package, most likely first: those in the
/// table, then those that a rule derives (perl(A::B) and perl-A-B: liba-b-perl; python3dist(x): python3-x;
/// golang-x-devel: golang-x-dev; …). The caller must check whether Debian has such a package. A version after
/// the name is ignored.
std::vector<std::string> debian_names_of(std::string_view rpm_name);

/// The requirements that are in the table, as shell arguments for rpmworks-hostbase; "" if there are none.
std::string known_to_hostbase(const std::vector<std::string>& requirements);

/// Whether the table contains the name, so that Debian's main archive has a package for it.
bool is_known_debian(std::string_view rpm_name);

}  // namespace rpmworks::config
