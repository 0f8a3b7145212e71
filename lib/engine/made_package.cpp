// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/made_package.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/error.hpp"
#include "core/text.hpp"
#include "rpm/symbols.hpp"
#include "spec/name_checks.hpp"

namespace rpmworks::engine {

namespace {

constexpr const char* k_hint =
    "only rpm may write into %_rpmdir; look for a command of the spec that writes there";

// A name in a package may hold any byte, including line breaks.
std::string shown(std::string name) {
  std::ranges::replace_if(
      name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return name;
}

bool is_named_well(const rpm::Nevra& nevra, const std::string& file_name) {
  return std::ranges::all_of(
      std::vector<std::string>{nevra.name, nevra.evr.version, nevra.evr.release, nevra.arch, file_name},
      spec::is_name_part);
}

std::string stem_of(const std::string& name, const rpm::Evr& evr) {
  return fmt::format("{}-{}-{}", name, evr.version, evr.release);
}

// The package whose symbols a debug package holds: "greet-libs" of "greet-libs-debuginfo". Empty for any
// other package.
std::string symbols_of(const std::string& name) {
  for (const std::string_view end : {"-debuginfo", "-debugsource"})
    if (name.ends_with(end)) return name.substr(0, name.size() - end.size());
  return {};
}

}  // namespace

void require_made_from(const srpm::Srpm& srpm, const rpm::Package& package, const std::string& file_name) {
  const std::string nevra = shown(package.nevra.str());
  if (package.is_source())
    throw Error(ExitCode::build, fmt::format("the build made the source package {}", nevra)).hint(k_hint);
  const std::string stem = std::string(rpm::source_file_stem(package.source_rpm));
  const bool is_others = srpm.commit.empty() && stem == stem_of(srpm.info.name, srpm.info.evr);
  if (stem != stem_of(srpm.nevra.name, srpm.nevra.evr) && !is_others)
    throw Error(ExitCode::build, fmt::format("the build made {} from {} instead of its source package {}",
                                             nevra, shown(package.source_rpm), srpm.nevra.file_name()))
        .hint(
            "if the spec gets another name, version or release in the build root, write the value into the "
            "spec, or set the macros that it depends on for the target: `dist` or `macros`, in repos.yaml");
  if (package.nevra.file_name() != file_name)
    throw Error(ExitCode::build,
                fmt::format("the build made the package {} in the file {}", nevra, shown(file_name)))
        .hint(fmt::format("its file must be named {}: leave %_build_name_fmt and %_rpmfilename as they are",
                          shown(package.nevra.file_name())));
}

Declared declared_by(const srpm::Srpm& srpm) {
  Declared declared;
  for (const rpm::SpecPackage& package : srpm.info.packages) declared.packages.push_back(package.nevra);
  return declared;
}

std::vector<rpm::Nevra> undeclared(const std::vector<Artifact>& made, const srpm::Srpm& srpm,
                                   const Declared& declared) {
  const rpm::Evr& evr = srpm.info.evr.version.empty() ? srpm.nevra.evr : srpm.info.evr;
  const auto is_declared = [&](const Artifact& artifact) {
    const rpm::Nevra& nevra = artifact.package.nevra;
    if (std::ranges::find(declared.packages, nevra) != declared.packages.end()) return true;
    if (const std::string name = symbols_of(nevra.name); !name.empty()) {
      // A build may write a package with such a name and any contents into %_rpmdir.
      if (!rpm::holds_only_symbols(artifact.path)) return false;
      if (name == srpm.nevra.name && nevra.evr == evr) return true;
      return std::ranges::any_of(declared.packages, [&](const rpm::Nevra& one) {
        return one.name == name && (nevra.evr == one.evr || nevra.evr == evr);
      });
    }
    return declared.adds_packages && nevra.evr == evr && nevra.name.starts_with(srpm.nevra.name + "-");
  };
  std::vector<rpm::Nevra> found;
  for (const Artifact& artifact : made)
    if (!is_declared(artifact)) found.push_back(artifact.package.nevra);
  return found;
}

Error undeclared_error(const srpm::Srpm& srpm, const std::vector<rpm::Nevra>& packages) {
  std::vector<std::string> names;
  for (const rpm::Nevra& nevra : packages) names.push_back(shown(nevra.str()));
  return Error(ExitCode::build, fmt::format("building {} made {}, which its spec does not declare",
                                            srpm.nevra.str(), join(names, ", ")))
      .hint(
          "declare it with %package and %files; %_rpmdir may contain only packages that rpm itself makes "
          "from the spec");
}

rpm::Package read_made_package(const fs::path& file) {
  const std::string name = file.filename().string();
  rpm::Package package;
  try {
    package = rpm::read_package(file);
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
    throw Error(ExitCode::build, fmt::format("the build made {}, which is not a package", shown(name)))
        .hint(k_hint);
  }
  if (is_named_well(package.nevra, name)) return package;
  throw Error(ExitCode::build,
              fmt::format("the build made the package {} in the file {}, but one of these names is not valid",
                          shown(package.nevra.str()), shown(name)))
      .hint(k_hint);
}

std::vector<Artifact> store_packages(std::vector<Artifact> made, store::Store& store) {
  for (Artifact& artifact : made) {
    artifact.sha256 = store.put_file(artifact.path);
    artifact.path = store.blob(artifact.sha256);
  }
  std::sort(made.begin(), made.end(),
            [](const Artifact& a, const Artifact& b) { return a.package.nevra < b.package.nevra; });
  return made;
}

void remove_made_packages(const fs::path& folder, const std::string& source_package) {
  std::vector<fs::path> made;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".rpm" && entry.path().filename() != source_package)
      made.push_back(entry.path());
  for (const fs::path& file : made) fs::remove(file);
}

}  // namespace rpmworks::engine
