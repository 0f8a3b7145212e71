// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::config {

/// What the RPM distributions call the packages of Debian, where no rule tells: Debian's name → RPM's names.
const std::map<std::string, std::vector<std::string>, std::less<>>& rpm_names_of_debian();

/// The names that a Debian package may have for a name or a capability of an RPM package, the likeliest
/// first: those of the table, then those that a rule makes (perl(A::B) and perl-A-B: liba-b-perl;
/// python3dist(x): python3-x; golang-x-devel: golang-x-dev; …). Whether Debian has a package of that name is
/// for the caller to find out. A version after the name is ignored.
std::vector<std::string> debian_names_of(std::string_view rpm_name);

/// Those of the requirements that the table has, as arguments of rpmworks-hostbase in a shell; "" if it has
/// none.
std::string known_to_hostbase(const std::vector<std::string>& requirements);

/// Whether the table itself has the name, so that Debian's main archive has a package for it.
bool is_known_debian(std::string_view rpm_name);

}  // namespace rpmworks::config
