// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "git/submodules.hpp"
#include "git/transport.hpp"

namespace rpmworks::git {

namespace {

bool is_relative(const std::string& url) {
  return url.starts_with("./") || url.starts_with("../");
}

// Whether it is a path or a file URL, existing or not. As in git, a ':' before any '/' means a host.
bool is_on_this_machine(const std::string& url) {
  if (url.starts_with("file://")) return true;
  if (url.find("://") != std::string::npos) return false;
  return url.find(':') == std::string::npos || url.find('/') < url.find(':');
}

// The length of the part before the path: scheme and host, or "host:".
size_t host_length(const std::string& base) {
  if (const size_t scheme = base.find("://"); scheme != std::string::npos)
    return std::min(base.find('/', scheme + 3), base.size());
  return is_on_this_machine(base) ? 0 : base.find(':') + 1;
}

std::string counted_from(const std::string& base, const std::string& url) {
  const size_t host = host_length(base);
  std::string path = base.substr(host);
  while (path.ends_with('/')) path.pop_back();
  std::string rest = url;
  for (;;) {
    if (rest.starts_with("./")) {
      rest.erase(0, 2);
      continue;
    }
    if (!rest.starts_with("../")) break;
    rest.erase(0, 3);
    if (path.empty())
      throw Error(ExitCode::invalid,
                  fmt::format("the URL '{}' points above the root of {}", url, without_credentials(base)))
          .hint("git resolves it relative to the URL of the repository itself");
    path.erase(path.find('/') == std::string::npos ? 0 : path.rfind('/'));
  }
  while (rest.ends_with('/')) rest.pop_back();
  const bool needs_slash = !path.empty() || base.find("://") != std::string::npos || base.starts_with('/');
  return base.substr(0, host) + path + (needs_slash ? "/" : "") + rest;
}

}  // namespace

std::string submodule_url(const std::string& base, const std::string& url) {
  const std::string full = is_relative(url) ? counted_from(base, url) : url;
  const bool may_be_here = is_relative(url) && is_on_this_machine(base);
  // Something that looks like a host may also be a folder in the working folder.
  const bool is_here = is_on_this_machine(full) && !full.empty() && !full.starts_with('-');
  if (!may_be_here && (is_here || parse_origin(full).local))
    throw Error(ExitCode::invalid, fmt::format("the URL '{}' is a path on this machine", url))
        .hint(
            "a repository must not choose what is read on this machine: make the URL relative (../NAME.git), "
            "or check "
            "out the submodule with git, which is then used");
  return full;
}

}  // namespace rpmworks::git
