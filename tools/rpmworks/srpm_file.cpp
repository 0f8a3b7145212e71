// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm_file.hpp"

#include <fmt/format.h>

#include "core/lock.hpp"
#include "upstream/address.hpp"
#include "upstream/download.hpp"

namespace rpmworks::cli {

namespace {

fs::path download(const config::PackageSource& package, const fs::path& cache) {
  const size_t slash = package.srpm.rfind('/');
  const std::string name = package.srpm.substr(slash + 1);
  const fs::path folder = cache / "srpms" / package.sha256;
  fs::path file = folder / name;
  const FileLock lock = FileLock::wait(folder / ".lock");
  if (fs::exists(file) && digest_of_file(file) == package.sha256) return file;
  const fs::path part = folder / (name + ".part");
  upstream::Downloader downloader(package.name, package.srpm.substr(0, slash), "");
  downloader.fetch({{.href = name, .to = part, .checksum = {DigestAlgorithm::sha256, package.sha256}}}, 1,
                   [](const upstream::Wanted&) {});
  rename_durably(part, file);
  return file;
}

}  // namespace

fs::path srpm_file(const config::PackageSource& package, const fs::path& cache) {
  const auto local = upstream::local_file(package.srpm);
  if (!local) return download(package, cache);
  if (fs::exists(*local)) return *local;
  throw Error(ExitCode::invalid, fmt::format("the source package {} is not there", local->string()))
      .at(package.where)
      .hint("put it there, or mend `srpm`: a path is relative to repos.yaml");
}

}  // namespace rpmworks::cli
