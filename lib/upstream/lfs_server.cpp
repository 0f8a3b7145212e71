// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/lfs_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/error.hpp"
#include "core/json.hpp"
#include "core/text.hpp"

namespace rpmworks::upstream {

namespace {

constexpr size_t k_most_at_once = 100;  // same as git-lfs; servers refuse larger batches
constexpr size_t k_shown = 200;
constexpr const char* k_type = "application/vnd.git-lfs+json";

bool is_plain(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// A server's text, shortened for a message.
std::string shortened(std::string text) {
  for (char& c : text)
    if (!is_plain({&c, 1})) c = ' ';
  if (text.size() > k_shown) text = text.substr(0, k_shown) + "…";
  return text;
}

std::string message_in(const std::string& body) {
  const Json json = Json::parse_or_null(body);
  if (!json.is_object() || !json.contains("message") || !json["message"].is_string()) return {};
  return shortened(json["message"].get<std::string>());
}

/// "https://host:port" of a URL.
std::string origin_of(const std::string& url) {
  const std::string plain = without_credentials(url);
  const size_t scheme = plain.find("://");
  return scheme == std::string::npos ? plain : plain.substr(0, plain.find_first_of("/?#", scheme + 3));
}

Json question_about(const std::vector<LfsObject>& objects, size_t begin, size_t end) {
  Json list = Json::array();
  for (size_t i = begin; i < end; ++i) list.push_back({{"oid", objects[i].oid}, {"size", objects[i].size}});
  return {{"operation", "download"}, {"transfers", {"basic"}}, {"hash_algo", "sha256"}, {"objects", list}};
}

LfsServer::Offer offer_in(const Json& object) {
  if (object.contains("error")) {
    const Json& error = object.at("error");
    return {.refusal =
                fmt::format("the server says: {} ({})", shortened(error.value("message", "no reason given")),
                            error.value("code", 0))};
  }
  const Json& action = object.at("actions").at("download");
  LfsServer::Offer offer{.request = {.url = action.at("href").get<std::string>()}};
  const bool is_web = offer.request.url.starts_with("http://") || offer.request.url.starts_with("https://");
  if (!is_web || !is_plain(offer.request.url))
    return {.refusal = "the server returned no http or https address for it"};
  if (!action.contains("header") || action.at("header").is_null()) return offer;
  for (const auto& [name, value] : action.at("header").items()) {
    const std::string header = fmt::format("{}: {}", name, value.get<std::string>());
    if (!is_plain(header)) return {.refusal = "the server returned an invalid header"};
    offer.request.headers.push_back(header);
  }
  return offer;
}

bool has_authorization(const HttpRequest& request) {
  return std::any_of(request.headers.begin(), request.headers.end(), [](const std::string& header) {
    std::string name = header.substr(0, header.find(':'));
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return name == "authorization";
  });
}

}  // namespace

LfsServer::LfsServer(std::string url, Logins logins) : m_logins(std::move(logins)) {
  HttpRequest split = split_credentials({.url = url});
  if (split.password.empty()) m_to_ask_for = std::move(url);
  m_url = std::move(split.url);
  while (m_url.ends_with('/')) m_url.pop_back();
  if (!split.user.empty()) m_login = {std::move(split.user), std::move(split.password)};
}

Error LfsServer::failed(const HttpOutcome& outcome) const {
  Error error(ExitCode::upstream, fmt::format("the request to the git LFS server {} failed", m_url));
  const std::string said = message_in(outcome.body);
  if (!outcome.is_whole())
    std::move(error).note(outcome.reason);
  else
    std::move(error).note(
        fmt::format("it returned status {}{}", outcome.status, said.empty() ? "" : ": " + said));
  switch (outcome.status) {
    case 401:
    case 403:
      std::move(error).hint("set up a git credential helper with credentials for this server");
      break;
    case 404:
      std::move(error).hint(
          "there is no such LFS server; set the right one with `lfs:`. A private server may give the same "
          "answer to "
          "strangers");
      break;
    default:
      std::move(error).hint("check the network, the proxy (http_proxy, https_proxy) and the address");
  }
  return error;
}

std::string LfsServer::answer(const std::string& question) {
  HttpRequest request{
      .url = m_url + "/objects/batch",
      .headers = {fmt::format("Accept: {}", k_type), fmt::format("Content-Type: {}", k_type)}};
  const auto send = [&] {
    if (m_login) std::tie(request.user, request.password) = std::tie(m_login->user, m_login->password);
    return m_http.post(request, question);
  };
  HttpOutcome outcome = send();
  if (outcome.status == 401 && m_logins && !m_to_ask_for.empty()) {
    m_login = m_logins(std::exchange(m_to_ask_for, {}));
    if (m_login) outcome = send();
  }
  if (!outcome.is_whole() || outcome.status != 200) throw failed(outcome);
  return std::move(outcome.body);
}

std::vector<LfsServer::Offer> LfsServer::ask(const std::vector<LfsObject>& objects) {
  std::vector<Offer> offers(objects.size(), Offer{.refusal = "the server's response does not contain it"});
  for (size_t begin = 0; begin < objects.size(); begin += k_most_at_once) {
    const size_t end = std::min(objects.size(), begin + k_most_at_once);
    const std::string body = answer(question_about(objects, begin, end).dump());
    try {
      const Json json = Json::parse(body);
      const auto transfer = json.value("transfer", "basic");
      for (const Json& object : json.at("objects")) {
        const auto oid = object.at("oid").get<std::string>();
        for (size_t i = begin; i < end; ++i) {
          if (objects[i].oid != oid) continue;
          offers[i] =
              transfer == "basic"
                  ? offer_in(object)
                  : Offer{.refusal = "the server requires an unsupported transfer: " + shortened(transfer)};
          // Never send the login to another host.
          const HttpRequest& request = offers[i].request;
          if (m_login && origin_of(request.url) == origin_of(m_url) && !has_authorization(request))
            std::tie(offers[i].request.user, offers[i].request.password) =
                std::tie(m_login->user, m_login->password);
        }
      }
    } catch (const JsonError& error) {
      throw Error(ExitCode::upstream,
                  fmt::format("the git LFS server {} returned an invalid response", m_url))
          .note(shortened(error.what()))
          .hint("check that this is the address of a git LFS server; set another one with `lfs:`");
    }
  }
  return offers;
}

}  // namespace rpmworks::upstream
