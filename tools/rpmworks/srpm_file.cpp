// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm_file.hpp"

#include <fmt/format.h>

#include "upstream/file_cache.hpp"

namespace rpmworks::cli {

namespace {

constexpr std::string_view k_file = "file://";

}  // namespace

fs::path srpm_file(const config::PackageSource& package, const fs::path& cache, Reporter& reporter) {
  if (package.srpm.starts_with(k_file)) return package.srpm.substr(k_file.size());
  if (package.srpm.find("://") != std::string::npos)
    return upstream::FileCache(cache, reporter)
        .fetch({.from = {.url = package.srpm},
                .checksum = {.hex = package.sha256},
                .what = "the source package of " + package.name,
                .name = package.srpm.substr(package.srpm.rfind('/') + 1),
                .where = package.where});
  if (fs::exists(package.srpm)) return package.srpm;
  throw Error(ExitCode::invalid, fmt::format("the source package {} is not there", package.srpm))
      .at(package.where);
}

}  // namespace rpmworks::cli
