// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "compose/plan_gate.hpp"
#include "compose/vendor.hpp"
#include "core/error.hpp"
#include "layout/basearch.hpp"
#include "layout/keys.hpp"
#include "layout/vendor_keys.hpp"
#include "rpm/header_difference.hpp"

namespace rpmworks::compose {

namespace {

using config::Section;

constexpr std::array<PlanGate, 3> k_plan_gates = {planned_sources_gate, planned_readable_gate, unique_gate};

/// Distributes packages over the sections of the configuration.
class Planner {
 public:
  Planner(const Inputs& inputs, const config::Config& config, const layout::Targets& targets)
      : m_inputs(inputs), m_config(config), m_targets(targets) {}

  Plan run(const store::Store& store) {
    m_store = &store;
    require_sections_of_targets();
    for (const auto& srpm : m_inputs.srpms) add_source(srpm);
    for (const auto& build : m_inputs.builds) add_build(build);
    for (const auto& section : m_config.sections)
      if (section.from == Section::From::upstream) add_vendor_packages(section, store);
    return finish();
  }

  Plan run_sources(const SourcesByTarget& sources) {
    require_sections_of_targets();
    for (const auto& [target, srpms] : sources)
      for (const auto& srpm : srpms) {
        add_source(srpm);
        m_sources.at(srpm.sha256).sections.insert(section_for(srpm.name, target).path);
      }
    return finish();
  }

 private:
  struct Source {
    const srpm::Srpm* srpm = nullptr;
    rpm::Package package;
    std::set<std::string> sections;  ///< sections of the packages built from it
  };

  void require_sections_of_targets() const {
    for (const auto& section : m_config.sections) {
      layout::targets_of(section, m_config, m_targets);
    }
  }

  Plan finish() {
    for (const auto& [digest, source] : m_sources)
      m_plan.sources.push_back({.nevra = source.package.nevra, .sections = source.sections});
    for (const auto& section : m_config.sections) {
      std::vector<Item> items =
          section.from == Section::From::srpms ? sources_for(section) : std::move(m_items[section.path]);
      resolve(section, std::move(items));
    }
    std::ranges::stable_sort(m_plan.items, [](const Item& a, const Item& b) {
      return a.section != b.section ? a.section < b.section : a.package->nevra < b.package->nevra;
    });
    for (const PlanGate gate : plan_gates()) gate({.plan = m_plan, .config = m_config});
    return std::move(m_plan);
  }

  const Section& section_for(const std::string& name, const std::string& target) const {
    const auto package = m_config.packages.find(name);
    config::PackageSource unnamed;
    unnamed.name = name;
    const Section& section =
        m_config.section_of(package == m_config.packages.end() ? unnamed : package->second, target);
    const auto own = layout::targets_of(section, m_config, m_targets);
    if (std::ranges::any_of(own, [&](const auto* one) { return one->name == target; })) return section;
    throw Error(ExitCode::invalid,
                fmt::format("the package {} of the target {} goes to the section {}, which is for {}", name,
                            target, section.path, layout::Targets(own).names()))
        .at(section.where)
        .hint(fmt::format("add a section with `from: builds` and `target: {}` to release.sections", target));
  }

  const Section& section_at(const std::string& path) const {
    return *std::ranges::find(m_config.sections, path, &Section::path);
  }

  void add_source(const srpm::Srpm& srpm) {
    Source source{.srpm = &srpm, .package = rpm::read_package(srpm.path)};
    // A source package given as a file has no commit; its build time is used instead.
    const int64_t time = srpm.commit_time ? srpm.commit_time : source.package.build_time;
    m_plan.created = std::max(m_plan.created, time);
    m_sources.emplace(srpm.sha256, std::move(source));
  }

  void add_build(const engine::BuildResult& build) {
    const auto source = m_sources.find(build.srpm_sha256);
    if (source == m_sources.end())
      throw Error(ExitCode::gate, fmt::format("the source package of {} is missing", build.name))
          .hint("make it with `rpmworks srpm` and compose again");
    if (!m_targets.find(build.target))
      throw Error(ExitCode::invalid,
                  fmt::format("{} was built for the target {}, but this release is made for {}", build.name,
                              build.target, m_targets.names()));
    const Section& section = section_for(build.name, build.target);
    source->second.sections.insert(section.path);
    for (const auto& artifact : build.packages)
      m_items[section.path].push_back(
          {.section = section.path,
           .signing = SignHere{section.sign, section.also_sign},
           .sha256 = artifact.sha256,
           .file_name = artifact.package.nevra.file_name(),
           .package = std::make_shared<const rpm::Package>(artifact.package),
           .origin = origin_of(*source->second.srpm, m_config),
           .build = manifest::BuildInfo{
               .target = build.target, .engine = build.engine, .buildroot_sha256 = build.buildroot_sha256}});
  }

