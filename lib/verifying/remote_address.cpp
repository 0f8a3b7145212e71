// SPDX-License-Identifier: GPL-3.0-or-later
#include "verifying/remote_address.hpp"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "core/error.hpp"
#include "core/text.hpp"
#include "layout/client_repos.hpp"

namespace rpmworks::verifying {

namespace {

constexpr const char* k_manifest_file = "manifest.json";
constexpr const char* k_current_link = "current";
constexpr std::string_view k_repo_suffix_of_clients = ".repo";

std::string without_last_slashes(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::string parent_of(const std::string& url) {
  return url.substr(0, url.rfind('/'));
}

Error no_release(const std::string& url, const std::string& why) {
  return Error(ExitCode::invalid, fmt::format("{} is not a release", shown_url(url)))
      .note(why)
      .hint("give the URL of a release (a folder with manifest.json), of releases/, or of PRODUCT.repo");
}

bool read_manifest_at(RemoteAddress& address, const std::string& release, const WebFiles& web) {
  const std::string url = url_below(release, k_manifest_file);
  auto text = web.text(url, k_largest_manifest);
  if (!text) return false;
  try {
    address.manifest = manifest::Manifest::from_json(*text, shown_url(url));
  } catch (const Error& error) {
    throw no_release(release, error.what());
  }
  if (!address.manifest.inventory.empty())
    throw no_release(release, fmt::format("{} is an inventory, which nobody signed", shown_url(url)));
  address.release = release;
  address.manifest_json = std::move(*text);
  return true;
}

// The first mirror list that a .repo file names, with its section; nothing if it names none.
std::optional<std::pair<std::string, std::string>> first_list(const std::string& repo) {
  const std::string folder = fmt::format("/{}/", layout::k_mirror_lists);
  for (const auto& stanza : layout::read_stanzas(repo)) {
    const std::string list = stanza.value("mirrorlist");
    const size_t at = list.rfind(folder);
    // Only clients know what the variables of dnf are.
    if (at == std::string::npos || list.find('$') != std::string::npos) continue;
    return std::pair(list.substr(0, at), list.substr(at + folder.size()));
  }
  return std::nullopt;
}

// The URL of the release that the mirror lists name first.
std::string published_by_list(const std::string& url, const std::string& releases, const std::string& section,
                              const WebFiles& web) {
  const std::string list = fmt::format("{}/{}/{}", releases, layout::k_mirror_lists, section);
  const auto text = web.text(list, k_largest_small_file);
  if (!text) throw no_release(url, fmt::format("the server does not have {}", shown_url(list)));
  const auto mirrors = mirrors_in(*text);
  const std::string end = "/" + section;
  if (mirrors.empty() || !is_web_url(mirrors.front()) || !mirrors.front().ends_with(end))
    throw no_release(url, fmt::format("{} is not the mirror list of a release", shown_url(list)));
  return mirrors.front().substr(0, mirrors.front().size() - end.size());
}

RemoteAddress release_of_repo_file(const std::string& url, const WebFiles& web) {
  const auto text = web.text(url, k_largest_small_file);
  if (!text) throw no_release(url, fmt::format("the server does not have {}", shown_url(url)));
  RemoteAddress address;
  const auto list = first_list(*text);
  if (!list) {
    // The .repo file of a release itself, whose clients stay with it.
    if (read_manifest_at(address, parent_of(url), web)) return address;
    throw no_release(url, "it names no mirror list");
  }
  // Credentials are given for the URL of the file.
  const bool is_beside = shown_url(parent_of(url)) == list->first;
  address.releases = is_beside ? parent_of(url) : list->first;
  if (!is_web_url(address.releases)) throw no_release(url, "its mirror lists are on no web server");
  const std::string release = published_by_list(url, address.releases, list->second, web);
  const std::string shown = shown_url(address.releases);
  const std::string wanted =
      release.starts_with(shown + "/") ? address.releases + release.substr(shown.size()) : release;
  if (read_manifest_at(address, wanted, web)) return address;
  throw no_release(url,
                   fmt::format("the server does not have {}", shown_url(url_below(wanted, k_manifest_file))));
}

}  // namespace

std::vector<std::string> mirrors_in(const std::string& list) {
  std::vector<std::string> mirrors;
  for (const auto& line : split(list, '\n'))
    if (const std::string url(trim(line)); !url.empty() && url.front() != '#')
      mirrors.push_back(without_last_slashes(url));
  return mirrors;
}

RemoteAddress find_remote_release(const std::string& given, const WebFiles& web) {
  if (given.find_first_of("?#") != std::string::npos)
    throw Error(ExitCode::usage, fmt::format("{} has a query or a fragment", shown_url(given)))
        .hint("give the URL of a folder: its files are requested below it");
  const std::string url = without_last_slashes(given);
  if (url.ends_with(k_repo_suffix_of_clients)) return release_of_repo_file(url, web);
  RemoteAddress address;
  if (read_manifest_at(address, url, web)) return address;
  if (read_manifest_at(address, url_below(url, k_current_link), web)) {
    address.releases = url;
    return address;
  }
  throw no_release(
      url, fmt::format("the server has neither {} nor {}/{}", shown_url(url_below(url, k_manifest_file)),
                       k_current_link, k_manifest_file));
}

}  // namespace rpmworks::verifying
