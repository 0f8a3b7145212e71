// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include "buildplan/plan.hpp"
#include "core/digest.hpp"
#include "core/json.hpp"

namespace rpmworks::buildplan {

Json Plan::to_json() const {
  auto array = Json::array();
  for (const Step& step : steps) {
    array.push_back({{"srpm", step.package->srpm.nevra.str()},
                     {"needs", step.needs},
                     {"deferred", step.deferred},
                     {"generates", step.generates},
                     {"learnt", step.learnt},
                     {"bootstrap", step.package->is_bootstrap()}});
  }
  return array;
}

std::optional<Plan> Plan::from_json(const Json& array, const engine::Packages& packages) try {
  std::map<std::string, engine::PackagePtr> by_nevra;
  for (const engine::PackagePtr& package : packages) by_nevra[package->srpm.nevra.str()] = package;
  if (!array.is_array()) return std::nullopt;
  Plan plan;
  for (const auto& entry : array) {
    if (!entry.is_object()) return std::nullopt;
    const auto at = by_nevra.find(entry.value("srpm", ""));
    if (at == by_nevra.end()) return std::nullopt;
    Step step{.package = entry.value("bootstrap", false) ? at->second->bootstrap : at->second,
              .needs = entry.value("needs", std::vector<size_t>{}),
              .deferred = entry.value("deferred", false),
              .generates = entry.value("generates", false),
              .learnt = entry.value("learnt", std::vector<std::string>{})};
    if (!step.package) return std::nullopt;
    // A step comes after those it needs.
    for (const size_t needed : step.needs) {
      if (needed >= plan.steps.size()) return std::nullopt;
    }
    plan.steps.push_back(std::move(step));
  }
  const auto full_builds =
      std::ranges::count_if(plan.steps, [](const Step& step) { return !step.package->is_bootstrap(); });
  if (static_cast<size_t>(full_builds) != packages.size()) return std::nullopt;
  return plan;
} catch (const JsonError&) {
  return std::nullopt;  // of another version, or damaged
}

std::string plan_key(const engine::Packages& packages, const std::string& environment,
                     const EarlierProviders& earlier) {
  Digest digest;
  digest.field("plan 4").field(environment).field(earlier.sha256());
  for (const engine::PackagePtr& package : packages) {
    const srpm::Srpm& srpm = package->srpm;
    digest.field(package->label())
        .field(srpm.nevra.str())
        .field(srpm.sha256)
        .field(srpm.info.to_json().dump());
    const engine::PackagePtr& bootstrap = package->bootstrap;
    digest.field(bootstrap ? bootstrap->srpm.sha256 + bootstrap->srpm.info.to_json().dump() : "");
  }
  return digest.hex();
}

}  // namespace rpmworks::buildplan
