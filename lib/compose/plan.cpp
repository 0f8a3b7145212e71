// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "clients/limits.hpp"
#include "clients/profile.hpp"
#include "core/error.hpp"

namespace rpmworks::compose {

namespace {

using config::Section;

constexpr std::string_view k_basearch = "$basearch";

void require_supported(const Section& section) {
  if (section.from != Section::From::upstream) return;
  throw Error(ExitCode::invalid,
              fmt::format("the section {} is `from: upstream`, which needs a repos.lock", section.path))
      .at(section.where)
      .hint("this version makes sections `from: builds` and `from: srpms`; leave this one out");
}

// Whoever gets a package gets its source: every licence that asks for it, and every auditor.
bool is_source_taken(const config::Config& config, const std::string& built) {
  return std::ranges::any_of(config.sections,
                             [&](const Section& section) { return takes_sources_of(section, built); });
}

Error sourceless(std::vector<std::string> packages) {
  return Error(ExitCode::gate, "no section takes the source packages of what is built")
      .notes(std::move(packages))
      .hint("add one to release.sections: `sources: { from: srpms, sign: KEY }`");
}

/// Collects what goes into the sections of the configuration.
class Planner {
 public:
  Planner(const Inputs& inputs, const config::Config& config, const config::Target& target)
      : m_inputs(inputs), m_config(config), m_target(target) {}

  Plan run() {
    for (const auto& section : m_config.sections) require_supported(section);
    for (const auto& srpm : m_inputs.srpms) add_source(srpm);
    for (const auto& build : m_inputs.builds) add_build(build);
    return finish();
  }

  Plan run_sources() {
    for (const auto& section : m_config.sections) require_supported(section);
    for (const auto& srpm : m_inputs.srpms) {
      add_source(srpm);
      m_sources.at(srpm.sha256).sections.insert(section_for(srpm.name).path);
    }
    return finish();
  }

 private:
  struct Source {
    const srpm::Srpm* srpm = nullptr;
    rpm::Package package;
    std::set<std::string> sections;  ///< where the packages built from it go
  };

  Plan finish() {
    require_sources();
    for (const auto& section : m_config.sections) {
      std::vector<Item> items =
          section.from == Section::From::builds ? m_built[section.path] : sources_for(section);
      resolve(section, std::move(items));
    }
    require_readable();
    require_unique();
    std::ranges::stable_sort(m_plan.items, [](const Item& a, const Item& b) {
      return a.section != b.section ? a.section < b.section : a.package.nevra < b.package.nevra;
    });
    return std::move(m_plan);
  }

  const Section& section_for(const std::string& name) const {
    const auto package = m_config.packages.find(name);
    config::PackageSource unnamed;
    unnamed.name = name;
    return m_config.section_of(package == m_config.packages.end() ? unnamed : package->second);
  }

  void add_source(const srpm::Srpm& srpm) {
    Source source{.srpm = &srpm, .package = rpm::read_package(srpm.path)};
    // A source package that somebody gave has no commit; its build time is what says how old it is.
    const int64_t time = srpm.commit_time ? srpm.commit_time : source.package.build_time;
    m_plan.created = std::max(m_plan.created, time);
    m_sources[srpm.sha256] = std::move(source);
  }

  void add_build(const engine::BuildResult& build) {
    const auto source = m_sources.find(build.srpm_sha256);
    if (source == m_sources.end())
      throw Error(ExitCode::gate, fmt::format("the source package of {} is missing", build.name))
          .hint("make it with `rpmworks srpm` and compose again");
    const Section& section = section_for(build.name);
    source->second.sections.insert(section.path);
    for (const auto& artifact : build.packages)
      m_built[section.path].push_back(
          {.section = section.path,
           .sign = section.sign,
           .unsigned_sha256 = artifact.sha256,
           .file_name = artifact.package.nevra.file_name(),
           .package = artifact.package,
           .origin = origin_of(*source->second.srpm, m_config),
           .build = manifest::BuildInfo{
               .target = build.target, .engine = build.engine, .buildroot_sha256 = build.buildroot_sha256}});
  }

  // What binary packages call it, which tells one that lacks some of its sources: NAME.nosrc.rpm.
  static std::string source_file_name(const Source& source) {
    return source.srpm->file_name.empty() ? source.package.nevra.file_name() : source.srpm->file_name;
  }

  std::vector<Item> sources_for(const Section& section) const {
    std::vector<Item> items;
    for (const auto& [digest, source] : m_sources)
      if (std::ranges::any_of(source.sections,
                              [&](const std::string& built) { return takes_sources_of(section, built); }))
        items.push_back({.section = section.path,
                         .sign = section.sign,
                         .unsigned_sha256 = digest,
                         .file_name = source_file_name(source),
                         .package = source.package,
                         .origin = origin_of(*source.srpm, m_config),
                         .build = std::nullopt});
    return items;
  }

  void require_sources() const {
    std::vector<std::string> missing;
    for (const auto& [digest, source] : m_sources)
      for (const auto& path : source.sections)
        if (!is_source_taken(m_config, path))
          missing.push_back(fmt::format("{} (its packages go to {})", source.package.nevra.str(), path));
    if (!missing.empty()) throw sourceless(std::move(missing));
  }

