// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/lfs_server.hpp"

#include <doctest/doctest.h>

#include "core/json.hpp"
#include "support/errors.hpp"
#include "support/http_server.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using upstream::LfsObject;
using upstream::LfsServer;

namespace {

const std::string k_one(64, '1');
const std::string k_two(64, '2');

struct Site {
  TempDir folder{fs::temp_directory_path(), "lfs-"};
  HttpServer server{folder.path()};
  std::string url = server.url() + "/info/lfs";
  std::string batch = "/info/lfs/objects/batch";

  void answers(const Json& json, int status = 200) {
    server.answer_posts(
        batch, [=](const std::string&) { return HttpServer::Reply{.status = status, .body = json.dump()}; });
  }
  std::vector<LfsServer::Offer> ask(const std::vector<LfsObject>& objects,
                                    LfsServer::Logins logins = {}) const {
    return LfsServer(url, std::move(logins)).ask(objects);
  }
};

Json object(const std::string& oid, const Json& action) {
  return {{"oid", oid}, {"size", 3}, {"actions", {{"download", action}}}};
}

}  // namespace

TEST_CASE("requests and answers of the batch API") {
  Site site;
  Json asked;
  site.server.answer_posts(site.batch, [&](const std::string& body) {
    asked = Json::parse(body);
    const Json answer = {
        {"transfer", "basic"},
        {"objects",
         {object(k_two, {{"href", "https://far.example/two"}}),
          object(k_one, {{"href", "https://far.example/one"}, {"header", {{"Key", "value"}}}})}}};
    return HttpServer::Reply{.body = answer.dump()};
  });
  const auto offers = site.ask({{k_one, 3}, {k_two, 4}});
  CHECK(asked == Json{{"operation", "download"},
                      {"transfers", {"basic"}},
                      {"hash_algo", "sha256"},
                      {"objects", {{{"oid", k_one}, {"size", 3}}, {{"oid", k_two}, {"size", 4}}}}});
  const std::string head = site.server.head_of(site.batch);
  CHECK(says(head, "Accept: application/vnd.git-lfs+json\r\n"));
  CHECK(says(head, "Content-Type: application/vnd.git-lfs+json\r\n"));
  REQUIRE(offers.size() == 2);
  CHECK(offers[0].request.url == "https://far.example/one");
  CHECK(offers[0].request.headers == std::vector<std::string>{"Key: value"});
  CHECK(offers[1].request.url == "https://far.example/two");
  CHECK(offers[1].refusal.empty());
}

TEST_CASE("many objects are requested in several requests") {
  Site site;
  size_t requests = 0;
  site.server.answer_posts(site.batch, [&](const std::string& body) {
    ++requests;
    Json answer = {{"objects", Json::array()}};
    const Json asked = Json::parse(body);
    for (const auto& one : asked["objects"])
      answer["objects"].push_back(object(one["oid"], {{"href", "https://far.example/x"}}));
    return HttpServer::Reply{.body = answer.dump()};
  });
  std::vector<LfsObject> objects;
  for (int i = 100; i < 350; ++i) objects.push_back({std::string(61, '0') + std::to_string(i), 1});
  const auto offers = site.ask(objects);
  CHECK(requests == 3);
  CHECK(offers.size() == 250);
  for (const auto& offer : offers) CHECK(offer.refusal == "");
}

