// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit_output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/printable.hpp"
#include "core/text.hpp"
#include "output.hpp"

namespace rpmworks::cli {

namespace {

// Texts of manifests and advisories may contain anything, such as line breaks.
std::string audit_cell(const std::string& text) {
  constexpr size_t k_longest = 300;
  std::string line = printable(text, k_longest);
  std::ranges::replace_if(
      line, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return line;
}

std::string sections_of(const std::vector<audit::Holder>& holders) {
  std::vector<std::string> sections;
  for (const auto& one : holders)
    if (!one.section.empty() && std::ranges::count(sections, one.section) == 0)
      sections.push_back(one.section);
  return join(sections, ", ");
}

std::string origin_of(const audit::PackageFacts& package) {
  return package.commit.empty() ? package.origin : package.origin + " " + package.commit.substr(0, 12);
}

std::string gaps_text(const std::vector<std::string>& gaps) {
  std::string text;
  for (const auto& gap : gaps) text += fmt::format("not complete: {}\n", audit_cell(gap));
  return text;
}

std::string matched_text(const audit::Found& found) {
  if (found.kind != audit::Kind::advisory) return found.matched;
  std::string text = found.advisory + ": " + found.matched;
  if (!found.fixed_in.empty() && found.status == audit::Status::affected)
    text += ", fixed in " + found.fixed_in;
  return text;
}

Json holders_json(const pipeline::AuditPlaces& where, const std::vector<audit::Holder>& holders) {
  Json list = Json::array();
  for (const auto& one : holders) {
    const auto& place = where.places[one.place];
    Json json = {{"release", place.name}};
    if (!one.section.empty()) json["section"] = one.section;
    json["published"] = place.is_published;
    json["was_published"] = place.was_published;
    list.push_back(std::move(json));
  }
  return list;
}

Json package_facts_json(const audit::PackageFacts& package) {
  Json json = {{"nevra", package.nevra.str()}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) json[name] = value;
  };
  add("source", package.source);
  add("license", package.license);
  add("purl", package.purl);
  add("origin", package.origin);
  add("url", package.url);
  add("commit", package.commit);
  add("sha256", package.sha256);
  return json;
}

Json places_json(const pipeline::AuditPlaces& where) {
  Json list = Json::array();
  for (const auto& place : where.places) list.push_back(place.name);
  return list;
}

Json found_json(const pipeline::AuditPlaces& where, const audit::Found& found) {
  Json json = {{"kind", audit::name_of(found.kind)}, {"matched", found.matched}};
  if (!found.advisory.empty()) json["advisory"] = found.advisory;
  if (found.status) json["status"] = audit::name_of(*found.status);
  if (!found.fixed_in.empty()) json["fixed_in"] = found.fixed_in;
  if (found.package) json["package"] = package_facts_json(*found.package);
  json["releases"] = holders_json(where, found.holders);
  if (found.withdrawn)
    json["withdrawn"] = {{"by", found.withdrawn->release},
                         {"from", found.withdrawn->from},
                         {"reason", found.withdrawn->reason}};
  return json;
}

Json vulnerable_list(const pipeline::AuditPlaces& where, const std::vector<audit::Vulnerable>& all) {
  Json list = Json::array();
  for (const auto& one : all) {
    Json json = {{"vulnerability", one.vulnerability}, {"status", audit::name_of(one.status)}};
    if (!one.severity.empty()) json["severity"] = one.severity;
    if (!one.fixed_in.empty()) json["fixed_in"] = one.fixed_in;
    if (!one.reason.empty()) json["reason"] = one.reason;
    json["advisories"] = one.advisories;
    json["package"] = package_facts_json(one.package);
    json["releases"] = holders_json(where, one.holders);
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace

std::string answer_text(const pipeline::Audited<audit::Answer>& audited) {
  const auto& [where, answer] = audited;
  std::string text;
  if (answer.found.empty())
    text = fmt::format("nothing found in {}\n", counted(where.places.size(), "release"));
  else {
    Table table({"KIND", "PACKAGE", "MATCH", "SECTION", "ORIGIN", "RELEASES"});
    for (const auto& one : answer.found) {
      std::string releases = where.shown(one.holders);
      if (one.withdrawn) releases += fmt::format("; withdrawn by {}", one.withdrawn->release);
      const std::string nevra = one.package ? one.package->nevra.str() : "-";
      const std::string matched = matched_text(one);
      table.add({audit::name_of(one.kind), audit_cell(nevra), audit_cell(matched == nevra ? "-" : matched),
                 audit_cell(one.package ? sections_of(one.holders) : "-"),
                 audit_cell(one.package ? origin_of(*one.package) : "-"), audit_cell(releases)});
    }
    text = table.str();
  }
  if (answer.left_out > 0) text += fmt::format("and {} more: --all lists them\n", answer.left_out);
  return text + gaps_text(answer.gaps);
}

Json answer_json(const pipeline::Audited<audit::Answer>& audited) {
  Json found = Json::array();
  for (const auto& one : audited.answer.found) found.push_back(found_json(audited.where, one));
  return {{"releases", places_json(audited.where)},
          {"found", std::move(found)},
          {"left_out", audited.answer.left_out},
          {"gaps", audited.answer.gaps}};
}

std::string vulnerable_text(const pipeline::Audited<audit::Vulnerabilities>& audited) {
  const auto& [where, all] = audited;
  std::string text;
  if (!all.affected.empty()) {
    Table table({"VULNERABILITY", "SEVERITY", "PACKAGE", "STATUS", "FIXED IN", "ADVISORY", "RELEASES"});
    for (const auto& one : all.affected)
      table.add({audit_cell(one.vulnerability), audit_cell(one.severity.empty() ? "-" : one.severity),
                 audit_cell(one.package.nevra.str()), audit::name_of(one.status),
                 audit_cell(one.fixed_in.empty() ? "-" : one.fixed_in),
                 audit_cell(join(one.advisories, ", ")), audit_cell(where.shown(one.holders))});
    text = table.str();
  }
  text +=
      fmt::format("{}; {} compared\n",
                  all.affected.empty() ? "no vulnerable packages" : counted(all.affected.size(), "finding"),
                  all.advisories == 1 ? "1 security advisory was"
                                      : fmt::format("{} security advisories were", all.advisories));
  if (!all.not_affected.empty())
    text +=
        fmt::format("hidden: {} about packages that an advisory says are not affected; --json lists them\n",
                    counted(all.not_affected.size(), "finding"));
  return text + gaps_text(all.gaps);
}

Json vulnerable_json(const pipeline::Audited<audit::Vulnerabilities>& audited) {
  return {{"releases", places_json(audited.where)},
          {"advisories", audited.answer.advisories},
          {"vulnerable", vulnerable_list(audited.where, audited.answer.affected)},
          {"not_affected", vulnerable_list(audited.where, audited.answer.not_affected)},
          {"gaps", audited.answer.gaps}};
}

std::string listed_text(const pipeline::Audited<std::vector<audit::Listed>>& audited,
                        const std::string& nothing) {
  const auto& [where, all] = audited;
  if (all.empty()) return nothing + "\n";
  const bool has_newest = !all.front().newest.empty();
  std::vector<std::string> heading{"PACKAGE", "SOURCE", "SECTION", "ORIGIN"};
  if (has_newest) heading.emplace_back("NEWEST");
  heading.emplace_back("RELEASES");
  Table table(heading);
  for (const auto& one : all) {
    std::vector<std::string> cells{audit_cell(one.package.nevra.str()), audit_cell(one.package.source_stem),
                                   audit_cell(sections_of(one.holders)), audit_cell(origin_of(one.package))};
    if (has_newest) cells.push_back(audit_cell(one.newest));
    cells.push_back(audit_cell(where.shown(one.holders)));
    table.add(cells);
  }
  return table.str();
}

Json listed_json(const pipeline::Audited<std::vector<audit::Listed>>& audited, const std::string& what) {
  Json list = Json::array();
  for (const auto& one : audited.answer) {
    Json json = {{"package", package_facts_json(one.package)}};
    json["source_package"] = one.package.source_stem;
    if (!one.newest.empty()) json["newest"] = one.newest;
    json["releases"] = holders_json(audited.where, one.holders);
    list.push_back(std::move(json));
  }
  Json json = {{"releases", places_json(audited.where)}};
  json[what] = std::move(list);
  return json;
}

}  // namespace rpmworks::cli
