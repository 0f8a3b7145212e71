// SPDX-License-Identifier: GPL-3.0-or-later
#include "verifying/web_files.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"
#include "upstream/address.hpp"

namespace rpmworks::verifying {

namespace {

constexpr long k_not_found = 404;
constexpr long k_gone = 410;

bool is_missing(const upstream::HttpOutcome& answer) {
  return answer.status == k_not_found || answer.status == k_gone;
}

Error unreadable(const std::string& url, const upstream::HttpOutcome& answer) {
  return Error(ExitCode::upstream, fmt::format("cannot read {}", shown_url(url)))
      .note(redacted(answer.reason))
      .hint("check the URL, and that this machine can reach the server; then run the command again");
}

}  // namespace

bool is_web_url(const std::string& text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

std::string shown_url(const std::string& url) {
  return redacted(without_credentials(url));
}

std::string url_below(const std::string& url, const std::string& file) {
  std::string whole = url;
  for (const auto& part : split(file, '/')) whole += "/" + upstream::encoded(part);
  return whole;
}

std::optional<std::string> WebFiles::text(const std::string& url, uint64_t limit) const {
  const TempDir folder(m_tmp, "text-");
  const fs::path file = folder.path() / "text";
  const auto answer = m_http.download({.url = url}, file, limit);
  if (answer.is_whole()) return read_file(file);
  if (is_missing(answer)) return std::nullopt;
  throw unreadable(url, answer);
}

bool WebFiles::fetch(const std::string& url, const fs::path& to, uint64_t limit) const {
  const auto answer = m_http.download({.url = url}, to, limit);
  if (answer.is_whole() || answer.is_too_large) return true;
  remove_tree(to);
  if (is_missing(answer)) return false;
  throw unreadable(url, answer);
}

WebFiles::Stated WebFiles::stated(const std::string& url) const {
  const auto answer = m_http.head({.url = url});
  if (is_missing(answer)) return {};
  if (!answer.is_whole()) throw unreadable(url, answer);
  Stated stated{.is_there = true};
  if (answer.length >= 0) stated.size = static_cast<uint64_t>(answer.length);
  return stated;
}

}  // namespace rpmworks::verifying
