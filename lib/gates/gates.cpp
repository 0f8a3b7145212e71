// SPDX-License-Identifier: GPL-3.0-or-later
#include "gates/gates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <functional>
#include <iterator>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/temporary.hpp"
#include "gates/gate.hpp"
#include "store/workspace.hpp"

namespace rpmworks::gates {

namespace {

/// A gate that relies on the headers of the packages, and its name for the case that it cannot run.
struct ContentGate {
  const char* name;
  Gate run;
  bool needs_all = false;  ///< it would be wrong about a delta
};

// The gates in the order in which their results are shown.
constexpr std::array k_section_gates = {signatures_gate, digests_gate, duplicates_gate, repodata_gate};
constexpr std::array k_release_gates = {sources_gate, files_gate, provenance_gate,
                                        history_gate, keys_gate,  withdrawn_gate};
constexpr std::array<ContentGate, 2> k_content_gates_of_sections = {
    {{"readable", readable_gate}, {"architecture", architecture_gate}}};
constexpr std::array<ContentGate, 2> k_content_gates_of_targets = {
    {{"duplicates", duplicates_across_gate}, {"file-conflicts", file_conflicts_gate}}};
constexpr std::array<ContentGate, 2> k_gates_on_base = {
    {{"closure", closure_gate, true}, {"lost", lost_gate, true}}};
constexpr std::array<ContentGate, 4> k_content_gates_of_release = {{{"licenses", licenses_gate},
                                                                    {"permissions", permissions_gate},
                                                                    {"empty", empty_gate},
                                                                    {"upgrade", upgrade_gate, true}}};

/// Runs the gates of a release whose manifest can be read.
class Gates {
 public:
  Gates(const ReleaseOnDisk& release, const GateSettings& settings) : m_release(release) {
    m_settings = settings;
    if (settings.config && settings.config->product == release.manifest->product) m_config = settings.config;
  }

  /// The results in the order in which they are shown. Gates without common data run at the same time.
  std::vector<Check> run(unsigned jobs) {
    add([&](auto& found) { found.push_back(manifest_gate({.release = m_release})); });
    auto targets = targets_of(m_release, m_settings);
    for (const auto& section : m_release.manifest->sections)
      add([&](auto& found) {
        for (const Gate gate : k_section_gates)
          found.push_back(gate({.release = m_release, .section = &section, .config = m_config}));
      });
    for (const Gate gate : k_release_gates)
      add([&, gate](auto& found) {
        found.push_back(gate({.release = m_release, .config = m_config, .settings = &m_settings}));
      });
    for (const auto& section : m_release.manifest->sections)
      for (const auto& gate : k_content_gates_of_sections)
        add(gate, {.release = m_release, .section = &section, .config = m_config}, section.path);
    for (auto& target : targets) {
      const GateInputs inputs{.release = m_release, .target = &target, .config = m_config};
      for (const auto& gate : k_content_gates_of_targets) add(gate, inputs, target.subject());
      add([this, inputs, &target](auto& found) {
        for (const auto& gate : k_gates_on_base) run(gate, inputs, target.subject(), found);
      });
      m_parts.back().is_slow = true;
    }
    for (const auto& gate : k_content_gates_of_release)
      add(gate, {.release = m_release, .config = m_config, .settings = &m_settings}, m_release.name());
    run_parts(jobs);
    std::vector<Check> checks;
    for (auto& part : m_parts) std::ranges::move(part.found, std::back_inserter(checks));
    checks.push_back(
        apply_waivers(*m_release.manifest, m_release.name(), m_config, std::time(nullptr), checks));
    return checks;
  }

 private:
  using Work = std::function<void(std::vector<Check>&)>;
  /// Gates that run one after another.
  struct Part {
    Work work;
    bool is_slow = false;
    std::vector<Check> found = {};
  };

  void add(Work work) { m_parts.push_back({std::move(work)}); }

  void add(const ContentGate& gate, const GateInputs& inputs, const std::string& subject) {
    add([this, &gate, inputs, subject](auto& found) { run(gate, inputs, subject, found); });
  }

  // Starts the slow parts first.
  void run_parts(unsigned jobs) {
    std::vector<Part*> order;
    for (auto& part : m_parts) order.push_back(&part);
    std::ranges::stable_partition(order, &Part::is_slow);
    parallel_for(order.size(), jobs, [&](size_t i) { order[i]->work(order[i]->found); });
  }

