// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include "audit/advisory.hpp"
#include "licenses/expression.hpp"

namespace rpmworks::audit {

namespace {

// The version of the package that a claim is compared with; null if the claim is about another package.
const rpm::Evr* compared_version(const Claim& claim, const Subject& subject, bool any_vendor) {
  if (!claim.vendor.empty() && claim.vendor != subject.vendor && !any_vendor) return nullptr;
  if (!claim.arch.empty() && claim.arch != subject.nevra.arch &&
      !(rpm::is_source_arch(claim.arch) && claim.names == Claim::Names::source))
    return nullptr;
  const std::string major = major_of(subject.nevra.evr);
  if (!claim.major.empty() && !major.empty() && claim.major != major) return nullptr;
  // A source package has the name of one of its packages, and is in a release for its sources only.
  const bool is_comparable = !subject.nevra.is_source() || rpm::is_source_arch(claim.arch);
  if (claim.names != Claim::Names::source && is_comparable && claim.name == subject.nevra.name)
    return &subject.nevra.evr;
  if (claim.names != Claim::Names::binary && claim.name == subject.source) return &subject.source_evr;
  return nullptr;
}

bool is_in(const Range& range, const rpm::Evr& evr) {
  if (range.introduced && evr < *range.introduced) return false;
  if (range.fixed) return evr < *range.fixed;
  return !range.last_affected || evr <= *range.last_affected;
}

}  // namespace

std::string name_of(Status status) {
  constexpr std::array k_names{"affected", "fixed", "not affected", "under investigation"};
  return k_names.at(static_cast<size_t>(status));
}

std::vector<std::string> Advisory::vulnerabilities() const {
  std::vector<std::string> found;
  for (const auto& alias : aliases)
    if (alias.starts_with("CVE-") && std::ranges::count(found, alias) == 0) found.push_back(alias);
  if (found.empty()) found.push_back(id);
  return found;
}

bool Advisory::is_about(const std::string& wanted) const {
  const std::string lower = licenses::lower_case(wanted);
  return licenses::lower_case(id) == lower || std::ranges::any_of(aliases, [&](const auto& alias) {
           return licenses::lower_case(alias) == lower;
         });
}

std::string major_of(const rpm::Evr& evr) {
  const size_t at = evr.release.find(".el");
  if (at == std::string::npos) return {};
  const std::string digits = evr.release.substr(at + 3);
  return digits.substr(0, digits.find_first_not_of("0123456789"));
}

std::optional<Status> status_of(const Claim& claim, const Subject& subject, bool any_vendor) {
  const rpm::Evr* const evr = compared_version(claim, subject, any_vendor);
  if (!evr) return std::nullopt;
  if (claim.is_for_all()) return claim.status;
  for (const auto& version : claim.versions)
    if (rpm::Evr::parse(version) == *evr) return claim.status;
  if (std::ranges::any_of(claim.ranges, [&](const Range& range) { return is_in(range, *evr); }))
    return claim.status;
  const bool is_fixed = std::ranges::any_of(
      claim.ranges, [&](const Range& range) { return range.fixed && *range.fixed <= *evr; });
  return is_fixed && claim.status == Status::affected ? std::optional(Status::fixed) : std::nullopt;
}

std::optional<rpm::Evr> fixed_in(const Claim& claim, const Subject& subject) {
  const rpm::Evr* const evr = compared_version(claim, subject, true);
  std::optional<rpm::Evr> first;
  for (const Range& range : claim.ranges) {
    if (!evr || !range.fixed) continue;
    if (!first || *range.fixed < *first) first = range.fixed;
  }
  return first;
}

namespace {

Json evr_json(const std::optional<rpm::Evr>& evr) {
  return evr ? Json(evr->str()) : Json();
}

std::optional<rpm::Evr> evr_from(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(rpm::Evr::parse(json.text()));
}

Json claim_json(const Claim& claim) {
  Json ranges = Json::array();
  for (const Range& range : claim.ranges)
    ranges.push_back(
        Json::of_array({evr_json(range.introduced), evr_json(range.fixed), evr_json(range.last_affected)}));
  return Json::of_object({{"name", claim.name},
                          {"names", static_cast<int>(claim.names)},
                          {"arch", claim.arch},
                          {"distribution", claim.distribution},
                          {"vendor", claim.vendor},
                          {"major", claim.major},
                          {"status", static_cast<int>(claim.status)},
                          {"ranges", std::move(ranges)},
                          {"versions", claim.versions},
                          {"reason", claim.reason}});
}

template <class T>
T enumerator_from(const Json& json, T last) {
  const int number = json.get<int>();
  if (number < 0 || number > static_cast<int>(last)) throw JsonError("unknown number");
  return static_cast<T>(number);
}

Claim claim_from(const Json& json) {
  Claim claim{.name = json["name"].text(),
              .names = enumerator_from(json["names"], Claim::Names::either),
              .arch = json["arch"].text(),
              .distribution = json["distribution"].text(),
              .vendor = json["vendor"].text(),
              .major = json["major"].text(),
              .status = enumerator_from(json["status"], Status::under_investigation),
              .ranges = {},
              .versions = json["versions"].get<std::vector<std::string>>(),
              .reason = json["reason"].text()};
  for (const Json& range : json["ranges"])
    claim.ranges.push_back({.introduced = evr_from(range.at(0)),
                            .fixed = evr_from(range.at(1)),
                            .last_affected = evr_from(range.at(2))});
  return claim;
}

}  // namespace

Json to_json(const Advisory& advisory) {
  Json claims = Json::array();
  for (const Claim& claim : advisory.claims) claims.push_back(claim_json(claim));
  return Json::of_object({{"id", advisory.id},
                          {"type", advisory.type},
                          {"severity", advisory.severity},
                          {"title", advisory.title},
                          {"origin", advisory.origin},
                          {"aliases", advisory.aliases},
                          {"claims", std::move(claims)}});
}

Advisory advisory_from_json(const Json& json) {
  Advisory advisory{.id = json["id"].text(),
                    .type = json["type"].text(),
                    .severity = json["severity"].text(),
                    .title = json["title"].text(),
                    .origin = json["origin"].text(),
                    .aliases = json["aliases"].get<std::vector<std::string>>(),
                    .claims = {}};
  for (const Json& claim : json["claims"]) advisory.claims.push_back(claim_from(claim));
  return advisory;
}

}  // namespace rpmworks::audit