  void add_vendor_packages(const Section& section, const store::Store& store) {
    const auto packages = m_inputs.vendor_packages.find(section.path);
    if (packages == m_inputs.vendor_packages.end())
      throw Error(ExitCode::invalid,
                  fmt::format("no packages were selected for the section {}", section.path))
          .at(section.where)
          .hint(
              "rpmworks compose and rpmworks release select them; a program passes them in vendor_packages");
    auto items = verified_vendor_packages(section, packages->second, m_config, store);
    for (const auto& item : items) m_plan.created = std::max(m_plan.created, item.package->build_time);
    m_items[section.path] = std::move(items);
  }

  // The name by which binary packages refer to the source package; NAME.nosrc.rpm if it lacks some of its
  // sources.
  static std::string source_file_name(const Source& source) {
    return source.srpm->file_name.empty() ? source.package.nevra.file_name() : source.srpm->file_name;
  }

  bool takes(const Section& section, const std::string& built) const {
    const Section& other = section_at(built);
    if (!takes_sources_of(section, other)) return false;
    const auto own = layout::targets_of(section, m_config, m_targets);
    return std::ranges::any_of(layout::targets_of(other, m_config, m_targets),
                               [&](const auto* target) { return std::ranges::count(own, target) > 0; });
  }

  std::vector<Item> sources_for(const Section& section) const {
    std::vector<Item> items;
    for (const auto& [digest, source] : m_sources)
      if (std::ranges::any_of(source.sections,
                              [&](const std::string& built) { return takes(section, built); }))
        items.push_back({.section = section.path,
                         .signing = SignHere{section.sign, section.also_sign},
                         .sha256 = digest,
                         .file_name = source_file_name(source),
                         .package = std::make_shared<const rpm::Package>(source.package),
                         .origin = origin_of(*source.srpm, m_config),
                         .build = std::nullopt});
    return items;
  }

  PlannedSection planned(const Section& section, const std::string& path,
                         const config::Target& target) const {
    return planned_section(section, path, target, m_config, m_targets);
  }

  // Distributes a section's packages over its folders: one, or one for each architecture.
  void resolve(const Section& section, std::vector<Item> items) {
    const auto targets = layout::targets_of(section, m_config, m_targets);
    const size_t variable = section.path.find(layout::k_basearch);
    if (variable == std::string::npos) {
      // Source packages of several targets: the oldest clients must be able to read them.
      const auto* const oldest = *std::ranges::min_element(targets, {}, &config::Target::client);
      m_plan.sections.push_back(planned(section, section.path, *oldest));
      std::ranges::move(items, std::back_inserter(m_plan.items));
      return;
    }
    if (targets.size() > 1) take_noarch_once(items);
    std::map<std::string, const config::Target*> folders;
    for (const auto* target : targets) folders.emplace(layout::basearch(target->arch), target);
    for (const auto& item : items)
      if (item.needed_for.empty() && item.package->nevra.arch != "noarch")
        folders.emplace(layout::basearch(item.package->nevra.arch), targets.front());
    for (const auto& [arch, target] : folders) {
      std::string path = section.path;
      path.replace(variable, layout::k_basearch.size(), arch);
      m_plan.sections.push_back(planned(section, path, *target));
      for (const auto& item : items) {
        if (!belongs(item, arch, *target, targets.size())) continue;
        m_plan.items.push_back(item);
        m_plan.items.back().section = path;
      }
    }
  }

  // Whether a package belongs to the folder of an architecture, which is that of `target`. If several targets
  // have folders, a noarch package is in the folders of those for which it was built.
  static bool belongs(const Item& item, const std::string& arch, const config::Target& target,
                      size_t targets) {
    // With the clients that need it: on x86_64 they also install packages for i686.
    if (!item.needed_for.empty())
      return layout::basearch(target.arch) == arch && item.needed_for.contains(target.name);
    const std::string& own = item.package->nevra.arch;
    if (own != "noarch") return layout::basearch(own) == arch;
    return targets == 1 || item.built_for.contains(target.name);
  }

