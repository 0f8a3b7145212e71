// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::scaffold {

/// A commented repos.yaml for a product of this name, valid as it is: what is left to fill in is its packages
/// and the signing key.
std::string repos_yaml(std::string_view product);

/// A product's name made of a folder's: letters, digits, '.', '_' and '-'; "product" when none are left.
std::string product_name(std::string_view folder);

}  // namespace rpmworks::scaffold
