// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/folders.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/threads.hpp"
#include "git/repository.hpp"
#include "git/tree_files.hpp"
#include "rpm/spec.hpp"
#include "srpm/spec_finder.hpp"

namespace rpmworks::product {

bool is_repository(const fs::path& folder) {
  try {
    (void)git::Repository::open(folder);
    return true;
  } catch (const Error&) {
    return false;
  }
}

bool has_spec(const fs::path& folder, const std::string& name, const std::string& ref) {
  try {
    const git::Repository repository = git::Repository::open(folder);
    const auto specs = srpm::find_specs(repository.tree(repository.resolve(ref)));
    return std::any_of(specs.begin(), specs.end(),
                       [&](const std::string& spec) { return git::last_name(spec) == name + ".spec"; });
  } catch (const Error&) {
    return false;  // the error is reported when the folder is packaged
  }
}

fs::path work_tree_of(const fs::path& folder) {
  try {
    return git::Repository::open(folder).work_tree();
  } catch (const Error&) {
    return {};
  }
}

std::vector<std::jthread> prepare_ahead() {
  const auto ahead = [](auto&& prepare) {
    return start_thread([prepare] {
      try {
        prepare();
      } catch (const std::exception&) {
      }
    });
  };
  std::vector<std::jthread> threads;
  threads.push_back(ahead([] { git::prepare(); }));
  threads.push_back(ahead([] { (void)rpm::macro_files_sha256(); }));
  return threads;
}

}  // namespace rpmworks::product
