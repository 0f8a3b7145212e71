// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: modules.yaml (github.com/fedora-modularity/libmodulemd, yaml_specs).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

/// The texts of the documents in the modules of a repository; none if it has no modules. Throws
/// Error(upstream) if they cannot be read, or were not fetched.
std::vector<std::string> module_documents(const upstream::Metadata& metadata);

/// The value of a key of a mapping; null if there is none, or `node` is null.
const config::Node* member(const config::Node* node, std::string_view key);
/// The text of a scalar; empty for null.
std::string text_of(const config::Node* node);

}  // namespace rpmworks::solve
