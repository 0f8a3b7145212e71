// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::scaffold {

/// A valid, commented repos.yaml for a product of this name, without packages and signing key.
std::string repos_yaml(std::string_view product);

/// A product name derived from a folder's name: letters, digits, '.', '_' and '-'; "product" if none remain.
std::string product_name(std::string_view folder);

}  // namespace rpmworks::scaffold
