// SPDX-License-Identifier: GPL-3.0-or-later
#include "attest/statement.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace rpmworks::attest {

namespace {

constexpr const char* k_statement = "https://in-toto.io/Statement/v1";

}  // namespace

Json to_json(const Resource& resource) {
  Json json = Json::object();
  if (!resource.name.empty()) json.add("name", resource.name);
  if (!resource.uri.empty()) json.add("uri", resource.uri);
  Json digest = Json::object();
  digest.add(resource.algorithm, resource.digest);
  json.add("digest", std::move(digest));
  return json;
}

Json to_json(const std::vector<Resource>& resources) {
  Json json = Json::array();
  for (const auto& resource : resources) json.push_back(to_json(resource));
  return json;
}

Resource resource_of(const Json& json) {
  Resource resource{.name = json.value("name", ""), .uri = json.value("uri", ""), .digest = {}};
  const Json& digest = json.at("digest");
  resource.algorithm = digest.contains("gitCommit") ? "gitCommit" : "sha256";
  resource.digest = digest.at(resource.algorithm).text();
  return resource;
}

std::string to_text(const Statement& statement) {
  const Json json = {{"_type", k_statement},
                     {"subject", to_json(statement.subjects)},
                     {"predicateType", statement.predicate_type},
                     {"predicate", statement.predicate}};
  return json.dump();
}

Statement statement_of(const std::string& text, const std::string& file_name) {
  try {
    const Json json = Json::parse(text);
    if (json.at("_type") != k_statement) throw JsonError("its type is not in-toto's Statement v1");
    Statement statement{.subjects = {},
                        .predicate_type = json.at("predicateType"),
                        .predicate = json.contains("predicate") ? json.at("predicate") : Json()};
    for (const Json& subject : json.at("subject")) statement.subjects.push_back(resource_of(subject));
    return statement;
  } catch (const JsonError& error) {
    throw Error(ExitCode::invalid, fmt::format("{} has no in-toto statement: {}", file_name, error.what()))
        .hint("pass an unchanged file of a release's folder provenance/");
  }
}

}  // namespace rpmworks::attest
