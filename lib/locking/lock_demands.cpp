// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/lock_demands.hpp"

#include "core/json_value.hpp"
#include "rpm/requirement.hpp"

namespace rpmworks::locking {

namespace {

Demands demands_for(const std::string& target, const std::vector<engine::BuildResult>& builds) {
  Demands demands;
  std::set<std::string> all;
  for (const auto& build : builds) {
    if (build.target != target) continue;
    for (const auto& artifact : build.packages) {
      const rpm::Package& package = artifact.package;
      demands.packages.insert(package.nevra.name + "." + package.nevra.arch);
      for (const auto& text : package.provides) demands.provided.emplace(rpm::requirement_name(text));
      for (const auto* list :
           {&package.requires_, &package.conflicts, &package.obsoletes, &package.recommends})
        all.insert(list->begin(), list->end());
    }
  }
  for (const auto& text : all)
    if (!demands.provided.contains(std::string(rpm::requirement_name(text)))) demands.demanded.insert(text);
  return demands;
}

fs::path demands_file(const store::Workspace& workspace) {
  return workspace.state() / "lock-demands.json";
}

Json json_of(const std::set<std::string>& texts) {
  Json json = Json::array();
  for (const auto& text : texts) json.push_back(text);
  return json;
}

std::set<std::string> texts_of(const Json& json) {
  std::set<std::string> texts;
  for (const auto& text : json) texts.insert(text);
  return texts;
}

DemandsByTarget demands_of_json(const Json& json) {
  DemandsByTarget all;
  for (const auto& one : json.at("targets"))
    all[one.at("target")] = {.packages = texts_of(one.at("packages")),
                             .provided = texts_of(one.at("provided")),
                             .demanded = texts_of(one.at("demanded"))};
  return all;
}

}  // namespace

void Demands::feed(Digest& digest) const {
  for (const auto* list : {&packages, &provided, &demanded}) {
    digest.field(std::to_string(list->size()));
    for (const auto& text : *list) digest.field(text);
  }
}

DemandsByTarget demands_of(const layout::Targets& targets, const std::vector<engine::BuildResult>& builds) {
  DemandsByTarget all;
  for (const auto* target : targets.all()) all[target->name] = demands_for(target->name, builds);
  return all;
}

void remember_demands(const store::Workspace& workspace, const DemandsByTarget& demands) {
  const DemandsByTarget before = remembered_demands(workspace);
  DemandsByTarget now = demands;
  now.insert(before.begin(), before.end());
  if (now == before) return;
  Json json{{"targets", Json::array()}};
  for (const auto& [target, one] : now)
    json["targets"].push_back({{"target", target},
                               {"packages", json_of(one.packages)},
                               {"provided", json_of(one.provided)},
                               {"demanded", json_of(one.demanded)}});
  make_folders(workspace.state());
  replace_file(demands_file(workspace), json.dump());
}

DemandsByTarget remembered_demands(const store::Workspace& workspace) {
  return value_in(demands_file(workspace), demands_of_json).value_or(DemandsByTarget{});
}

}  // namespace rpmworks::locking
