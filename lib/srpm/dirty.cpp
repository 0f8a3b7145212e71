// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/dirty.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/pattern.hpp"
#include "core/text.hpp"
#include "git/tree_files.hpp"
#include "spec/parse_view.hpp"

namespace rpmworks::srpm {

namespace {

constexpr std::string_view k_mark = ".dirty";

// A macro with parameters takes the rest of its line: "%autorelease -b 3" must be closed before the mark.
std::string marked(const std::string& release) {
  static const Pattern bare_macro("(^|[^%])(%%)*%[A-Za-z_]");
  return bare_macro.is_in(release) ? fmt::format("%{{expand:{}}}{}", release, k_mark)
                                   : fmt::format("{}{}", release, k_mark);
}

// The file of a source in the work tree; "" if there is none, or if it differs from what the package would
// contain.
std::string file_of(const git::Repository& repository, const Request& request, const std::string& spec,
                    const rpm::SpecSource& source) {
  if (!request.ref.empty() || repository.work_tree().empty() ||
      request.generated_sources.contains(source.file) || request.remote_sources.contains(source.file))
    return {};
  for (const auto& folder : spec::source_folders(spec, request.subdir)) {
    std::string path = git::below(folder, source.file);
    std::error_code unseen;
    if (fs::exists(fs::symlink_status(repository.work_tree() / path, unseen))) return path;
  }
  return {};
}

}  // namespace

std::vector<std::string> changes_to_package(const git::Repository& repository, const Request& request) {
  if (!request.ref.empty() || repository.work_tree().empty()) return {};
  std::vector<std::string> files = repository.changed_files();
  if (request.subdir.empty()) return files;
  const std::vector<std::string> near =
      request.spec.empty() ? std::vector<std::string>{} : spec::source_folders(request.spec, request.subdir);
  std::erase_if(files, [&](const std::string& file) {
    const std::string folder = git::folder_of(file);
    const bool sets_attributes = git::last_name(file) == ".gitattributes" &&
                                 (folder.empty() || request.subdir.starts_with(folder + "/"));
    return !file.starts_with(request.subdir + "/") && file != request.spec && !sets_attributes &&
           std::find(near.begin(), near.end(), folder) == near.end();
  });
  return files;
}

std::string untracked_file_of(const git::Repository& repository, const Request& request,
                              const std::string& spec, const rpm::SpecSource& source) {
  const std::string path = file_of(repository, request, spec, source);
  return path.empty() || repository.untracked({path}).empty() ? "" : path;
}

std::vector<std::string> untracked_sources(const git::Repository& repository, const Request& request,
                                           const Srpm& srpm) {
  std::vector<std::string> paths;
  for (const auto& source : srpm.info.sources)
    if (std::string path = file_of(repository, request, srpm.spec, source); !path.empty())
      paths.push_back(std::move(path));
  return repository.untracked(paths);
}

std::string with_dirty_release(const std::string& spec_text) {
  static const Pattern release("^(\\s*release\\s*:\\s*)(\\S.*?)(\\s*)$", Pattern::Case::ignored);
  std::vector<std::string> lines = split(spec_text, '\n');
  for (auto& line : lines)
    if (const auto match = release.match(line)) line = (*match)[1] + marked((*match)[2]) + (*match)[3];
  return join(lines, "\n");
}

void require_dirty_release(const rpm::Evr& evr, const std::string& spec) {
  if (evr.release.ends_with(k_mark)) return;
  throw Error(ExitCode::invalid, fmt::format("cannot add the .dirty mark to the release {}", evr.release))
      .at({.file = spec})
      .hint(
          "the mark is added to the line `Release: …`, but this spec sets the release elsewhere: commit the "
          "changes");
}

}  // namespace rpmworks::srpm
