// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/uncommitted_specs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "srpm/spec_finder.hpp"

namespace rpmworks::srpm {

namespace {

std::vector<std::string> specs_in(const fs::path& work_tree, const std::string& folder) {
  std::vector<std::string> specs;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(work_tree / folder, unreadable))
    if (const std::string name = entry.path().filename().string(); name.ends_with(".spec") && name != ".spec")
      specs.push_back(git::below(folder, name));
  std::sort(specs.begin(), specs.end());
  return specs;
}

}  // namespace

std::vector<std::string> uncommitted_specs(const git::TreeFiles& tree, const Request& request) {
  const fs::path work_tree = tree.repository().work_tree();
  if (work_tree.empty() || !request.ref.empty()) return {};
  std::vector<std::string> specs;
  if (!request.spec.empty()) {
    specs = {git::below(request.subdir, request.spec)};
    if (!request.subdir.empty()) specs.push_back(request.spec);
  } else {
    for (const auto folder : k_spec_folders) {
      const std::string inner(folder);
      const auto found = specs_in(work_tree, inner.empty()            ? request.subdir
                                             : request.subdir.empty() ? inner
                                                                      : git::below(request.subdir, inner));
      specs.insert(specs.end(), found.begin(), found.end());
    }
  }
  std::erase_if(specs, [&](const std::string& spec) {
    std::error_code unreadable;
    return !fs::is_regular_file(work_tree / spec, unreadable) || tree.find(spec);
  });
  return specs;
}

bool explain_uncommitted(Error& error, const git::TreeFiles& tree, const std::vector<std::string>& specs,
                         const Request& request) {
  if (specs.empty()) return false;
  std::move(error).note(fmt::format("{} {} in the work tree but not committed", join(specs, ", "),
                                    specs.size() == 1 ? "is" : "are"));
  // git add refuses a file that .gitignore lists, unless -f is given.
  const bool is_ignored = tree.repository().untracked(specs).size() < specs.size();
  const std::string add = (is_ignored ? "git add -f " : "git add ") + join(specs, " ");
  if (request.dirty)
    std::move(error).hint("--dirty packages what git tracks: " + add);
  else
    std::move(error).hint(fmt::format("only committed files are packaged: {} && git commit", add));
  return true;
}

}  // namespace rpmworks::srpm
