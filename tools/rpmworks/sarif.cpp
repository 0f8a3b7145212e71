// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>

#include "core/error_line.hpp"
#include "gate_output.hpp"

namespace rpmworks::cli {

using gates::Check;
using gates::Finding;

namespace {

constexpr const char* k_schema = "https://json.schemastore.org/sarif-2.1.0.json";
constexpr const char* k_release = "RELEASE";  // the base of locations in the release's folder

// A path as the path of a URI (RFC 3986, 3.3).
std::string uri_path(const std::string& path) {
  std::string uri;
  for (const char c : path) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                          std::string_view("/-._~+@:").find(c) != std::string_view::npos;
    uri += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

Json location_of(const Finding& finding) {
  if (finding.where.line > 0) {
    Json region = {{"startLine", finding.where.line}};
    if (finding.where.column > 0) region["startColumn"] = finding.where.column;
    const fs::path file = finding.where.file;
    const std::string uri = (file.is_absolute() ? "file://" : "") + uri_path(file.generic_string());
    return {{"physicalLocation", {{"artifactLocation", {{"uri", uri}}}, {"region", std::move(region)}}}};
  }
  const std::string file = finding.file.empty() ? "manifest.json" : finding.file;
  return {{"physicalLocation", {{"artifactLocation", {{"uri", uri_path(file)}, {"uriBaseId", k_release}}}}}};
}

Json result_of(const Check& check, const Finding& finding, size_t rule) {
  Json result = {{"ruleId", check.name}, {"ruleIndex", rule}, {"level", "error"}};
  result["message"] = {{"text", fmt::format("{}: {}", check.subject, finding.text)}};
  result["locations"] = Json::array();
  result["locations"].push_back(location_of(finding));
  result["partialFingerprints"] = {{"rpmworksFinding/v1", check.name + ": " + finding.id}};
  result["properties"] = {{"finding", finding.id}, {"subject", check.subject}};
  return result;
}

Json suppression_of(const manifest::Waiver& waiver) {
  return {{"kind", "external"},
          {"status", "accepted"},
          {"justification", fmt::format("{} ({}, until {})", waiver.reason, waiver.owner, waiver.expires)}};
}

/// The rules, and the results that refer to them.
struct Results {
  std::vector<std::string> rules;
  Json results = Json::array();
  Json notifications = Json::array();

  size_t rule(const std::string& name) {
    const auto at = std::ranges::find(rules, name);
    const auto index = static_cast<size_t>(at - rules.begin());
    if (at == rules.end()) rules.push_back(name);
    return index;
  }

  void notify(const char* level, const Check& check, const std::string& text) {
    Json notification = {{"level", level}};
    notification["message"] = {{"text", fmt::format("{}: {}: {}", check.subject, check.name, text)}};
    notification["associatedRule"] = {{"id", check.name}};
    notifications.push_back(std::move(notification));
  }

  void fail(const Error& error) {
    Json notification = {{"level", "error"}};
    notification["message"] = {{"text", in_one_line(error)}};
    notifications.push_back(std::move(notification));
  }

  void add(const Check& check) {
    const size_t index = rule(check.name);
    if (!check.not_checked.empty()) return notify("warning", check, "not checked: " + check.not_checked);
    for (const auto& finding : check.findings) results.push_back(result_of(check, finding, index));
    for (const auto& [finding, waiver] : check.waived) {
      Json result = result_of(check, finding, index);
      result["suppressions"] = Json::array();
      result["suppressions"].push_back(suppression_of(waiver));
      results.push_back(std::move(result));
    }
    for (const auto& note : check.notes) notify("note", check, note);
  }
};

// The URI of the folder of a release, which may be on a server.
std::string uri_of_place(const std::string& place) {
  if (place.starts_with("http://") || place.starts_with("https://")) return place;
  return "file://" + uri_path(fs::absolute(place).lexically_normal().string());
}

}  // namespace

bool is_sarif(const fs::path& file) {
  return file.extension() == ".sarif";
}

std::string sarif(const std::vector<Check>& checks, const std::string& place, const Error* failure) {
  Results all;
  for (const auto& check : checks) all.add(check);
  Json rules = Json::array();
  for (const auto& name : all.rules) {
    Json rule = {{"id", name}};
    if (const auto description = gates::gate_description(name); !description.empty())
      rule["shortDescription"] = {{"text", std::string(description)}};
    rules.push_back(std::move(rule));
  }
  Json run = Json::parse("{}");
  run["tool"] = {
      {"driver", {{"name", "rpmworks"}, {"version", RPMWORKS_VERSION}, {"rules", std::move(rules)}}}};
  run["originalUriBaseIds"] = {{k_release, {{"uri", uri_of_place(place) + "/"}}}};
  Json invocation = {{"executionSuccessful", failure == nullptr}};
  if (failure) {
    invocation["exitCode"] = static_cast<int>(failure->code());
    all.fail(*failure);
  }
  invocation["toolExecutionNotifications"] = std::move(all.notifications);
  run["invocations"] = Json::array();
  run["invocations"].push_back(std::move(invocation));
  run["results"] = std::move(all.results);
  Json document = {{"$schema", k_schema}, {"version", "2.1.0"}};
  document["runs"] = Json::array();
  document["runs"].push_back(std::move(run));
  return document.dump(2) + "\n";
}

}  // namespace rpmworks::cli
