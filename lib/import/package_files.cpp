// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/package_files.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "inside/paths.hpp"
#include "spec/name_checks.hpp"
#include "spec/runner.hpp"

namespace rpmworks::importer {

namespace {

// The sandbox's output must contain only the expected files: no links, no other kinds.
std::vector<std::string> plain_files(const fs::path& folder, const std::string& package) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    struct stat status {};
    if (::lstat(entry.path().c_str(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink != 1)
      throw Error(ExitCode::invalid,
                  fmt::format("{} is not a regular file", entry.path().filename().string()))
          .at({.file = package});
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

PackageFiles unpack_package(const Request& request, const fs::path& copy, const fs::path& folder) {
  const std::string shown = request.file.string();
  const std::string target = request.arch + "-linux";
  rpm::Macros all = request.macros;
  all["_topdir"] = inside::top.string();
  all["_sourcedir"] = all["_specdir"] = inside::sources.string();
  spec::Bounds longer = request.bounds;
  longer.file_bytes = rpm::k_everything.file_bytes;
  longer.deadline += std::chrono::milliseconds(fs::file_size(copy) / spec::k_slowest_payload);
  PackageFiles files{.folder = folder};
  files.package = spec::ask({.sources = folder, .writes_sources = true, .package = fs::absolute(copy)},
                            {.action = inside::Query::Action::extract,
                             .file = (inside::package / copy.filename()).string(),
                             .macros = all,
                             .target = target},
                            longer)
                      .package;
  if (!files.package.left_out.empty())
    throw Error(ExitCode::invalid, "the package exceeds the size limits of source packages")
        .at({.file = shown})
        .note("left out: " + files.package.left_out.front());
  spec::check_names(files.package.nevra.name, files.package.nevra.evr, copy.filename().string());
  files.names = plain_files(folder, shown);
  if (!std::binary_search(files.names.begin(), files.names.end(), files.package.spec_file))
    throw Error(ExitCode::invalid,
                fmt::format("the package does not contain its spec {}", files.package.spec_file))
        .at({.file = shown});
  try {
    files.info = spec::ask({.sources = folder},
                           {.action = inside::Query::Action::parse,
                            .file = (inside::sources / files.package.spec_file).string(),
                            .macros = all,
                            .target = target,
                            .is_others = true},
                           request.bounds)
                     .spec;
  } catch (const Error& error) {
    if (error.code() == ExitCode::interrupted) throw;
    files.unparsable = trim(error.render());
  }
  return files;
}

}  // namespace rpmworks::importer