  // A noarch package is built for each target, but the release has it only once, as it was built for the
  // first one. Packages with different contents are left for unique_gate.
  void take_noarch_once(std::vector<Item>& items) const {
    std::vector<Item> kept;
    std::map<std::string, size_t> places;  // in `kept`, of noarch packages by file name
    for (auto& item : items) {
      if (item.package->nevra.arch == "noarch") {
        if (item.build) item.built_for.insert(item.build->target);
        const auto [first, is_new] = places.emplace(item.file_name, kept.size());
        if (!is_new && has_same_content(kept[first->second], item)) {
          kept[first->second].built_for.merge(item.built_for);
          continue;
        }
      }
      kept.push_back(std::move(item));
    }
    items = std::move(kept);
  }

  bool has_same_content(const Item& one, const Item& other) const {
    if (one.sha256 == other.sha256) return true;
    return one.origin.srpm_sha256() == other.origin.srpm_sha256() &&
           !rpm::content_difference(m_store->blob(one.sha256), m_store->blob(other.sha256));
  }

  const Inputs& m_inputs;
  const config::Config& m_config;
  const layout::Targets& m_targets;
  const store::Store* m_store = nullptr;             // null for source packages only
  std::map<std::string, Source> m_sources;           // by digest
  std::map<std::string, std::vector<Item>> m_items;  // by section, without source packages
  Plan m_plan;
};

}  // namespace

PlannedSection planned_section(const Section& section, const std::string& path, const config::Target& target,
                               const config::Config& config, const layout::Targets& targets) {
  PlannedSection planned{.path = path,
                         .configured = section.path,
                         .from = section.from,
                         .sign = section.sign,
                         .also_sign = section.also_sign,
                         .trust = {},
                         .sha1 = false,
                         .target = &target,
                         .first_target = &layout::target_of(section, config, targets)};
  if (section.from != Section::From::upstream) return planned;
  planned.sign = layout::manifest_key(config);
  planned.trust = layout::trusted_keys(section, config);
  planned.sha1 = config.upstreams.at(section.upstream).sha1;
  return planned;
}

std::span<const PlanGate> plan_gates() {
  return k_plan_gates;
}

Plan make_plan(const Inputs& inputs, const config::Config& config, const layout::Targets& targets,
               const store::Store& store) {
  return Planner(inputs, config, targets).run(store);
}

std::vector<std::string> empty_sections(const Plan& plan, const config::Config& config) {
  std::set<std::string> filled;
  for (const auto& item : plan.items) filled.insert(item.section);
  std::vector<std::string> lines;
  for (const auto& section : config.sections) {
    const bool is_filled = std::ranges::any_of(plan.sections, [&](const PlannedSection& planned) {
      return planned.configured == section.path && filled.contains(planned.path);
    });
    if (is_filled) continue;
    lines.push_back(fmt::format("{}:{}:{}: the section {} is empty: {}", config.file.filename().string(),
                                section.where.line, section.where.column, section.path,
                                section.from == Section::From::upstream
                                    ? fmt::format("no package of {} is selected for it", section.upstream)
                                : section.from == Section::From::srpms ? "no source package goes to it"
                                                                       : "no package goes to it"));
  }
  return lines;
}

Plan make_source_plan(const SourcesByTarget& sources, const config::Config& config,
                      const layout::Targets& targets) {
  const Inputs inputs;
  return Planner(inputs, config, targets).run_sources(sources);
}

std::vector<std::string> targets_of(const config::PackageSource& package, const layout::Targets& targets) {
  std::vector<std::string> names;
  for (const auto* target : targets.all())
    if (package.targets.empty() || std::ranges::count(package.targets, target->name) > 0)
      names.push_back(target->name);
  if (names.empty()) names.emplace_back();
  return names;
}

bool takes_sources_of(const Section& section, const Section& built) {
  if (section.from != Section::From::srpms) return false;
  if (!section.of.empty()) return section.of == built.path;
  return section.target.empty() || built.is_for(section.target);
}

void require_sections(const std::vector<const config::PackageSource*>& packages, const config::Config& config,
                      const layout::Targets& targets) {
  for (const auto& section : config.sections) {
    layout::targets_of(section, config, targets);
  }
  std::vector<std::string> missing;
  SourcePosition where;
  for (const auto* package : packages)
    for (const auto& target : targets_of(*package, targets)) {
      const Section& section = config.section_of(*package, target);
      if (is_source_taken(config, section)) continue;
      if (missing.empty()) where = section.where;
      missing.push_back(fmt::format("{} (its packages go to {})", package->name, section.path));
    }
  if (!missing.empty()) throw sourceless(std::move(missing), config).at(where);
}

}  // namespace rpmworks::compose
