// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rpmworks::scaffold {

/// The template of `rpmworks init --template` for the package that installs a product's repositories.
constexpr const char* k_release_template = "release";

/// The spec PRODUCT-release.spec: it makes PRODUCT.repo from PRODUCT.repo.in or, with `by_dist`, from
/// PRODUCT%{?dist}.repo.in, and installs it with the public keys; with `zypper`, also where zypper reads it.
std::string release_spec(const std::string& product, bool by_dist, bool zypper);

}  // namespace rpmworks::scaffold
