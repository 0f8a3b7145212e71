// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/mirror_list.hpp"

#include <fmt/format.h>
#include <librepo/librepo.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <vector>

#include "core/error.hpp"
#include "core/handle.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"
#include "upstream/download.hpp"

namespace rpmworks::upstream {

namespace {

// librepo skips rsync.
constexpr std::array<std::string_view, 4> k_servers = {"http://", "https://", "ftp://", "rsync://"};

bool is_server(std::string url) {
  for (char& letter : url) letter = static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter + 32 : letter);
  return std::ranges::any_of(k_servers, [&](std::string_view scheme) { return url.starts_with(scheme); });
}

std::vector<std::string> mirrors_in(const FileDescriptor& list, bool metalink, std::string& failure) {
  std::vector<std::string> urls;
  GError* error = nullptr;
  ::lseek(list.get(), 0, SEEK_SET);
  if (metalink) {
    const Owned<LrMetalink, lr_metalink_free> parsed(lr_metalink_init());
    if (lr_metalink_parse_file(parsed.get(), list.get(), "repomd.xml", nullptr, nullptr, &error))
      for (const GSList* at = parsed->urls; at; at = at->next)
        urls.emplace_back(static_cast<const LrMetalinkUrl*>(at->data)->url);
  } else {
    const Owned<LrMirrorlist, lr_mirrorlist_free> parsed(lr_mirrorlist_init());
    if (lr_mirrorlist_parse_file(parsed.get(), list.get(), &error))
      for (const GSList* at = parsed->urls; at; at = at->next)
        urls.emplace_back(static_cast<const char*>(at->data));
  }
  failure = taken_message(error);
  ::lseek(list.get(), 0, SEEK_SET);
  return urls;
}

}  // namespace

bool is_metalink(const std::string& url) {
  return url.find("metalink") != std::string::npos;
}

void require_servers(const std::string& repository, const std::string& url, const FileDescriptor& list) {
  std::string failure;
  const std::vector<std::string> mirrors = mirrors_in(list, is_metalink(url), failure);
  const auto refused = [&](const std::string& what) {
    return Error(ExitCode::upstream, fmt::format("the mirror list of {} {}", repository, what))
        .note("from " + without_credentials(url));
  };
  if (!failure.empty()) throw refused("cannot be read: " + failure).hint("check the URL of the repository");
  if (mirrors.empty()) throw refused("lists no mirrors").hint("check the URL of the repository");
  for (const std::string& mirror : mirrors)
    if (!is_server(mirror))
      throw refused(fmt::format("lists a mirror that is not on a server: '{}'", printable(mirror)))
          .hint("do not use this mirror list until its owner has explained this");
}

}  // namespace rpmworks::upstream