  // Puts a section's packages into the folders that it becomes: one, or one an architecture.
  void resolve(const Section& section, std::vector<Item> items) {
    const size_t variable = section.path.find(k_basearch);
    if (variable == std::string::npos) {
      m_plan.sections.push_back({.path = section.path, .sign = section.sign});
      std::ranges::move(items, std::back_inserter(m_plan.items));
      return;
    }
    std::set<std::string> arches;
    if (section.from == Section::From::builds) arches.insert(basearch(m_target.arch));
    for (const auto& item : items)
      if (item.package.nevra.arch != "noarch") arches.insert(basearch(item.package.nevra.arch));
    for (const auto& arch : arches) {
      std::string path = section.path;
      path.replace(variable, k_basearch.size(), arch);
      m_plan.sections.push_back({.path = path, .sign = section.sign});
      for (const auto& item : items) {
        const std::string& own = item.package.nevra.arch;
        if (own != "noarch" && basearch(own) != arch) continue;
        m_plan.items.push_back(item);
        m_plan.items.back().section = path;
      }
    }
  }

  void require_readable() const {
    std::vector<std::string> findings;
    for (const auto& item : m_plan.items)
      if (const auto why = clients::unreadable_because(item.package, m_target.client); !why.empty())
        findings.push_back(fmt::format("{}: {}", item.package.nevra.str(), why));
    if (findings.empty()) return;
    throw Error(ExitCode::gate, fmt::format("the clients of the target {} ({}) cannot read every package",
                                            m_target.name, clients::name_of(m_target.client)))
        .notes(findings)
        .hint(
            fmt::format("set _binary_payload and _source_payload to w9.gzdio in targets.{}.macros and build "
                        "again, or change its `client`",
                        m_target.name));
  }

  static const std::string& maker_of(const Item& item) {
    return item.package.is_source() ? item.origin.url : item.package.source_rpm;
  }

  void require_unique() const {
    std::map<std::pair<std::string, std::string>, const Item*> files;
    std::vector<std::string> findings;
    for (const auto& item : m_plan.items) {
      const auto [other, is_new] = files.emplace(std::pair(item.section, item.file_name), &item);
      if (is_new) continue;
      findings.push_back(fmt::format("{}/{}: {} from {} and {} from {}", item.section, item.file_name,
                                     other->second->package.nevra.str(), maker_of(*other->second),
                                     item.package.nevra.str(), maker_of(item)));
    }
    if (!findings.empty())
      throw Error(ExitCode::gate, "two packages have the same name in the same section")
          .notes(findings)
          .hint("clients would see one of them: change a name, a release, or the section");
    require_same_everywhere();
  }

  // One package may be in several sections, as a noarch one in those of all architectures, but not as
  // another.
  void require_same_everywhere() const {
    std::map<std::string, const Item*> files;
    std::vector<std::string> findings;
    for (const auto& item : m_plan.items) {
      const auto [other, is_new] = files.emplace(item.file_name, &item);
      if (!is_new && other->second->unsigned_sha256 != item.unsigned_sha256)
        findings.push_back(fmt::format("{}: in {} from {}, in {} from {}", item.file_name,
                                       other->second->section, maker_of(*other->second), item.section,
                                       maker_of(item)));
    }
    if (findings.empty()) return;
    throw Error(ExitCode::gate, "two different packages have the same name, version and release")
        .notes(findings)
        .hint("clients of both sections would see one of them: change a name, a version or a release");
  }

  const Inputs& m_inputs;
  const config::Config& m_config;
  const config::Target& m_target;
  std::map<std::string, Source> m_sources;           // by digest
  std::map<std::string, std::vector<Item>> m_built;  // by section
  Plan m_plan;
};

}  // namespace

std::string basearch(const std::string& arch) {
  // dnf's own table (dnf/rpm/__init__.py, _BASEARCH_MAP), for what is built today.
  if (arch.size() == 4 && arch.front() == 'i' && arch.ends_with("86")) return "i386";
  if (arch == "athlon" || arch == "geode") return "i386";
  if (arch == "amd64" || arch == "ia32e" || arch.starts_with("x86_64")) return "x86_64";
  if (arch.starts_with("armv7h") || arch == "armv6hl" || arch == "armv8hl") return "armhfp";
  if (arch.starts_with("armv5") || arch.starts_with("armv6") || arch.starts_with("armv7")) return "arm";
  if (rpm::is_source_arch(arch)) return "source";
  return arch;
}

Plan make_plan(const Inputs& inputs, const config::Config& config, const config::Target& target) {
  return Planner(inputs, config, target).run();
}

Plan make_source_plan(const std::vector<srpm::Srpm>& srpms, const config::Config& config,
                      const config::Target& target) {
  const Inputs inputs{.srpms = srpms};
  return Planner(inputs, config, target).run_sources();
}

bool takes_sources_of(const Section& section, const std::string& built) {
  return section.from == Section::From::srpms && (section.of.empty() || section.of == built);
}

void require_sections(const std::vector<const config::PackageSource*>& packages,
                      const config::Config& config) {
  for (const auto& section : config.sections) require_supported(section);
  std::vector<std::string> missing;
  SourcePosition where;
  for (const auto* package : packages) {
    const Section& section = config.section_of(*package);
    if (is_source_taken(config, section.path)) continue;
    if (missing.empty()) where = section.where;
    missing.push_back(fmt::format("{} (its packages go to {})", package->name, section.path));
  }
  if (!missing.empty()) throw sourceless(std::move(missing)).at(where);
}

}  // namespace rpmworks::compose
