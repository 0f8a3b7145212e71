// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/plan.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"

namespace rpmworks::compose {

namespace {

constexpr std::string_view k_file_scheme = "file://";

}  // namespace

// A local path on the build machine is useless to readers. It would also make releases of the same commits
// differ between workspaces.
std::string shown_url(const std::string& url, const config::Config& config) {
  const std::string path = url.starts_with(k_file_scheme) ? url.substr(k_file_scheme.size()) : url;
  if (!path.starts_with('/') || config.file.empty()) return redacted(without_credentials(url));
  return fs::path(path).lexically_normal().lexically_relative(config.file.parent_path()).generic_string();
}

manifest::Origin origin_of(const srpm::Srpm& srpm, const config::Config& config) {
  if (srpm.git_url.empty()) {
    const auto package = config.packages.find(srpm.name);
    return manifest::FromSourcePackage{
        .url = package == config.packages.end() ? "" : shown_url(package->second.srpm, config),
        .srpm_sha256 = srpm.sha256};
  }
  manifest::FromGit git{.url = shown_url(srpm.git_url, config),
                        .ref = srpm.ref,
                        .commit = srpm.commit,
                        .srpm_sha256 = srpm.sha256,
                        .verified = {}};
  if (const auto& verified = srpm.verified)
    git.verified = {verified->what, verified->fingerprint, verified->time};
  return git;
}

}  // namespace rpmworks::compose
