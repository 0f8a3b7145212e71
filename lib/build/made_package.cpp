// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/made_package.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/error.hpp"
#include "srpm/checked.hpp"

namespace rpmworks::build {

namespace {

constexpr const char* k_hint =
    "only rpm may write into %_rpmdir; look for a line of the spec that puts something there";

// A name may hold anything, the end of a line included.
std::string shown(std::string name) {
  std::ranges::replace_if(
      name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return name;
}

bool is_named_well(const rpm::Nevra& nevra, const std::string& file_name) {
  return std::ranges::all_of(
      std::vector<std::string>{nevra.name, nevra.evr.version, nevra.evr.release, nevra.arch, file_name},
      srpm::is_name_part);
}

}  // namespace

rpm::Package read_made_package(const fs::path& file) {
  const std::string name = file.filename().string();
  rpm::Package package;
  try {
    package = rpm::read_package(file);
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
    throw Error(ExitCode::build, fmt::format("the build made {}, which is no package", shown(name)))
        .hint(k_hint);
  }
  if (is_named_well(package.nevra, name)) return package;
  throw Error(ExitCode::build, fmt::format("the build made the package {} in the file {}, and no package is "
                                           "named so",
                                           shown(package.nevra.str()), shown(name)))
      .hint(k_hint);
}

void remove_made_packages(const fs::path& folder, const std::string& source_package) {
  std::vector<fs::path> made;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".rpm" && entry.path().filename() != source_package)
      made.push_back(entry.path());
  for (const fs::path& file : made) fs::remove(file);
}

}  // namespace rpmworks::build
