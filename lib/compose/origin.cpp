// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/plan.hpp"

namespace rpmworks::compose {

namespace {

constexpr std::string_view k_file = "file://";

// A password in a URL is for fetching; a release is for the world. ssh needs its user name and has no secret
// in it.
std::string without_credentials(const std::string& url) {
  const size_t scheme = url.find("://");
  if (scheme == std::string::npos) return url;
  const size_t start = scheme + 3;
  const size_t end = std::min(url.find('/', start), url.size());
  const size_t at = url.rfind('@', end);
  if (at == std::string::npos || at < start || at >= end) return url;
  std::string user = url.substr(start, at - start);
  if (!url.starts_with("ssh") && !url.starts_with("git+ssh"))
    return url.substr(0, start) + url.substr(at + 1);
  user = user.substr(0, user.find(':'));
  return url.substr(0, start) + user + url.substr(at);
}

// The path of a builder's machine says nothing to a reader, and would make releases of the same commits
// differ from one workspace to the next.
std::string shown_url(const std::string& url, const config::Config& config) {
  const std::string path = url.starts_with(k_file) ? url.substr(k_file.size()) : url;
  if (!path.starts_with('/') || config.file.empty()) return without_credentials(url);
  return fs::path(path).lexically_normal().lexically_relative(config.file.parent_path()).generic_string();
}

}  // namespace

manifest::Origin origin_of(const srpm::Srpm& srpm, const config::Config& config) {
  if (!srpm.git_url.empty())
    return {.kind = "git",
            .url = shown_url(srpm.git_url, config),
            .ref = srpm.ref,
            .commit = srpm.commit,
            .srpm_sha256 = srpm.sha256,
            .upstream = {}};
  const auto package = config.packages.find(srpm.name);
  return {.kind = "srpm",
          .url = package == config.packages.end() ? "" : shown_url(package->second.srpm, config),
          .ref = {},
          .commit = {},
          .srpm_sha256 = srpm.sha256,
          .upstream = {}};
}

}  // namespace rpmworks::compose
