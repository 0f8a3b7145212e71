// SPDX-License-Identifier: GPL-3.0-or-later
#include "publishing/release_folder.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "core/temporary.hpp"

using namespace rpmworks;
using namespace rpmworks::publishing;

namespace {

// The error with its hint.
std::string fault_of(const std::string& name, const FindWorkspace& find) {
  try {
    return release_folder(name, find).string();
  } catch (const Error& error) {
    return std::string(error.what()) + "; " + error.hint();
  }
}

}  // namespace

TEST_CASE("a release is found by its name in the workspace, or as a folder anywhere") {
  const TempDir folder(fs::temp_directory_path(), "rpmworks-product-");
  const store::Workspace workspace{.root = folder.path()};
  const fs::path release = workspace.releases() / "1.0.0";
  make_folders(release);
  write_file_atomically(release / "manifest.json", "{}");
  size_t asked = 0;
  const auto find = [&] {
    ++asked;
    return &workspace;
  };
  const auto find_none = []() -> const store::Workspace* { return nullptr; };

  CHECK(release_folder("1.0.0", find) == release);
  CHECK(release_folder(release.string(), find_none) == release);
  asked = 0;
  CHECK(release_folder(release.string(), find) == release);
  CHECK(asked == 0);

  CHECK(fault_of("1.0.1", find) ==
        "there is no release 1.0.1 in " + workspace.releases().string() + "; did you mean '1.0.0'?");
  CHECK(fault_of("1.0.1", find_none) ==
        "there is no folder 1.0.1, and no repos.yaml that could have a release of that name; name the folder "
        "of a release, or repos.yaml with -c FILE");
  CHECK(fault_of(workspace.root.string(), find) ==
        workspace.root.string() +
            " is not a release: it has no manifest.json; name a folder that rpmworks composed");
}
