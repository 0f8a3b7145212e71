// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/extras.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "compose/commit_advisories.hpp"
#include "config/advisories.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"
#include "repodata/comps.hpp"
#include "repodata/updateinfo.hpp"

namespace rpmworks::compose {

namespace {

using ExtraFile = config::Located<fs::path>;

// The path as messages show it: relative to repos.yaml.
std::string shown_file(const ExtraFile& file, const config::Config& config) {
  const fs::path relative = file->lexically_relative(config.file.parent_path());
  return relative.empty() || *relative.begin() == ".." ? file->string() : relative.string();
}

const ExtraFile& require_file(const ExtraFile& file, const std::string& key) {
  if (fs::is_regular_file(*file)) return file;
  throw Error(ExitCode::invalid, fmt::format("the file {} of '{}' does not exist", file->string(), key))
      .at(file.where)
      .hint(fmt::format("create it, or remove '{}'", key));
}

std::vector<repodata::Group> groups_in(const ExtraFile& file, const config::Config& config) {
  return repodata::read_comps(read_file(*require_file(file, "comps")), shown_file(file, config));
}

std::vector<config::Advisory> advisories_in(const ExtraFile& file, const config::Config& config) {
  return config::read_advisories(*require_file(file, "advisories"), shown_file(file, config));
}

repodata::AdvisoryReference reference_to(const std::string& text) {
  if (text.starts_with("CVE-"))
    return {.type = "cve", .id = text, .href = "https://www.cve.org/CVERecord?id=" + text};
  return {.type = "other", .id = text, .href = text};
}

class Extras {
 public:
  Extras(const PlannedSection& section, const Stage& stage)
      : m_section(section),
        m_stage(stage),
        m_configured(*std::ranges::find(stage.config.sections, section.configured, &config::Section::path)),
        m_metadata(m_configured.metadata) {
    std::map<std::string, const config::Target*> targets;
    for (const auto& each : stage.plan.sections) targets[each.path] = each.target;
    for (const auto& item : stage.plan.items)
      if (!item.package->is_source() && targets.at(item.section) == section.target)
        m_names.insert(item.package->nevra.name);
  }

  std::vector<repodata::Extra> run() {
    std::vector<repodata::Extra> extras;
    if (m_stage.released_extras) return released();
    if (m_metadata.comps) {
      const std::string xml = read_file(**m_metadata.comps);
      compare_groups();
      // yum of el6 prefers the compressed file, and other clients read either.
      extras.push_back({.type = "group", .name = "comps.xml", .bytes = xml, .gzip = false});
      extras.push_back({.type = "group_gz", .name = "comps.xml", .bytes = xml});
    }
    const auto vendor = m_stage.vendor_metadata.find(m_section.configured);
    const bool has_vendor = vendor != m_stage.vendor_metadata.end();
    std::vector<repodata::Advisory> advisories;
    if (m_metadata.advisories) advisories = own_advisories();
    if (m_metadata.trailers && m_stage.commit_advisories) add_commit_advisories(advisories);
    const std::string updateinfo =
        repodata::updateinfo_xml(advisories, m_stage.config.product,
                                 {.xml = has_vendor ? vendor->second.updateinfo : "", .packages = packages()},
                                 m_stage.workspace.tmp());
    if (!updateinfo.empty())
      extras.push_back({.type = "updateinfo", .name = "updateinfo.xml", .bytes = updateinfo});
    if (has_vendor && !vendor->second.modules.empty())
      extras.push_back({.type = "modules", .name = "modules.yaml", .bytes = vendor->second.modules});
    else
      warn_of_modules();
    return extras;
  }

 private:
  std::vector<rpm::Nevra> packages() const {
    std::vector<rpm::Nevra> nevras;
    for (const auto& item : m_stage.plan.items)
      if (item.section == m_section.path) nevras.push_back(item.package->nevra);
    return nevras;
  }

  // Those of another release. Advisories list only packages that are still in the section.
  std::vector<repodata::Extra> released() const {
    std::vector<repodata::Extra> extras;
    const auto at = m_stage.released_extras->find(m_section.path);
    if (at == m_stage.released_extras->end()) return extras;
    for (repodata::Extra extra : at->second) {
      if (extra.type == "updateinfo")
        extra.bytes =
            repodata::updateinfo_xml({}, m_stage.config.product, {.xml = extra.bytes, .packages = packages()},
                                     m_stage.workspace.tmp());
      if (!extra.bytes.empty()) extras.push_back(std::move(extra));
    }
    return extras;
  }

