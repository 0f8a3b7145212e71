// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/selection.hpp"

#include <algorithm>

namespace rpmworks::build {

namespace {

bool is_among(const std::vector<std::string>& list, const std::string& text) {
  return std::ranges::find(list, text) != list.end();
}

Plan plan_of(const std::vector<srpm::Srpm>& srpms, const Base& base, const std::string& environment,
             store::Store& store, Reporter& reporter) {
  const std::string key = plan_key(srpms, environment);
  if (const auto known = store.record("plan", key)) {
    if (auto plan = Plan::from_json(*known, srpms)) return std::move(*plan);
  }
  Activity activity(reporter, "ordering", "builds");
  Plan plan = make_plan(srpms, base, reporter);
  store.put_record("plan", key, plan.to_json());
  return plan;
}

}  // namespace

bool Selection::is_wanted(const std::string& label) const {
  return wanted.empty() || is_among(wanted, label);
}

bool Selection::is_forced(const std::string& label) const {
  return is_among(rebuild, label) || (force && is_wanted(label));
}

Selection select(const std::vector<srpm::Srpm>& srpms, const Base& base, const std::string& environment,
                 store::Store& store, const BuildOptions& options, Reporter& reporter) {
  Selection selection{.wanted = options.only, .rebuild = options.rebuild, .force = options.force};
  if (options.dependants && !options.only.empty())
    selection.wanted = dependants_of(options.only, srpms, base);
  selection.needed = selection.wanted.empty() ? srpms : needed_by(selection.wanted, srpms, base);
  if (!selection.wanted.empty() && options.look_at_needed) options.look_at_needed(selection.needed);
  selection.plan = plan_of(selection.needed, base, environment, store, reporter);
  return selection;
}

}  // namespace rpmworks::build
