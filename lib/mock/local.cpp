// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/local.hpp"

#include "repodata/repodata.hpp"
#include "rpm/package.hpp"

namespace rpmworks::mock {

void make_local_repository(const fs::path& folder, const std::vector<fs::path>& packages) {
  remove_tree(folder);
  make_folders(folder);
  std::vector<repodata::PackageFile> names;
  for (const auto& package : packages) {
    fs::path name = rpm::read_package(package).nevra.file_name();
    // Copies, because the package manager runs as root and must not be able to change the store.
    copy_file_contents(package, folder / name);
    names.push_back({.path = std::move(name)});
  }
  repodata::write(folder, names, {});
}

}  // namespace rpmworks::mock