  // dnf refuses to install a package of a module that no modules.yaml describes.
  void warn_of_modules() const {
    if (m_configured.from != config::Section::From::upstream) return;
    for (const auto& nevra : packages())
      if (nevra.evr.release.find(".module") != std::string::npos) {
        m_stage.reporter.warning(fmt::format(
            "{}:{}: {} contains packages of modules, such as {}, but not the modules: dnf would not install "
            "these packages (add `metadata: [modules]` to the section)",
            m_stage.config.file.filename().string(), m_configured.where.line, m_section.path, nevra.str()));
        return;
      }
  }

  void compare_groups() const {
    for (const auto& group : groups_in(*m_metadata.comps, m_stage.config)) {
      std::vector<std::string> missing;
      for (const auto& name : group.packages)
        if (!m_names.contains(name)) missing.push_back(printable(name));
      if (!missing.empty())
        m_stage.reporter.note(fmt::format(
            "{}: the group {} names packages that the release does not contain: {}",
            shown_file(*m_metadata.comps, m_stage.config), printable(group.id), join(missing, ", ")));
    }
  }

  std::vector<repodata::Advisory> own_advisories() const {
    std::vector<repodata::Advisory> advisories;
    for (const auto& own : advisories_in(*m_metadata.advisories, m_stage.config)) {
      repodata::Advisory advisory{.id = own.id,
                                  .from = m_stage.config.product,
                                  .type = own.type,
                                  .severity = own.severity,
                                  .title = own.title,
                                  .description = own.description,
                                  .issued = own.issued,
                                  .updated = own.updated,
                                  .references = {},
                                  .packages = {}};
      for (const auto& reference : own.references) advisory.references.push_back(reference_to(reference));
      for (const auto& [name, evr] : own.packages) add_package(own, name, evr, advisory.packages);
      if (!advisory.packages.empty()) advisories.push_back(std::move(advisory));
    }
    return advisories;
  }

  // The file may correct what a commit says.
  void add_commit_advisories(std::vector<repodata::Advisory>& advisories) const {
    std::vector<SectionPackage> packages;
    for (const auto& item : m_stage.plan.items)
      if (item.section == m_section.path && !item.package->is_source())
        packages.push_back({.nevra = item.package->nevra, .source_rpm = item.package->source_rpm});
    for (auto& advisory : advisories_for(*m_stage.commit_advisories, m_section.target->name, packages)) {
      if (std::ranges::count(advisories, advisory.id, &repodata::Advisory::id) == 0)
        advisories.push_back(std::move(advisory));
      else
        m_stage.reporter.note(fmt::format("{}: the advisory {} of {} replaces that of commits",
                                          m_section.path, advisory.id,
                                          shown_file(*m_metadata.advisories, m_stage.config)));
    }
  }

  void add_package(const config::Advisory& own, const std::string& name, const rpm::Evr& evr,
                   std::vector<repodata::AdvisedPackage>& packages) const {
    const std::string where = fmt::format("{}:{}", own.where.file, own.where.line);
    if (!m_names.contains(name))
      m_stage.reporter.note(fmt::format("{}: {} lists {}, which the release does not contain", where,
                                        printable(own.id), printable(name)));
    for (const auto& item : m_stage.plan.items) {
      if (item.section != m_section.path || item.package->nevra.name != name) continue;
      if (item.package->nevra.evr < evr)
        m_stage.reporter.warning(fmt::format(
            "{}: {} lists {}-{}, but {} contains only {}: clients are not told about the advisory", where,
            printable(own.id), printable(name), printable(evr.str()), m_section.path,
            item.package->nevra.str()));
      else
        packages.push_back({.nevra = {.name = name, .evr = evr, .arch = item.package->nevra.arch},
                            .source = item.package->nevra.evr == evr ? item.package->source_rpm : ""});
    }
  }

  const PlannedSection& m_section;
  const Stage& m_stage;
  const config::Section& m_configured;
  const config::SectionMetadata& m_metadata;
  std::set<std::string> m_names;  // of the packages for the section's target
};

}  // namespace

void require_extra_files(const config::Config& config) {
  for (const auto& section : config.sections) {
    if (section.metadata.comps) groups_in(*section.metadata.comps, config);
    if (section.metadata.advisories) advisories_in(*section.metadata.advisories, config);
  }
}

std::string extra_files_digest(const config::Config& config) {
  Digest digest;
  for (const auto& section : config.sections) {
    if (const auto& comps = section.metadata.comps) digest.field(read_file(*require_file(*comps, "comps")));
    if (const auto& advisories = section.metadata.advisories)
      digest.field(read_file(*require_file(*advisories, "advisories")));
  }
  return digest.hex();
}

std::vector<repodata::Extra> extras_of(const PlannedSection& section, const Stage& stage) {
  return Extras(section, stage).run();
}

}  // namespace rpmworks::compose
