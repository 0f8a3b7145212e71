// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "gates/gate.hpp"

namespace rpmworks::gates {

namespace {

bool is_feature_of_rpm(const std::string& requirement) {
  return requirement.starts_with("rpmlib(");
}

// A package may have no files if installing it does something: it requires, provides, conflicts with or
// obsoletes other packages, or runs a script.
bool is_without_effect(const rpm::Contents& contents) {
  const rpm::Package& package = contents.package;
  const auto is_itself = [&](const std::string& provided) {
    const std::string name = provided.substr(0, provided.find(' '));
    const bool has_isa = name.ends_with("-64)") || name.ends_with("-32)");
    return name == package.nevra.name || (has_isa && name.starts_with(package.nevra.name + "("));
  };
  return contents.files.empty() && !contents.has_scriptlets &&
         std::ranges::all_of(package.requires_, is_feature_of_rpm) &&
         std::ranges::all_of(package.provides, is_itself) && package.conflicts.empty() &&
         package.obsoletes.empty() && package.recommends.empty();
}

}  // namespace

Check empty_gate(const GateInputs& inputs) {
  const ReleaseOnDisk& release = inputs.release;
  std::vector<Finding> findings;
  for (size_t i = 0; i < release.contents.size(); ++i) {
    const manifest::Entry& entry = release.manifest->packages[i];
    if (!entry.build || entry.nevra.is_source() || !is_without_effect(*release.contents[i])) continue;
    findings.push_back({fmt::format("{}.{}", entry.nevra.name, entry.nevra.arch),
                        fmt::format("{} contains no file, requires nothing and runs no script: complete its "
                                    "%files, or remove the package from the spec",
                                    entry.nevra.str()),
                        entry.file});
  }
  return judged("empty", release.name(), std::move(findings));
}

}  // namespace rpmworks::gates
