// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: who supplies the product.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/fields.hpp"

namespace rpmworks::config {

/// The keys of `supplier`.
const std::vector<std::string>& supplier_keys();

/// Reads `supplier`: `name`, `url` (http or https) and `contact` (an e-mail address or a URL).
Supplier read_supplier(const Fields& fields);

}  // namespace rpmworks::config
