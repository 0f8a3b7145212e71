// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "changes/formats.hpp"

namespace rpmworks::changes {

namespace {

void add_if_known(Json& json, const char* name, const std::string& text) {
  if (!text.empty()) json.add(name, text);
}

Json to_json(const Side& side) {
  Json json{{"place", side.where}, {"kind", side.kind}};
  add_if_known(json, "product", side.product);
  add_if_known(json, "release", side.release);
  add_if_known(json, "manifest_sha256", side.manifest_sha256);
  json["warnings"] = side.warnings;
  return json;
}

Json to_json(const manifest::Entry& entry) {
  Json json{{"nevra", entry.nevra.str()}, {"section", entry.section}};
  add_if_known(json, "file", entry.file);
  if (entry.size > 0) json["size"] = entry.size;
  add_if_known(json, "sha256", entry.sha256);
  add_if_known(json, "header_sha256", entry.header_sha256);
  add_if_known(json, "license", entry.license);
  add_if_known(json, "vendor", entry.vendor);
  add_if_known(json, "source_rpm", entry.source_rpm);
  add_if_known(json, "signer", entry.signature().fingerprint);
  add_if_known(json, "commit", entry.origin.commit());
  return json;
}

Json to_json(const manifest::ChangedText& change) {
  return {{"before", change.before}, {"after", change.after}};
}

Json to_json(const DependencyChanges& changes) {
  Json changed = Json::array();
  for (const auto& [before, after] : changes.changed)
    changed.push_back({{"before", before}, {"after", after}});
  return {{"lost", changes.lost}, {"gained", changes.gained}, {"changed", std::move(changed)}};
}

Json to_json(const FileFacts& facts) {
  Json json{{"size", facts.size}};
  if (facts.mode != 0) {
    json["mode"] = fmt::format("{:06o}", facts.mode);
    json["owner"] = facts.owner;
  }
  add_if_known(json, "capabilities", facts.capability);
  add_if_known(json, "link", facts.link);
  if (facts.is_config) json["config"] = facts.is_noreplace ? "noreplace" : "replace";
  if (facts.is_ghost) json["ghost"] = true;
  add_if_known(json, "special", facts.special);
  return json;
}

Json to_json(const FileChange& file) {
  Json json{{"path", file.path}};
  if (file.before) json["before"] = to_json(*file.before);
  if (file.after) json["after"] = to_json(*file.after);
  if (file.before && file.after) json["other_content"] = file.has_other_content;
  if (file.is_new_right()) json["new_special"] = true;
  return json;
}

Json to_json(const rpm::Scriptlet& scriptlet) {
  return {{"program", scriptlet.program}, {"text", scriptlet.text}};
}

Json to_json(const PackageDetails& details) {
  Json json = Json::object();
  const auto add_text = [&](const char* name, const std::optional<manifest::ChangedText>& change) {
    if (change) json[name] = to_json(*change);
  };
  add_text("license", details.license);
  add_text("vendor", details.vendor);
  add_text("url", details.url);
  add_text("summary", details.summary);
  json["installed_size"] = {{"before", details.installed_size_before},
                            {"after", details.installed_size_after}};
  json["provides"] = to_json(details.provides);
  json["requires"] = to_json(details.requires_);
  json["conflicts"] = to_json(details.conflicts);
  json["obsoletes"] = to_json(details.obsoletes);
  json["recommends"] = to_json(details.recommends);
  json["sonames"] = {{"lost", details.sonames_lost}, {"gained", details.sonames_gained}};
  json["files"] = Json::array();
  for (const auto& file : details.files) json["files"].push_back(to_json(file));
  json["scriptlets"] = Json::array();
  for (const auto& scriptlet : details.scriptlets) {
    Json one{{"kind", scriptlet.kind()}};
    if (scriptlet.before) one["before"] = to_json(*scriptlet.before);
    if (scriptlet.after) one["after"] = to_json(*scriptlet.after);
    json["scriptlets"].push_back(std::move(one));
  }
  json["not_compared"] = details.not_compared;
  return json;
}

Json to_json(const CommitRange& range) {
  Json json{{"url", range.url}, {"before", range.before}, {"after", range.after}};
  if (!range.unknown.empty()) {
    json["unknown"] = range.unknown;
    return json;
  }
  json["gone"] = range.are_gone;
  json["commits"] = Json::array();
  for (const auto& commit : range.commits)
    json["commits"].push_back({{"id", commit.id},
                               {"subject", commit.subject},
                               {"author", commit.author},
                               {"time", manifest::iso_time(commit.time)},
                               {"issues", commit.issues}});
  return json;
}

Json to_json(const PackageChange& change) {
  const rpm::Nevra& nevra = change.entry().nevra;
  Json json{
      {"kind", name_of(change.kind)}, {"name", nevra.name}, {"arch", nevra.arch}, {"moved", change.is_moved}};
  if (change.before) json["before"] = to_json(*change.before);
  if (change.after) json["after"] = to_json(*change.after);
  if (change.signer) json["signer"] = to_json(*change.signer);
  if (change.details) json["details"] = to_json(*change.details);
  add_if_known(json, "unreadable", change.unreadable);
  if (change.commits) json["commits"] = to_json(*change.commits);
  return json;
}

std::string name_of_kind(solve::UpgradeChange::Kind kind) {
  using Change = solve::UpgradeChange::Kind;
  switch (kind) {
    case Change::upgraded:
      return "upgraded";
    case Change::downgraded:
      return "downgraded";
    case Change::rebuilt:
      return "reinstalled";
    case Change::replaced:
      return "replaced";
    case Change::removed:
      return "removed";
    case Change::added:
      return "installed";
    case Change::kept:
      return "kept";
  }
  return "";
}

Json to_json(const solve::SystemUpgrade& upgrade) {
  Json json{{"possible", upgrade.is_possible}, {"problems", upgrade.problems}, {"changes", Json::array()}};
  for (const auto& change : upgrade.changes) {
    Json one{{"kind", name_of_kind(change.kind)}};
    if (!change.before.name.empty()) one["before"] = change.before.str();
    if (!change.after.name.empty()) one["after"] = change.after.str();
    json["changes"].push_back(std::move(one));
  }
  json["unchanged"] = upgrade.unchanged;
  return json;
}

Json to_json(const ClientCommands& commands) {
  Json json = Json::object();
  add_if_known(json, "unknown", commands.unknown);
  json["steps"] = Json::array();
  for (const auto& step : commands.steps)
    json["steps"].push_back({{"about", step.about}, {"commands", step.lines}});
  return json;
}

Json to_json(const AbiChanges& changes) {
  Json json = Json::object();
  add_if_known(json, "unknown", changes.unknown);
  json["libraries"] = Json::array();
  for (const auto& library : changes.libraries) {
    Json one{{"before", library.before}, {"after", library.after}, {"soname", library.soname}};
    add_if_known(one, "library", library.library);
    one["difference"] = abi::to_json(library.difference);
    one["users"] = Json::array();
    for (const auto& user : library.users) {
      Json who{{"package", user.package}, {"lost_symbols", user.lost_symbols}};
      add_if_known(who, "unknown", user.unknown);
      one["users"].push_back(std::move(who));
    }
    json["libraries"].push_back(std::move(one));
  }
  return json;
}

Json keys_json(const std::vector<manifest::KeyInfo>& keys) {
  Json list = Json::array();
  for (const auto& key : keys) list.push_back({{"fingerprint", key.fingerprint}, {"user_id", key.user_id}});
  return list;
}

Json sections_json(const manifest::ChangedList<manifest::SectionInfo>& sections) {
  Json json{{"added", Json::array()}, {"removed", Json::array()}};
  for (const auto& section : sections.added) json["added"].push_back(section.path);
  for (const auto& section : sections.removed) json["removed"].push_back(section.path);
  return json;
}

}  // namespace

Json to_json(const Changes& changes) {
  Json json{{"schema", 1}, {"before", to_json(changes.before)}, {"after", to_json(changes.after)}};
  Json counts = Json::object();
  for (const auto kind : k_kinds) counts[name_of(kind)] = changes.count(kind);
  counts["unchanged"] = changes.unchanged;
  counts["not-compared"] = changes.not_compared.size();
  json["counts"] = std::move(counts);
  json["details"] = changes.has_details;
  add_if_known(json, "no_details", changes.no_details);
  json["packages"] = Json::array();
  for (const auto& change : changes.packages) json["packages"].push_back(to_json(change));
  json["not_compared"] = changes.not_compared;
  if (changes.upgrade) json["upgrade"] = to_json(*changes.upgrade);
  if (changes.abi) json["abi"] = to_json(*changes.abi);
  if (changes.commands) json["client_commands"] = to_json(*changes.commands);
  json["lost"] = Json::array();
  for (const auto& one : changes.lost)
    json["lost"].push_back(
        {{"provide", one.provide}, {"package", one.package}, {"needed_by", one.needed_by}});
  json["sections"] = sections_json(changes.diff.sections);
  json["keys"] = {{"added", keys_json(changes.diff.keys.added)},
                  {"removed", keys_json(changes.diff.keys.removed)}};
  return json;
}

Json to_json(const Judgement& judgement) {
  Json findings = Json::array();
  for (const auto& finding : judgement.findings)
    findings.push_back({{"rule", finding.rule},
                        {"package", finding.package},
                        {"text", finding.text},
                        {"file", finding.where.file},
                        {"line", finding.where.line},
                        {"column", finding.where.column}});
  return {{"findings", std::move(findings)}, {"notes", judgement.notes}};
}

}  // namespace rpmworks::changes
