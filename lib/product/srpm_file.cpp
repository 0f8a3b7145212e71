// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/srpm_file.hpp"

#include <fmt/format.h>

#include "upstream/address.hpp"
#include "upstream/file_cache.hpp"

namespace rpmworks::product {

fs::path srpm_file(const config::PackageSource& package, const fs::path& cache, Reporter& reporter) {
  const auto local = upstream::local_file(package.srpm);
  if (!local)
    return upstream::FileCache(cache, reporter)
        .fetch({.from = {.url = package.srpm},
                .checksum = {.hex = package.sha256},
                .what = "the source package of " + package.name,
                .name = package.srpm.substr(package.srpm.rfind('/') + 1),
                .where = package.where});
  if (fs::exists(*local)) return *local;
  throw Error(ExitCode::invalid, fmt::format("the source package {} does not exist", local->string()))
      .at(package.where)
      .hint("put it there, or correct `srpm`: a path is relative to repos.yaml");
}

}  // namespace rpmworks::product
