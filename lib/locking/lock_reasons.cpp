// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/lock_reasons.hpp"

#include <algorithm>

namespace rpmworks::locking {

namespace {

using lockfile::Lock;
using lockfile::LockedPackage;
using Chain = std::vector<std::string>;

// The package `name` that is in the release because of the packages in `chain`; null if another chain leads
// to it, or if it is a package of the product.
const LockedPackage* package_after(const Lock& lock, const std::string& target, const Chain& chain,
                                   const std::string& name) {
  const auto at = std::ranges::find_if(lock.packages, [&](const LockedPackage& package) {
    return package.target == target && package.nevra.name == name && package.because == chain;
  });
  return at == lock.packages.end() ? nullptr : &*at;
}

bool is_rule(const std::string& link) {
  return link.find(' ') != std::string::npos;
}

std::vector<ReasonStep> chain_to(const Lock& lock, const LockedPackage& package) {
  std::vector<ReasonStep> steps;
  Chain before;
  for (size_t i = 0; i < package.because.size(); ++i) {
    ReasonStep step{.package = package.because[i], .requirement = {}, .provider = {}};
    before.push_back(step.package);
    const bool is_last = i + 1 == package.because.size();
    const LockedPackage* next =
        is_last ? &package : package_after(lock, package.target, before, package.because[i + 1]);
    step.provider = next ? next->nevra.str() : package.because[i + 1];
    if (next && !is_rule(step.package)) step.requirement = next->requirement;
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace

std::vector<LockReason> reasons_for(const Lock& lock, const std::string& name_or_nevra) {
  std::vector<LockReason> reasons;
  for (const auto& package : lock.packages)
    if (package.nevra.name == name_or_nevra || package.nevra.str() == name_or_nevra)
      reasons.push_back({.package = package, .chain = chain_to(lock, package)});
  return reasons;
}

}  // namespace rpmworks::locking
