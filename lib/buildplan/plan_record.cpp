// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include "buildplan/plan.hpp"
#include "core/digest.hpp"
#include "core/json.hpp"

namespace rpmworks::buildplan {

Json Plan::to_json() const {
  auto array = Json::array();
  for (const Job& job : jobs) {
    array.push_back({{"srpm", job.srpm->nevra.str()},
                     {"needs", job.needs},
                     {"deferred", job.deferred},
                     {"generates", job.generates},
                     {"learnt", job.learnt},
                     {"bootstrap", job.is_first_round()}});
  }
  return array;
}

std::optional<Plan> Plan::from_json(const Json& array, const std::vector<srpm::Srpm>& srpms) try {
  std::map<std::string, const srpm::Srpm*> by_nevra;
  for (const srpm::Srpm& srpm : srpms) by_nevra[srpm.nevra.str()] = &srpm;
  if (!array.is_array()) return std::nullopt;
  Plan plan;
  for (const auto& entry : array) {
    if (!entry.is_object()) return std::nullopt;
    const auto at = by_nevra.find(entry.value("srpm", ""));
    if (at == by_nevra.end()) return std::nullopt;
    Job job{.srpm = entry.value("bootstrap", false) ? at->second->bootstrap.get() : at->second,
            .needs = entry.value("needs", std::vector<size_t>{}),
            .deferred = entry.value("deferred", false),
            .generates = entry.value("generates", false),
            .learnt = entry.value("learnt", std::vector<std::string>{})};
    if (!job.srpm) return std::nullopt;
    // A job comes after those it needs.
    for (const size_t needed : job.needs) {
      if (needed >= plan.jobs.size()) return std::nullopt;
    }
    plan.jobs.push_back(std::move(job));
  }
  const auto packages =
      std::ranges::count_if(plan.jobs, [](const Job& job) { return !job.is_first_round(); });
  if (static_cast<size_t>(packages) != srpms.size()) return std::nullopt;
  return plan;
} catch (const JsonError&) {
  return std::nullopt;  // of another version, or damaged
}

std::string plan_key(const std::vector<srpm::Srpm>& srpms, const std::string& environment,
                     const EarlierNames& earlier) {
  Digest digest;
  digest.field("plan 4").field(environment).field(earlier.sha256());
  for (const srpm::Srpm& srpm : srpms) {
    digest.field(label(srpm)).field(srpm.nevra.str()).field(srpm.sha256).field(srpm.info.to_json());
    digest.field(srpm.bootstrap ? srpm.bootstrap->sha256 + srpm.bootstrap->info.to_json() : "");
  }
  return digest.hex();
}

}  // namespace rpmworks::buildplan
