// SPDX-License-Identifier: GPL-3.0-or-later
#include "publishing/withdraw.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "compose/withdraw.hpp"
#include "locking/client_base.hpp"
#include "locking/lock.hpp"
#include "locking/release_targets.hpp"
#include "publishing/publish.hpp"
#include "publishing/release_folder.hpp"
#include "releases/releases.hpp"

namespace rpmworks::publishing {

namespace {

// A run that was stopped may have published the result already.
bool is_already_withdrawn(const WithdrawRequest& request, const manifest::Manifest& from) {
  return std::ranges::all_of(request.packages, [&](const std::string& nevra) {
    const auto is_it = [&](const auto& one) { return one.nevra == nevra; };
    return std::ranges::any_of(from.withdrawn, is_it) &&
           std::ranges::none_of(from.packages, [&](const auto& entry) { return entry.nevra.str() == nevra; });
  });
}

std::string release_to_change(const product::Session& session, const WithdrawRequest& request) {
  if (!request.from.empty()) return request.from;
  std::string current = releases::published(session.workspace);
  if (!current.empty()) return current;
  throw Error(ExitCode::invalid, "no release is published, so there is none to withdraw packages from")
      .hint("name a release with --from");
}

compose::Withdrawal withdrawal_of(const WithdrawRequest& request, const std::string& from) {
  return {.from = from, .packages = request.packages, .reason = request.reason};
}

}  // namespace

WithdrawPlan plan_withdrawal(product::Session& session, const WithdrawRequest& request) {
  const product::SessionScope scope(session);
  WithdrawPlan plan{.from = release_to_change(session, request), .name = request.name};
  const manifest::Manifest from = manifest_of(release_folder(plan.from, [&] { return &session.workspace; }));
  plan.from = from.release;
  if (request.from.empty() && is_already_withdrawn(request, from)) {
    plan.is_done = true;
    plan.name = from.release;
    plan.withdrawn = from.withdrawn;
    return plan;
  }
  const compose::Withdrawal withdrawal = withdrawal_of(request, plan.from);
  plan.withdrawn = compose::withdrawn_by(withdrawal, from);
  if (plan.name.empty()) plan.name = compose::name_after(withdrawal, from, session.workspace);
  return plan;
}

WithdrawPlan withdraw(product::Session& session, const WithdrawRequest& request, bool publish) {
  const product::SessionScope scope(session);
  product::require_own_releases(session);
  if (publish) releases::require_publishable(session.workspace);
  WithdrawPlan plan = plan_withdrawal(session, request);
  if (!plan.is_done) {
    // What other gates find in it must not prevent that a package is removed; they run on the new release.
    require_intact(session, session.workspace.releases() / plan.from);
    const std::vector<config::Target> targets = locking::choose_release_targets(session);
    const layout::Targets all(targets);
    compose::withdraw(withdrawal_of(request, plan.from), plan.name,
                      {.config = session.config,
                       .targets = all,
                       .workspace = session.workspace,
                       .store = session.store,
                       .reporter = session.reporter},
                      locking::client_base(session, all.all(), locking::read_lock(session, true)));
  }
  if (publish) publishing::publish(session, plan.name);
  return plan;
}

}  // namespace rpmworks::publishing
