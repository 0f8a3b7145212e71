// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/work_tree.hpp"

#include <fmt/format.h>

#include <optional>

#include "core/text.hpp"
#include "srpm/dirty.hpp"

namespace rpmworks::product {

namespace {

constexpr size_t k_shown = 5;

Error changed_error(const git::Repository& repository, const std::vector<std::string>& files, DirtyTree how) {
  const size_t shown = std::min(files.size(), k_shown);
  Error error(ExitCode::invalid, fmt::format("{} has {} uncommitted {}, which HEAD does not contain",
                                             without_slash(repository.work_tree()), files.size(),
                                             files.size() == 1 ? "file" : "files"));
  std::move(error).notes({files.begin(), files.begin() + static_cast<ptrdiff_t>(shown)});
  if (files.size() > shown) std::move(error).note(fmt::format("and {} more", files.size() - shown));
  std::move(error).hint(
      how == DirtyTree::offer
          ? "commit them, include them with --dirty, or package HEAD without them with --ref HEAD"
          : "commit them, or set `ref:` of the package to a commit");
  return error;
}

// A path relative to the root of a work tree. Resolves links in the folders of the path, but not in its last
// part, because a spec may be a link.
std::optional<fs::path> below_root(const fs::path& path, const fs::path& work_tree) {
  std::error_code unreadable;
  const fs::path folder = fs::canonical(path.has_parent_path() ? path.parent_path() : ".", unreadable);
  if (unreadable) return std::nullopt;
  const fs::path inside = (folder / path.filename()).lexically_relative(fs::canonical(work_tree));
  if (inside.empty() || *inside.begin() == "..") return std::nullopt;
  return inside;
}

}  // namespace

std::string inside_of_tree(const std::string& given, const char* option) {
  if (given.empty()) return given;
  fs::path path = fs::path(given).lexically_normal();
  if (path.is_absolute() || *path.begin() == "..")
    throw Error(ExitCode::usage, fmt::format("{} {} is outside of the repository", option, given))
        .hint("use a path relative to the root of the repository");
  // A shell completes folders with a slash.
  if (!path.has_filename()) path = path.parent_path();
  return path == "." ? "" : path.string();
}

std::string path_in_tree(const std::string& given, const char* option, const fs::path& work_tree) {
  if (given.empty()) return given;
  const fs::path path = fs::path(given).lexically_normal();
  const bool is_elsewhere = path.is_absolute() || *path.begin() == ".." || !is_there(work_tree / path);
  if (!work_tree.empty() && is_elsewhere && is_there(path))
    if (const auto inside = below_root(path, work_tree)) return inside->string();
  return inside_of_tree(given, option);
}

std::string folder_in_tree(const fs::path& folder, const fs::path& work_tree) {
  if (work_tree.empty()) return {};
  const auto inside = below_root(folder / "", work_tree);
  return inside ? inside_of_tree(inside->string(), "") : "";
}

std::string without_slash(const fs::path& folder) {
  std::string text = folder.string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

void settle_changes(const git::Repository& repository, srpm::Request& request, DirtyTree how) {
  if (how == DirtyTree::package && !request.ref.empty())
    throw Error(ExitCode::usage,
                fmt::format("--dirty packages a work tree, but the ref {} is a commit", request.ref))
        .hint("remove one of them");
  if (how == DirtyTree::package && repository.work_tree().empty())
    throw Error(ExitCode::usage, fmt::format("--dirty packages a work tree, but {} has none",
                                             without_slash(repository.git_dir())))
        .hint("pass the folder of a work tree");
  if (how == DirtyTree::leave) return;
  const std::vector<std::string> files = srpm::changes_to_package(repository, request);
  if (files.empty()) return;
  if (how != DirtyTree::package) throw changed_error(repository, files, how);
  request.dirty = true;
}

void warn_of_untracked(Reporter& reporter, const git::Repository& repository, const srpm::Request& request,
                       const srpm::Srpm& srpm) {
  for (const auto& file : srpm::untracked_sources(repository, request, srpm))
    reporter.warning(
        fmt::format("the spec names {}, which git does not track, so this file is not packaged: git add it, "
                    "or let git ignore it",
                    file));
}

}  // namespace rpmworks::product
