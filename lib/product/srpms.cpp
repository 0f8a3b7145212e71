// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/srpms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/pool.hpp"
#include "core/text.hpp"
#include "product/package_source.hpp"
#include "product/packages.hpp"
#include "product/same_files.hpp"
#include "product/srpm_groups.hpp"

namespace rpmworks::product {

namespace {

bool has_value(const std::optional<Error>& fault) {
  return fault.has_value();
}

// Two packages that make the same file have the same error.
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

// Ranks exit codes: the highest one becomes the exit code of the combined error.
int badness(ExitCode code) {
  return code == ExitCode::trust ? 1000 : code == ExitCode::invalid ? 999 : static_cast<int>(code);
}

/// One run over packages of repos.yaml. Results and errors are stored at the position of the package.
class PackageRun {
 public:
  PackageRun(Session& session, const Packages& packages, const config::Target& target,
             const SrpmOptions& options)
      : m_session(session),
        m_packages(packages),
        m_target(target),
        m_options(options),
        m_groups(groups_of(packages)),
        m_making(session.reporter, "making", "source packages", packages.size()),
        m_made(packages.size()),
        m_bootstraps(packages.size()),
        m_faults(packages.size()),
        m_specless(packages.size()) {}

  MadePackages run() {
    parallel_for(m_groups.size(), m_session.threads(), [this](size_t i) {
      if (make_what_can_be(m_groups[i])) return;
      for (const size_t at : m_groups[i]) make_what_can_be({at});
    });
    std::vector<srpm::Srpm> made;
    std::vector<size_t> places;  // positions of `made` in m_packages
    for (size_t i = 0; i < m_made.size(); ++i) {
      if (!m_made[i]) continue;
      made.push_back(std::move(*m_made[i]));
      places.push_back(i);
    }
    for (auto& [at, fault] : faults_of_same_files(made))
      m_faults[places[at]] = std::move(fault).at(m_packages[places[at]]->where);
    MadePackages packages{.made = {}, .unmade = {}, .specless = specless(made.empty())};
    if (!m_options.keep_going)
      if (auto errors = distinct_errors(m_faults); !errors.empty())
        throw all_of(std::move(errors), m_packages.size());
    for (size_t i = 0; i < made.size(); ++i)
      if (const size_t at = places[i]; !m_faults[at])
        packages.made.push_back(std::make_shared<const engine::Package>(
            engine::Package{.srpm = std::move(made[i]),
                            .building = building_of(*m_packages[at], m_target),
                            .bootstrap = m_bootstraps[at]}));
    for (size_t i = 0; i < m_packages.size(); ++i)
      if (m_faults[i]) packages.unmade.push_back({m_packages[i]->name, std::move(*m_faults[i])});
    const auto reused = static_cast<size_t>(
        std::ranges::count_if(packages.made, [](const auto& package) { return package->srpm.cached; }));
    m_making.result(fmt::format("{} made, {} unchanged", packages.made.size() - reused, reused));
    return packages;
  }

 private:
  void make(const std::vector<size_t>& places) {
    Packages group;
    for (const size_t at : places) group.push_back(m_packages[at]);
    const unsigned threads =
        std::max(1U, m_session.threads() / std::max(1U, static_cast<unsigned>(m_groups.size())));
    const char* const what = group.size() == 1 ? "package" : "packages";
    MadeGroup all = with_context(fmt::format("making the source {} of {}", what, join(names_of(group), ", ")),
                                 [&] { return make_group(m_session, group, m_target, m_options, threads); });
    for (size_t one = 0; one < all.srpms.size(); ++one) {
      (void)building_of(*group[one], m_target);  // throws if the target's rpm does not support a setting
      m_bootstraps[places[one]] = all.bootstraps[one];
      m_made[places[one]] = std::move(all.srpms[one]);
    }
    m_making.step(all.srpms.size());
  }

  // Returns false if the caller must retry each package separately, because only some of them may have an
  // error.
  bool make_what_can_be(const std::vector<size_t>& places) {
    const size_t first = places.front();
    try {
      make(places);
    } catch (Error& error) {
      if (!is_of_a_package(error)) throw;
      if (m_options.keep_going && places.size() > 1) return false;
      if (!m_options.are_named) m_specless[first] = without_spec(m_session, *m_packages[first]);
      if (!m_specless[first]) m_faults[first] = std::move(error);
    }
    return true;
  }

  // Warns about each submodule without a spec, so that users notice if a package is missing.
  std::vector<Specless> specless(bool nothing_made) const {
    std::vector<Specless> all;
    std::vector<std::string> lines;
    for (size_t i = 0; i < m_packages.size(); ++i) {
      if (!m_specless[i]) continue;
      const auto& package = *m_packages[i];
      lines.push_back(fmt::format("skipping the submodule {}: {}", package.submodule, *m_specless[i]));
      m_session.reporter.warning(
          fmt::format("{}; `except: [{}]` of the superproject excludes it", lines.back(), package.name));
      all.push_back({package.name, package.submodule, *m_specless[i]});
    }
    if (!lines.empty() && nothing_made && std::ranges::none_of(m_faults, has_value))
      throw Error(ExitCode::invalid, "no package to make: no submodule has a spec").notes(std::move(lines));
    return all;
  }

  Session& m_session;
  const Packages& m_packages;
  const config::Target& m_target;
  const SrpmOptions& m_options;
  const std::vector<std::vector<size_t>> m_groups;
  Activity m_making;
  std::vector<std::optional<srpm::Srpm>> m_made;
  engine::Packages m_bootstraps;
  std::vector<std::optional<Error>> m_faults;
  std::vector<std::optional<std::string>> m_specless;
};

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

MadePackages packages(Session& session, const Packages& packages, const config::Target& target,
                      const SrpmOptions& options) {
  const SessionScope scope(session);
  return PackageRun(session, packages, target, options).run();
}

Srpms srpms(Session& session, const Packages& packages, const config::Target& target,
            const SrpmOptions& options) {
  MadePackages all = product::packages(session, packages, target, options);
  return {engine::srpms_of(all.made), std::move(all.unmade), std::move(all.specless)};
}

}  // namespace rpmworks::product