  void run(const ContentGate& gate, const GateInputs& inputs, const std::string& subject,
           std::vector<Check>& checks) const {
    throw_if_cancelled();
    const bool is_readable = m_release.contents.size() == m_release.packages.size();
    if (m_release.manifest->delta_from && gate.needs_all)
      checks.push_back(
          not_checked(gate.name, subject,
                      fmt::format("the release holds only packages that {} lacks; it was checked as "
                                  "a whole when it was composed",
                                  m_release.manifest->delta_from->release)));
    else
      checks.push_back(is_readable
                           ? gate.run(inputs)
                           : not_checked(gate.name, subject,
                                         m_release.are_packages_unread()
                                             ? m_release.remote->why_not_read
                                             : "a package is damaged, or not signed by a trusted key"));
  }

  const ReleaseOnDisk& m_release;
  GateSettings m_settings;
  const config::Config* m_config = nullptr;
  std::vector<Part> m_parts;
};

bool is_in_workspace(const fs::path& release_folder) {
  const fs::path releases = release_folder.parent_path();
  const store::Workspace workspace{.root = releases.parent_path(), .cache = {}, .store_folder = {}};
  std::error_code unreadable;
  return releases == workspace.releases() && fs::is_directory(workspace.state(), unreadable);
}

// The name that the release must have: in a workspace its folder's name, because users refer to it by that
// name. Elsewhere, and while it is being composed (its folder then begins with a dot), any name is valid.
std::string name_by_place(const fs::path& given, const fs::path& real) {
  fs::path place = fs::absolute(given).lexically_normal();
  if (place.filename().empty()) place = place.parent_path();
  // releases/ may be a symbolic link.
  std::error_code unreadable;
  const bool in_workspace =
      is_in_workspace(real) ||
      (is_in_workspace(place) && fs::canonical(place.parent_path(), unreadable) == real.parent_path());
  const std::string name = real.filename();
  return in_workspace && !name.starts_with('.') ? name : "";
}

}  // namespace

Check judged(const std::string& name, const std::string& subject, std::vector<Finding> findings,
             ExitCode code, const std::string& detail) {
  const bool passed = findings.empty();
  return {.name = name,
          .subject = subject,
          .passed = passed,
          .findings = std::move(findings),
          .detail = passed ? detail : std::string(),
          .code = code};
}

Check not_checked(const std::string& name, const std::string& subject, const std::string& why) {
  return {.name = name, .subject = subject, .passed = true, .findings = {}, .detail = {}, .not_checked = why};
}

ExitCode worst_of(const std::vector<Check>& checks) {
  ExitCode worst = ExitCode::done;
  for (const auto& check : checks) {
    if (check.passed) continue;
    if (check.code == ExitCode::trust) return ExitCode::trust;
    if (worst == ExitCode::done) worst = check.code;
  }
  return worst;
}

std::vector<std::string> texts_of(const std::vector<Finding>& findings) {
  std::vector<std::string> texts;
  for (const auto& finding : findings) texts.push_back(finding.text);
  return texts;
}

std::vector<Check> verify(const fs::path& release_folder, Reporter& reporter, unsigned jobs,
                          const GateSettings& settings) {
  if (!fs::is_directory(release_folder))
    throw Error(ExitCode::invalid, fmt::format("there is no folder {}", release_folder.string()))
        .hint("name a release, or the folder of one");
  // `current` is a symbolic link to a release; below it no link is allowed.
  const fs::path real = fs::canonical(release_folder);
  const TempDir tmp(temporary_folder(), "verify-");
  ReleaseOnDisk release = read_release(real, tmp.path());
  release.wanted_name = name_by_place(release_folder, real);
  release.store = settings.store;
  release.known = settings.contents;
  release.metadata = settings.metadata;
  release.remote = settings.remote;
  if (!release.manifest) return {manifest_gate({.release = release})};
  read_packages(release, reporter, jobs);
  if (is_in_workspace(real))
    release.earlier = releases::earlier_release(real.parent_path(), release.manifest->product,
                                                release.manifest->release, reporter);
  return Gates(release, settings).run(jobs);
}

}  // namespace rpmworks::gates
