// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm_flow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/pool.hpp"
#include "core/text.hpp"
#include "srpm_groups.hpp"
#include "srpm_source.hpp"

namespace rpmworks::cli {

namespace {

bool has_value(const std::optional<Error>& fault) {
  return fault.has_value();
}

// Two packages that are one file have the same fault.
std::vector<Error> distinct_errors(const std::vector<std::optional<Error>>& faults) {
  std::vector<Error> errors;
  for (const auto& fault : faults)
    if (fault && std::ranges::none_of(errors, [&](const Error& known) {
          return std::string_view(known.what()) == fault->what() && known.notes() == fault->notes() &&
                 known.trail() == fault->trail();
        }))
      errors.push_back(*fault);
  return errors;
}

// Submodules without a spec are named, so that nobody misses a package.
void tell_of_left_out(Context& context, const Packages& packages,
                      const std::vector<std::optional<std::string>>& specless, bool nothing_else,
                      std::vector<LeftOut>* left_out) {
  std::vector<std::string> lines;
  for (size_t i = 0; i < packages.size(); ++i) {
    if (!specless[i]) continue;
    const auto& package = *packages[i];
    lines.push_back(fmt::format("the submodule {} is left out: {}", package.submodule, *specless[i]));
    context.reporter().warning(fmt::format(
        "{}; `except: [{}]` of the superproject says that it is no package", lines.back(), package.name));
    if (left_out) left_out->push_back({&package, *specless[i]});
  }
  if (lines.empty() || !nothing_else) return;
  throw Error(ExitCode::invalid, "no package is left: no submodule has a spec").notes(std::move(lines));
}

// The worse one is told by its exit code.
int badness(ExitCode code) {
  return code == ExitCode::trust ? 1000 : code == ExitCode::invalid ? 999 : static_cast<int>(code);
}

}  // namespace

Error all_of(std::vector<Error> errors, size_t count) {
  const auto worst =
      std::ranges::max_element(errors, {}, [](const Error& one) { return badness(one.code()); });
  if (errors.size() == 1) return std::move(errors.front());
  Error all(worst->code(), fmt::format("{} of {} source packages cannot be made", errors.size(), count));
  std::vector<std::string> told;
  for (const auto& error : errors) {
    std::string text = error.render();
    if (std::ranges::find(told, text) != told.end()) continue;
    std::move(all).notes(split(trim(text), '\n'));
    told.push_back(std::move(text));
  }
  return all;
}

engine::Packages make_packages(Context& context, const Packages& packages, const config::Target& target,
                               const LooseRequest& instead, std::vector<Unmade>* unmade,
                               std::vector<LeftOut>* left_out) {
  // Opened before the threads begin: it is made when first asked for.
  (void)context.store();
  const auto groups = groups_of(packages);
  const unsigned threads = std::max(1U, context.jobs() / std::max(1U, static_cast<unsigned>(groups.size())));
  std::vector<std::optional<srpm::Srpm>> made(packages.size());
  engine::Packages bootstraps(packages.size());
  std::vector<std::optional<Error>> faults(packages.size());
  std::vector<std::optional<std::string>> specless(packages.size());
  Activity making(context.reporter(), "making", "source packages", packages.size());
  // What is checked changes the surroundings of all that runs.
  const auto make = [&](const std::vector<size_t>& places) {
    Packages group;
    for (const size_t at : places) group.push_back(packages[at]);
    const char* const what = group.size() == 1 ? "package" : "packages";
    MadeGroup all = with_context(fmt::format("making the source {} of {}", what, join(names_of(group), ", ")),
                                 [&] { return make_group(context, group, target, instead, threads); });
    for (size_t one = 0; one < all.srpms.size(); ++one) {
      (void)building_of(*group[one], target);  // throws for what the target cannot do
      bootstraps[places[one]] = all.bootstraps[one];
      made[places[one]] = std::move(all.srpms[one]);
    }
    making.step(all.srpms.size());
  };
  // False when it may be only one of several that is at fault.
  const auto make_what_can_be = [&](const std::vector<size_t>& places) {
    const size_t first = places.front();
    try {
      make(places);
    } catch (Error& error) {
      if (!is_of_a_package(error)) throw;
      if (unmade && places.size() > 1) return false;
      if (!instead.are_named) specless[first] = without_spec(context, *packages[first]);
      if (!specless[first]) faults[first] = std::move(error);
    }
    return true;
  };
  parallel_for(groups.size(), instead.check ? 1 : context.jobs(), [&](size_t i) {
    if (make_what_can_be(groups[i])) return;
    for (const size_t at : groups[i]) make_what_can_be({at});
  });
  std::vector<srpm::Srpm> srpms;
  std::vector<size_t> places;  // of these among the packages
  for (size_t i = 0; i < made.size(); ++i)
    if (made[i]) {
      srpms.push_back(std::move(*made[i]));
      places.push_back(i);
    }
  for (auto& [at, fault] : faults_of_same_files(srpms))
    faults[places[at]] = std::move(fault).at(packages[places[at]]->where);
  tell_of_left_out(context, packages, specless, srpms.empty() && std::ranges::none_of(faults, has_value),
                   left_out);
  if (unmade) {
    for (size_t i = 0; i < faults.size(); ++i)
      if (faults[i]) unmade->push_back({packages[i], *faults[i]});
  } else if (auto errors = distinct_errors(faults); !errors.empty()) {
    throw all_of(std::move(errors), packages.size());
  }
  engine::Packages result;
  for (size_t i = 0; i < srpms.size(); ++i)
    if (const size_t at = places[i]; !faults[at])
      result.push_back(std::make_shared<const engine::Package>(
          engine::Package{.srpm = std::move(srpms[i]),
                          .building = building_of(*packages[at], target),
                          .bootstrap = bootstraps[at]}));
  const auto reused = std::ranges::count_if(result, [](const auto& one) { return one->srpm.cached; });
  making.result(fmt::format("{} made, {} unchanged", result.size() - static_cast<size_t>(reused), reused));
  return result;
}

}  // namespace rpmworks::cli
