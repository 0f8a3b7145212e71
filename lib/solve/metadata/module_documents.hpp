// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: modules.yaml (github.com/fedora-modularity/libmodulemd, yaml_specs).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

/// The texts of the documents in the modules of a repository; none if it has no modules. Throws
/// Error(upstream) if they cannot be read, or were not fetched.
std::vector<std::string> module_documents(const upstream::Metadata& metadata);

/// The streams of other modules that a stream requires: alternatives, each with streams by module, of which
/// one must be active. The client's own system, `platform`, is left out.
using ModuleRequirements = std::vector<std::map<std::string, std::vector<std::string>>>;
/// `data`: of a document "modulemd"; may be null.
ModuleRequirements module_requirements(const config::Node* data);
/// Whether a stream fulfils a requirement: "18", or any but some: "-18". An empty list allows all.
bool allows(const std::vector<std::string>& wanted, const std::string& stream);

/// The value of a key of a mapping; null if there is none, or `node` is null.
const config::Node* member(const config::Node* node, std::string_view key);
/// The text of a scalar; empty for null.
std::string text_of(const config::Node* node);

}  // namespace rpmworks::solve
