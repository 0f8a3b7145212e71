// SPDX-License-Identifier: GPL-3.0-or-later
#include "release_folder.hpp"

#include <fmt/format.h>

#include "compose/compose.hpp"
#include "core/text.hpp"

namespace rpmworks::cli {

namespace {

constexpr const char* k_manifest = "manifest.json";

bool is_release(const fs::path& folder) {
  std::error_code unreadable;
  return fs::is_regular_file(folder / k_manifest, unreadable);
}

}  // namespace

fs::path release_folder(Context& context, const std::string& name_or_folder) {
  const bool is_name =
      name_or_folder.find('/') == std::string::npos && name_or_folder != "." && name_or_folder != "..";
  const bool has_workspace = context.has_config();
  if (is_name && has_workspace && is_release(context.workspace().releases() / name_or_folder))
    return context.workspace().releases() / name_or_folder;
  if (is_release(name_or_folder)) return fs::absolute(name_or_folder).lexically_normal();
  std::error_code unreadable;
  if (fs::is_directory(name_or_folder, unreadable))
    throw Error(ExitCode::invalid, fmt::format("{} is no release: it has no {}", name_or_folder, k_manifest))
        .hint("name a folder that rpmworks composed");
  if (!has_workspace)
    throw Error(
        ExitCode::invalid,
        fmt::format("there is no folder {}, and no repos.yaml whose release it could be", name_or_folder))
        .hint("name the folder of a release, or repos.yaml with -c FILE");
  const auto names = compose::releases(context.workspace());
  const auto meant = did_you_mean(name_or_folder, names);
  throw Error(ExitCode::invalid, fmt::format("there is no release {} in {}", name_or_folder,
                                             context.workspace().releases().string()))
      .hint(meant           ? *meant
            : names.empty() ? fmt::format("make it: rpmworks release {}", name_or_folder)
                            : fmt::format("the releases are: {}", join(names, ", ")));
}

manifest::Manifest manifest_of(const fs::path& folder) {
  const fs::path file = folder / k_manifest;
  return manifest::Manifest::from_json(read_file(file), file.string());
}

}  // namespace rpmworks::cli
