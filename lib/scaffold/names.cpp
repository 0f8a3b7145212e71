// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/text.hpp"

namespace rpmworks::scaffold {

std::string package_name(std::string_view text) {
  std::string name;
  for (const char c : trim(text)) {
    const bool is_allowed = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                            std::string_view("._-+").find(c) != std::string_view::npos;
    if (is_allowed && (!name.empty() || std::isalnum(static_cast<unsigned char>(c)) != 0))
      name += c;
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  while (!name.empty() && std::isalnum(static_cast<unsigned char>(name.back())) == 0 && name.back() != '+')
    name.pop_back();
  return name.substr(0, 100);
}

std::string public_url(std::string_view remote) {
  std::string url;
  const size_t scheme = remote.find("://");
  if (scheme != std::string_view::npos) {
    const std::string_view name = remote.substr(0, scheme);
    if (name != "https" && name != "http" && name != "ssh" && name != "git" && name != "git+ssh") return {};
    std::string_view rest = remote.substr(scheme + 3);
    std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    rest.remove_prefix(host.size());
    if (const size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
    if (name != "https" && name != "http")
      host = host.substr(0, host.rfind(':'));  // drop the port, which belongs to another protocol
    url = fmt::format("{}://{}{}", name == "http" ? "http" : "https", host,
                      rest.substr(0, rest.find_first_of("?#")));
  } else {
    const size_t colon = remote.find(':');
    if (colon == std::string_view::npos || remote.find('/') < colon) return {};
    std::string_view host = remote.substr(0, colon);
    if (const size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
    std::string_view path = remote.substr(colon + 1);
    while (path.starts_with('/')) path.remove_prefix(1);
    url = fmt::format("https://{}/{}", host, path);
  }
  while (url.ends_with('/')) url.pop_back();
  if (url.ends_with(".git")) url.erase(url.size() - 4);
  const bool has_blank =
      std::any_of(url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) <= ' '; });
  return has_blank ? "" : url;
}

}  // namespace rpmworks::scaffold