TEST_CASE("unavailable objects") {
  Site site;
  site.answers(
      {{"objects", {{{"oid", k_one}, {"error", {{"code", 404}, {"message", "Object\ndoes not exist"}}}}}}});
  auto offers = site.ask({{k_one, 3}, {k_two, 3}});
  CHECK(offers[0].refusal == "the server says: Object does not exist (404)");
  CHECK(offers[1].refusal == "the server's response does not contain it");

  for (const std::string href : {"file:///etc/passwd", "ftp://x/y", "/relative", "http://x/\r\nHost: y"}) {
    site.answers({{"objects", {object(k_one, {{"href", href}})}}});
    CHECK(site.ask({{k_one, 3}})[0].refusal == "the server returned no http or https address for it");
  }
  site.answers({{"objects", {object(k_one, {{"href", "http://x/"}, {"header", {{"a", "b\r\nc: d"}}}})}}});
  CHECK(site.ask({{k_one, 3}})[0].refusal == "the server returned an invalid header");
  site.answers({{"transfer", "tus"}, {"objects", {object(k_one, {{"href", "http://x/"}})}}});
  CHECK(site.ask({{k_one, 3}})[0].refusal == "the server requires an unsupported transfer: tus");
}

TEST_CASE("unusable servers") {
  Site site;
  CHECK(says(error_of(ExitCode::upstream, [&] { site.ask({{k_one, 3}}); }), "it returned status 404"));
  site.answers({{"message", "Not found"}}, 422);
  const std::string error = error_of(ExitCode::upstream, [&] { site.ask({{k_one, 3}}); });
  CHECK(says(error, "error: the request to the git LFS server " + site.url + " failed\n"));
  CHECK(says(error, "it returned status 422: Not found"));
  for (const Json& odd : {Json("text"), Json::array(), Json{{"objects", 1}},
                          Json{{"objects", {{{"oid", 1}}}}}, Json{{"objects", {{{"oid", k_one}}}}}}) {
    site.answers(odd);
    CHECK(says(error_of(ExitCode::upstream,
                        [&] {
                          site.ask({{k_one, 3}});
                        }),
               "the git LFS server " + site.url + " returned an invalid response"));
  }
  CHECK(says(error_of(ExitCode::upstream,
                      [] {
                        LfsServer("http://nowhere.invalid", {}).ask({{k_one, 3}});
                      }),
             "Could not resolve host"));
}

TEST_CASE("a server that requires a login") {
  Site site;
  site.server.demand("dXNlcjpwYXNz");  // user:pass
  site.answers({{"objects",
                 {object(k_one, {{"href", site.server.url() + "/one"}}),
                  object(k_two, {{"href", "https://far.example/two"}})}}});
  int asked = 0;
  const auto logins = [&](const std::string& url) -> std::optional<LfsServer::Login> {
    ++asked;
    CHECK(url == site.url);
    return LfsServer::Login{"user", "pass"};
  };
  const auto offers = site.ask({{k_one, 3}, {k_two, 3}}, logins);
  CHECK(asked == 1);
  // Only that server gets the credentials.
  CHECK(offers[0].request.user == "user");
  CHECK(offers[0].request.password == "pass");
  CHECK(offers[1].request.user.empty());

  const auto none = [](const std::string&) { return std::optional<LfsServer::Login>(); };
  const std::string error = error_of(ExitCode::upstream, [&] { site.ask({{k_one, 3}}, none); });
  CHECK(says(error, "it returned status 401"));
  CHECK(says(error, "hint: set up a git credential helper"));

  // Credentials in the address take precedence, and appear in no message.
  std::string url = site.url;
  LfsServer known(url.insert(7, "user:pass@"), logins);
  CHECK(known.ask({{k_one, 3}})[0].request.user == "user");
  CHECK(asked == 1);
  LfsServer wrong(std::string(site.url).insert(7, "user:s3cret@"), logins);
  CHECK(error_of(ExitCode::upstream, [&] { wrong.ask({{k_one, 3}}); }).find("s3cret") == std::string::npos);

  // An authorization from the server is sent unchanged.
  site.answers({{"objects",
                 {object(k_one, {{"href", site.server.url() + "/one"},
                                 {"header", {{"authorization", "RemoteAuth x"}}}})}}});
  const auto own = site.ask({{k_one, 3}}, logins);
  CHECK(own[0].request.user.empty());
  CHECK(own[0].request.headers == std::vector<std::string>{"authorization: RemoteAuth x"});
}
