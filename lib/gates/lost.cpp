// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <set>

#include "core/text.hpp"
#include "gates/gate.hpp"
#include "rpm/contents.hpp"

namespace rpmworks::gates {

namespace {

constexpr const char* k_lost_name = "lost";

// The packages of the release before that this one does not have.
std::vector<solve::EarlierPackage> gone_packages(const GateInputs& inputs) {
  std::vector<solve::EarlierPackage> gone;
  if (!inputs.release.earlier) return gone;
  const releases::EarlierRelease& earlier = *inputs.release.earlier;
  std::set<std::string> kept;
  for (const size_t i : inputs.target->packages())
    kept.insert(inputs.release.manifest->packages[i].nevra.str());
  for (const auto& entry : earlier.manifest->packages) {
    if (entry.nevra.is_source() || earlier.target_of(entry) != inputs.target->name() ||
        !kept.insert(entry.nevra.str()).second)
      continue;
    const rpm::Contents contents = rpm::read_contents(earlier.folder / entry.file);
    solve::EarlierPackage package{.nevra = entry.nevra, .provides = contents.package.provides};
    for (const auto& file : contents.files) package.provides.push_back(file.path);
    gone.push_back(std::move(package));
  }
  return gone;
}

Finding finding_of(const solve::Lost& lost) {
  const std::string needed_by = lost.needed_by.name + "." + lost.needed_by.arch;
  return {fmt::format("{} for {}", lost.requirement, needed_by),
          fmt::format("nothing provides {} any more, which {} of {} requires: {}", lost.requirement,
                      lost.needed_by.str(), lost.repository,
                      lost.replaced_by.name.empty()
                          ? fmt::format("{} of the release before provided it", lost.provider.str())
                          : fmt::format("{} replaces {}, which provided it", lost.replaced_by.str(),
                                        lost.provider.str()))};
}

}  // namespace

Check lost_gate(const GateInputs& inputs) {
  const std::string& subject = inputs.target->subject();
  if (const std::string& why = inputs.target->no_base(); !why.empty())
    return not_checked(k_lost_name, subject, why);
  std::vector<solve::Lost> lost;
  try {
    lost = inputs.target->selector().lost(gone_packages(inputs));
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
    return not_checked(k_lost_name, subject,
                       fmt::format("the release {} is damaged: {}", inputs.release.earlier->manifest->release,
                                   error.what()));
  }
  std::vector<Finding> findings;
  std::set<std::string> blocked;
  for (const auto& one : lost) {
    if (one.is_exact_version)
      blocked.insert(fmt::format("{} (for {})", one.needed_by.str(),
                                 one.replaced_by.name.empty() ? one.provider.str() : one.replaced_by.str()));
    else
      findings.push_back(finding_of(one));
  }
  Check check = judged(k_lost_name, subject, std::move(findings));
  check.is_incomplete = !inputs.release.earlier;
  if (!blocked.empty())
    check.notes.push_back(
        fmt::format("clients with these packages of the base must remove them before they can update the "
                    "package that each of them requires in one version: {}",
                    join({blocked.begin(), blocked.end()}, ", ")));
  return check;
}

}  // namespace rpmworks::gates
